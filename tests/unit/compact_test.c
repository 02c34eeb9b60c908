/* SPDX-License-Identifier: Apache-2.0 */
/* What nothing uses goes, what is used stays, and is still the same thing. */
#include "src/graph/compact.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"

/* y = x + w + w, among tensors, buffers and codes that nothing uses. */
static Model *make_model(void)
{
	static const float w[] = {1, 2}, other[] = {3, 4};
	Model *model = test_model_new(1);
	test_values(model, TYPE_FLOAT32, DIMS(1, 2), other);
	int x = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int unused = test_computed(model, TYPE_FLOAT32, DIMS(1, 5000));
	int w1 = test_values(model, TYPE_FLOAT32, DIMS(1, 2), w);
	int w2 = test_values(model, TYPE_FLOAT32, DIMS(1, 2), w);
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int y = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	model->graphs[0].tensors[unused].buffer = model_add_buffer(model, NULL, 0);
	model->graphs[0].tensors[sum].buffer = model_add_buffer(model, NULL, 0);
	model_op_code(model, OP_MUL);
	test_op(model, "ADD", LIST(x, w1), LIST(sum));
	test_op(model, "ADD", LIST(sum, w2), LIST(y));
	test_inputs(model, LIST(x));
	test_outputs(model, LIST(y));
	return model;
}

static void expect_sound(const Model *model)
{
	Error err = {0};
	cr_expect(model_verify(model, &err), "%s", err.text);
	for (int i = 0; i < model->n_buffers; i++)
		cr_expect_eq(model->buffers[i]->index, i);
	for (int i = 0; i < model->n_codes; i++)
		cr_expect_eq(model->codes[i]->index, i);
}

Test(compact, drops_what_nothing_uses)
{
	Model *model = make_model();
	model_compact(model);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(graph->n_tensors, 5);
	cr_expect_arr_eq(graph->ops[0].inputs, ((int[]){0, 1}), 2 * sizeof(int));
	cr_expect_arr_eq(graph->ops[1].inputs, ((int[]){3, 2}), 2 * sizeof(int));
	cr_expect_eq(graph->inputs[0], 0);
	cr_expect_eq(graph->outputs[0], 4);
	cr_expect_eq(model->n_codes, 1);
	cr_expect_str_eq(graph->ops[1].code->name, "ADD");
	expect_sound(model);
	model_free(model);
}

Test(compact, lets_equal_buffers_be_one)
{
	Model *model = make_model();
	model_compact(model);
	const Tensor *tensors = model->graphs[0].tensors;
	cr_expect_eq(model->n_buffers, 2);
	cr_expect_eq(tensors[1].buffer, tensors[2].buffer);
	cr_expect_eq(((const float *)(const void *)tensors[1].buffer->data)[1], 2);
	cr_expect_eq(tensors[3].buffer, model->buffers[0]);
	model_free(model);
}

Test(compact, lets_equal_codes_be_one)
{
	Model *model = make_model();
	Op *op = test_custom_op(model, "Acme", LIST(1), LIST(2));
	int n = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	Op *again = test_custom_op(model, "Acme", LIST(2), LIST(n));
	cr_assert_neq(op->code, again->code);
	test_custom_op(model, "Other", LIST(2),
		LIST(test_computed(model, TYPE_FLOAT32, DIMS(1, 2))));
	model_compact(model);
	const Op *ops = model->graphs[0].ops;
	cr_expect_eq(model->n_codes, 3);
	cr_expect_eq(ops[2].code, ops[3].code);
	cr_expect_str_eq(ops[4].code->name, "Other");
	expect_sound(model);
	model_free(model);
}

Test(compact, keeps_what_unknown_operators_work_with)
{
	Model *model = make_model();
	int range = test_computed(model, TYPE_INT8, DIMS(0));
	Op *op = test_custom_op(model, "Acme", LIST(1),
		LIST(test_computed(model, TYPE_FLOAT32, DIMS(1, 2))));
	op->n_intermediates = 1;
	op->intermediates = &range;
	model_compact(model);
	const Op *kept = &model->graphs[0].ops[2];
	cr_expect_eq(model->graphs[0].n_tensors, 7);
	cr_expect_eq(kept->intermediates[0], 5);
	cr_expect_eq(model->graphs[0].tensors[5].type, TYPE_INT8);
	expect_sound(model);
	model_free(model);
}

Test(compact, changes_nothing_a_second_time)
{
	Model *model = make_model();
	model_compact(model);
	const Tensor *tensors = model->graphs[0].tensors;
	Tensor before[5];
	memcpy(before, tensors, sizeof before);
	model_compact(model);
	cr_expect_arr_eq(model->graphs[0].tensors, before, sizeof before);
	cr_expect_eq(model->n_buffers, 2);
	model_free(model);
}

/* --- Graphs --- */

/* A graph of one tensor, which is its output. */
static void fill_graph(Model *model, int g, int size)
{
	Graph *graph = &model->graphs[g];
	test_computed_in(model, g, TYPE_FLOAT32, DIMS(1, size));
	graph->n_inputs = graph->n_outputs = 1;
	graph->inputs = graph->outputs = arena_alloc(&model->arena, sizeof(int));
}

static Model *three_graphs(void)
{
	Model *model = test_model_new(3);
	for (int g = 0; g < 3; g++)
		fill_graph(model, g, g + 1);
	return model;
}

static void add_signature(Model *model, int graph)
{
	model->signatures = arena_alloc(&model->arena, sizeof *model->signatures);
	model->n_signatures = 1;
	model->signatures[0] = (Signature){.key = "run", .graph = graph};
}

Test(compact, drops_graphs_that_nothing_reaches)
{
	Model *model = three_graphs();
	add_signature(model, 2);
	model_compact(model);
	cr_expect_eq(model->n_graphs, 2);
	cr_expect_eq(model->graphs[1].tensors[0].dims[1], 3);
	cr_expect_eq(model->signatures[0].graph, 1);
	expect_sound(model);
	model_free(model);
}

Test(compact, keeps_all_graphs_beside_an_unknown_operator)
{
	Model *model = three_graphs();
	test_custom_op(model, "WHILE", LIST(0),
		LIST(test_computed(model, TYPE_FLOAT32, DIMS(1, 1))));
	model_compact(model);
	cr_expect_eq(model->n_graphs, 3);
	model_free(model);
}

/* --- Things counted by others --- */

Test(compact, moves_nothing_that_metadata_count)
{
	static const char *const names[] = {"OfflineMemoryAllocation",
		"COMPRESSION_METADATA"};
	for (int i = 0; i < 2; i++) {
		Model *model = make_model();
		Metadata metadata = {.name = names[i], .buffer = model->buffers[1]};
		model->metadata = &metadata;
		model->n_metadata = 1;
		int n_buffers = model->n_buffers;
		model_compact(model);
		cr_expect_eq(model->graphs[0].n_tensors, 7);
		cr_expect_eq(model->n_buffers, n_buffers);
		cr_expect_eq(model->n_codes, 1);
		expect_sound(model);
		model_free(model);
	}
}

Test(compact, moves_no_tensors_that_a_quantisation_names)
{
	Model *model = make_model();
	test_scales(model, 0, 1, 0);
	model->graphs[0].tensors[0].quantization->has_details = true;
	model_compact(model);
	cr_expect_eq(model->graphs[0].n_tensors, 7);
	expect_sound(model);
	model_free(model);
}
