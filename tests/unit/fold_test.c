/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/fold.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/base/half.h"
#include "src/run/plan.h"
#include "tests/unit/one_op.h"

enum { IN, HALVES, WEIGHTS, OUT };

/* A fully connected layer of 2 inputs and 2 outputs with weights that come in half precision:
 * 1, 2, -0.5, 0.25. */
static Model *half_model(void)
{
	static const float weights[] = {1, 2, -0.5F, 0.25F};
	uint16_t stored[4];
	for (int i = 0; i < 4; i++)
		stored[i] = half_from_float(weights[i]);
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_values(model, TYPE_FLOAT16, DIMS(2, 2), stored);
	test_computed(model, TYPE_FLOAT32, DIMS(2, 2));
	test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "DEQUANTIZE", LIST(HALVES), LIST(WEIGHTS));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

typedef struct Seen {
	int tensors[8], n;
} Seen;

static void see(void *context, int tensor, const void *values, int n)
{
	Seen *seen = context;
	(void)values;
	(void)n;
	seen->tensors[seen->n++] = tensor;
}

Test(fold, layers_run_with_weights_of_half_precision)
{
	Error err = {0};
	Model *model = half_model();
	cr_assert(model_verify(model, &err), "%s", err.text);
	Plan *plan = plan_new(model, &PLAN_DEFAULTS, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	Seen seen = {0};
	memcpy(worker_values(worker, IN), (float[]){3, 4, 8, -4}, 4 * sizeof(float));
	worker_run(worker, 2, see, &seen);
	cr_expect_arr_eq(worker_values(worker, OUT), ((float[]){11, -0.5F, 0, -5}),
		4 * sizeof(float));
	/* Constants are not shown: they are no part of a run. */
	cr_expect_eq(seen.n, 2);
	cr_expect_eq(seen.tensors[1], OUT);
	worker_free(worker);
	plan_free(plan);
	model_free(model);
}

Test(fold, leaves_the_model_and_its_numbering_alone)
{
	Arena arena = {0};
	Model *model = half_model();
	const Graph *graph = &model->graphs[0];
	const Graph *folded = fold_constants(graph, &arena);
	cr_assert_neq(folded, graph);
	cr_expect_eq(folded->n_tensors, graph->n_tensors);
	cr_expect_eq(folded->ops, graph->ops);
	cr_expect(tensor_is_constant(&folded->tensors[WEIGHTS]));
	cr_expect_not(tensor_is_constant(&graph->tensors[WEIGHTS]));
	cr_expect(is_folded(folded, &graph->ops[0]));
	cr_expect_not(is_folded(folded, &graph->ops[1]));
	cr_expect_not(is_folded(graph, &graph->ops[0]));
	arena_finish(&arena);
	model_free(model);
}

Test(fold, without_constants_to_turn_gives_the_graph_itself)
{
	Arena arena = {0};
	Model *model = op_model(TYPE_INT8, DIMS(1, 2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "DEQUANTIZE", LIST(0), LIST(out));
	test_outputs(model, LIST(out));
	cr_expect_eq(fold_constants(&model->graphs[0], &arena), &model->graphs[0]);
	arena_finish(&arena);
	model_free(model);
}

/* The constant's values, as they are after folding. */
static void expect_folded(Model *model, const float *expected, size_t n)
{
	Arena arena = {0};
	Graph *graph = &model->graphs[0];
	int real = test_computed(model, TYPE_FLOAT32, graph->tensors[0].rank,
		graph->tensors[0].dims);
	test_op(model, "DEQUANTIZE", LIST(0), LIST(real));
	const Graph *folded = fold_constants(graph, &arena);
	const Buffer *buffer = folded->tensors[real].buffer;
	cr_assert_eq(buffer->n_bytes, n * sizeof *expected);
	cr_expect_arr_eq(buffer->data, expected, buffer->n_bytes);
	arena_finish(&arena);
	model_free(model);
}

Test(fold, turns_integers_with_one_scale_or_one_a_channel)
{
	Model *model = test_model_new(1);
	test_values(model, TYPE_INT8, DIMS(2, 3), (int8_t[]){-128, 0, 1, 2, 3, 127});
	test_scales(model, 0, 2, 0);
	model->graphs[0].tensors[0].quantization->scale[1] = 0.5F;
	expect_folded(model, (float[]){-128, 0, 1, 1, 1.5F, 63.5F}, 6);
	model = test_model_new(1);
	test_values(model, TYPE_INT16, DIMS(3), (int16_t[]){-32768, 2, 300});
	test_quantized(model, 0, 2, 0);
	model->graphs[0].tensors[0].quantization->axis = -7; /* without meaning */
	expect_folded(model, (float[]){-65536, 4, 600}, 3);
	model = test_model_new(1);
	test_values(model, TYPE_INT4, DIMS(1, 3), (uint8_t[]){0x8f, 0x07});
	test_quantized(model, 0, 0.25F, 0);
	expect_folded(model, (float[]){-0.25F, -2, 1.75F}, 3);
}

Test(fold, what_is_an_output_or_computed_is_not_folded)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT16, DIMS(2));
	test_computed(model, TYPE_FLOAT32, DIMS(2));
	test_op(model, "DEQUANTIZE", LIST(0), LIST(1));
	test_inputs(model, LIST(0));
	expect_op_refused(model, "operator 0 (DEQUANTIZE): float16 to float32 cannot be run");
	model = half_model();
	test_outputs(model, LIST(OUT, WEIGHTS));
	Error err = {0};
	cr_expect_null(plan_new(model, &PLAN_DEFAULTS, &err));
	cr_expect_str_eq(err.text,
		"m: operator 0 (DEQUANTIZE): float16 to float32 cannot be run");
	model_free(model);
}

Test(fold, takes_any_axis_for_that_of_a_list)
{
	Model *model = test_model_new(1);
	test_values(model, TYPE_INT8, DIMS(3), (int8_t[]){1, 2, 3});
	test_scales(model, 0, 3, INT32_MAX);
	model->graphs[0].tensors[0].quantization->scale[1] = 0.5F;
	Error err = {0};
	cr_assert(model_verify(model, &err), "%s", err.text);
	expect_folded(model, (float[]){1, 1, 3}, 3);
}
