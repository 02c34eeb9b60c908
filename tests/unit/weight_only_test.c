/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/weight_only.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "passes/rescue.h"
#include "tests/unit/build.h"

enum { SIDE = 32 };

static int weights(Model *model, int rank, const int *dims)
{
	float values[SIDE * SIDE];
	for (int i = 0; i < SIDE * SIDE; i++)
		values[i] = (float)(i * 37 % 64) / 32 - 1;
	return test_values(model, TYPE_FLOAT32, rank, dims, values);
}

/* One fully connected layer after the other, both with the same weights. */
static Model *twins(void)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
	int between = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
	int weight = weights(model, DIMS(SIDE, SIDE));
	test_op(model, "FULLY_CONNECTED", LIST(in, weight), LIST(between));
	test_op(model, "FULLY_CONNECTED", LIST(between, weight), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	model->name = "twins";
	return model;
}

Test(weight_only, layers_that_share_their_weights_are_refined_one_by_one)
{
	Model *real = twins();
	Error err = {0};
	Rescued made;
	RescueSettings how = RESCUE_DEFAULTS;
	cr_assert(quantize_dynamic_rescued(real, &(DynamicSettings){0}, &how, &made, &err),
		"%s", err.text);
	const Graph *graph = &made.model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++)
		cr_expect(eq(int, op_input(graph, &graph->ops[i], 1)->type, TYPE_INT8));
	cr_expect(model_verify(made.model, &err), "%s", err.text);
	rescued_free(&made);
	model_free(real);
}

Test(weight_only, leaves_layers_alone_that_have_integers_already)
{
	Model *real = twins();
	Error err = {0};
	Rescued made;
	RescueSettings how = RESCUE_DEFAULTS;
	Op *first = &real->graphs[0].ops[0];
	int8_t stored[SIDE * SIDE] = {0};
	first->inputs[1] = test_values(real, TYPE_INT8, DIMS(SIDE, SIDE), stored);
	test_quantized(real, first->inputs[1], 0.01F, 0);
	cr_assert(quantize_dynamic_rescued(real, &(DynamicSettings){0}, &how, &made, &err),
		"%s", err.text);
	const Graph *graph = &made.model->graphs[0];
	const Tensor *kept = op_input(graph, &graph->ops[0], 1);
	cr_expect(eq(flt, kept->quantization->scale[0], 0.01F));
	cr_expect(eq(int, kept->quantization->n_scales, 1));
	cr_expect(eq(int, op_input(graph, &graph->ops[1], 1)->quantization->n_scales, SIDE));
	rescued_free(&made);
	model_free(real);
}

static void refused(Model *model, const char *message)
{
	Error err = {0};
	model->name = "net";
	cr_expect(not(quantize_dynamic(model, &(DynamicSettings){0}, &err)));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

Test(weight_only, refuses_a_bias_of_another_length)
{
	Model *model = twins();
	Op *op = &model->graphs[0].ops[0];
	int inputs[] = {op->inputs[0], op->inputs[1],
		test_constant(model, TYPE_FLOAT32, DIMS(SIDE / 2))};
	op->inputs = arena_copy(&model->arena, inputs, sizeof inputs);
	op->n_inputs = 3;
	refused(model,
		"net: operator 0 (FULLY_CONNECTED): bias '#4' has not one value for each of 32 "
		"channels");
}

Test(weight_only, refuses_an_input_of_integers)
{
	Model *model = twins();
	model->graphs[0].tensors[0].type = TYPE_INT8;
	refused(model,
		"net: operator 0 (FULLY_CONNECTED): input '#0' is int8 beside float32 weights");
}

Test(weight_only, refuses_weights_of_another_rank)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 2, 2, SIDE));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2, 2, SIDE));
	int weight = weights(model, DIMS(SIDE, SIDE));
	test_op(model, "DEPTHWISE_CONV_2D", LIST(in, weight), LIST(out));
	refused(model,
		"net: operator 0 (DEPTHWISE_CONV_2D): tensor '#2': 2 dims, expected 4");
}

Test(weight_only, sparse_constants_stay_as_they_are)
{
	Model *model = twins();
	Error err = {0};
	Tensor *weight = &model->graphs[0].tensors[3];
	weight->is_sparse = true;
	model->name = "net";
	cr_expect(not(quantize_float16(model, &err)));
	cr_expect_str_eq(err.text, "net: no float32 constants");
	cr_expect(eq(int, weight->type, TYPE_FLOAT32));
	model_free(model);
}

Test(weight_only, a_constant_that_is_an_output_keeps_its_type)
{
	Model *model = twins();
	Error err = {0};
	int constant = test_constant(model, TYPE_FLOAT32, DIMS(SIDE));
	int in = model->graphs[0].inputs[0];
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, SIDE));
	test_op(model, "ADD", LIST(in, constant), LIST(sum));
	test_outputs(model, LIST(sum, constant));
	cr_assert(quantize_float16(model, &err), "%s", err.text);
	cr_expect(eq(int, model->graphs[0].tensors[3].type, TYPE_FLOAT16));
	cr_expect(eq(int, model->graphs[0].tensors[constant].type, TYPE_FLOAT32));
	model_free(model);
}
