/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

#include "formats/format.h"
#include "passes/encode/decode.h"
#include "src/graph/decoders.h"
#include "tests/unit/build.h"

enum { SIDE = 64, N_WEIGHTS = SIDE * SIDE };

/* Weights of few values, mostly zeros, so that every encoder gains. */
static void fill(int8_t *weights, uint32_t seed)
{
	for (int i = 0; i < N_WEIGHTS; i++) {
		seed = seed * 1664525 + 1013904223;
		weights[i] = seed >> 29 ? 0 : (int8_t)((int)(seed >> 24 & 3) * 5 - 7);
	}
}

/* A dense layer [1, SIDE] to [1, SIDE] that reads a tensor; the output's index. */
static int add_dense(Model *model, int in, int weights)
{
	int out = test_computed(model, TYPE_INT8, DIMS(1, SIDE));
	test_quantized(model, out, 0.5F, 0);
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, -1), LIST(out));
	return out;
}

static int add_weights(Model *model, uint32_t seed)
{
	int8_t values[N_WEIGHTS];
	fill(values, seed);
	int weights = test_values(model, TYPE_INT8, DIMS(SIDE, SIDE), values);
	test_quantized(model, weights, 0.1F, 0);
	return weights;
}

static int add_input(Model *model)
{
	int in = test_computed(model, TYPE_INT8, DIMS(1, SIDE));
	test_quantized(model, in, 0.5F, 0);
	test_inputs(model, LIST(in));
	return in;
}

/* Two layers with weights of their own. */
static Model *two_layers(void)
{
	Model *model = test_model_new(1);
	int in = add_input(model);
	int first = add_weights(model, 1), second = add_weights(model, 2);
	int out = add_dense(model, add_dense(model, in, first), second);
	test_outputs(model, LIST(out));
	return model;
}

static bool file_bytes(void *context, const Model *model, size_t *n_bytes, Error *err)
{
	(void)context;
	Arena scratch = {0};
	Bytes file = {0};
	bool ok = model_to_bytes(model, NULL, &scratch, &file, err);
	*n_bytes = file.n;
	arena_finish(&scratch);
	return ok;
}

static EncodeReport encoded(Model *model, EncodeSettings settings, Arena *arena)
{
	Error err = {0};
	bool over_limit;
	EncodeReport report;
	settings.file_bytes = file_bytes;
	cr_assert(encode(model, &settings, arena, &report, &over_limit, &err), "%s",
		err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	return report;
}

static size_t size_of(const Model *model)
{
	Error err = {0};
	size_t n = 0;
	cr_assert(file_bytes(NULL, model, &n, &err), "%s", err.text);
	return n;
}

/* Encode and decode: the file must be the one that it would have been. */
static void expect_undone(Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes before, after;
	cr_assert(model_to_bytes(model, NULL, &arena, &before, &err), "%s", err.text);
	encoded(model, ENCODE_DEFAULTS, &arena);
	cr_expect_gt(count_decoders(model), 0);
	cr_assert(decode(model, &err), "%s", err.text);
	cr_assert(model_to_bytes(model, NULL, &arena, &after, &err), "%s", err.text);
	cr_expect_eq(before.n, after.n);
	cr_expect(before.n == after.n && memcmp(before.data, after.data, after.n) == 0);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, puts_a_decoder_right_before_each_layer)
{
	Arena arena = {0};
	Model *model = two_layers();
	size_t before = size_of(model);
	EncodeReport report = encoded(model, ENCODE_DEFAULTS, &arena);
	const Graph *graph = &model->graphs[0];
	cr_assert_eq(graph->n_ops, 4);
	for (int i = 0; i < 4; i += 2) {
		const Op *decoder = &graph->ops[i], *layer = &graph->ops[i + 1];
		cr_expect_eq(decoder->code->type, OP_TFLM_DECODE);
		cr_expect_eq(decoder->outputs[0], layer->inputs[1]);
		cr_expect_not(tensor_is_constant(&graph->tensors[layer->inputs[1]]));
	}
	cr_expect_eq(report.n, 2);
	cr_expect_eq(report.tensors[0].outcome, ENCODED);
	cr_expect_lt(size_of(model), before - N_WEIGHTS);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, lets_layers_share_a_table)
{
	Arena arena = {0};
	Model *model = two_layers();
	EncodeSettings settings = ENCODE_DEFAULTS;
	settings.kinds = ENCODE_HUFFMAN;
	EncodeReport report = encoded(model, settings, &arena);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(graph->ops[0].inputs[ancillary_place(0)],
		graph->ops[2].inputs[ancillary_place(0)]);
	cr_expect_gt(report.tensors[0].ancillary_bytes, 0);
	cr_expect_eq(report.tensors[1].ancillary_bytes, 0);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, is_undone_by_decode)
{
	expect_undone(two_layers());
}

Test(encode, gives_each_reader_of_a_tensor_a_decoder_and_is_undone)
{
	Arena arena = {0};
	for (int copies = 0; copies < 2; copies++) {
		Model *model = test_model_new(1);
		int in = add_input(model), weights = add_weights(model, 3);
		int out = add_dense(model, add_dense(model, in, weights), weights);
		test_outputs(model, LIST(out));
		if (copies) {
			expect_undone(model);
			continue;
		}
		encoded(model, ENCODE_DEFAULTS, &arena);
		const Graph *graph = &model->graphs[0];
		cr_assert_eq(graph->n_ops, 4);
		cr_expect_eq(graph->ops[1].inputs[1], weights);
		cr_expect_neq(graph->ops[3].inputs[1], weights);
		cr_expect_eq(graph->ops[0].inputs[0], graph->ops[2].inputs[0]);
		model_free(model);
	}
	arena_finish(&arena);
}

Test(encode, undoes_tensors_over_one_buffer)
{
	Model *model = test_model_new(1);
	int in = add_input(model), weights = add_weights(model, 3);
	int same =
		graph_add_tensor(model, &model->graphs[0], model->graphs[0].tensors[weights]);
	int out = add_dense(model, add_dense(model, in, weights), same);
	test_outputs(model, LIST(out));
	expect_undone(model);
}

Test(encode, extends_the_memory_plan_and_is_undone)
{
	enum { N_TENSORS = 5 };
	Model *model = two_layers();
	static const int32_t plan[3 + N_TENSORS] = {1, 0, N_TENSORS, 0, -1, -1, 64, 0};
	model->metadata = arena_alloc(&model->arena, sizeof *model->metadata);
	model->n_metadata = 1;
	model->metadata[0] = (Metadata){.name = "OfflineMemoryAllocation",
		.buffer = model_add_buffer(model, plan, sizeof plan)};
	cr_assert_eq(model->graphs[0].n_tensors, N_TENSORS);
	Model *again = model_copy(model);
	expect_undone(again);
	Arena arena = {0};
	encoded(model, ENCODE_DEFAULTS, &arena);
	const Buffer *extended = model->metadata[0].buffer;
	const int32_t *words = (const int32_t *)(const void *)extended->data;
	cr_assert_eq(extended->n_bytes / 4, (size_t)model->graphs[0].n_tensors + 3);
	cr_expect_eq(words[2], model->graphs[0].n_tensors);
	cr_expect_eq(words[3 + 3], 64);
	cr_expect_eq(words[3 + N_TENSORS], -1);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, leaves_what_gains_too_little)
{
	Arena arena = {0};
	Model *model = two_layers();
	EncodeSettings settings = ENCODE_DEFAULTS;
	settings.min_gain = N_WEIGHTS;
	size_t before = size_of(model);
	EncodeReport report = encoded(model, settings, &arena);
	cr_expect_eq(report.tensors[0].outcome, KEPT_NO_GAIN);
	cr_expect_eq(count_decoders(model), 0);
	cr_expect_eq(size_of(model), before);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, clears_an_axis_that_means_nothing)
{
	Arena arena = {0};
	Model *model = two_layers();
	Graph *graph = &model->graphs[0];
	int weights = graph->ops[0].inputs[1];
	graph->tensors[weights].quantization->axis = 1;
	EncodeSettings settings = ENCODE_DEFAULTS;
	settings.kinds = ENCODE_LOOKUP;
	encoded(model, settings, &arena);
	cr_expect_gt(count_decoders(model), 0);
	cr_expect_eq(model->graphs[0].tensors[weights].quantization->axis, 0);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, leaves_constants_that_others_read)
{
	Arena arena = {0};
	Model *model = two_layers();
	Graph *graph = &model->graphs[0];
	int weights = graph->ops[0].inputs[1];
	int outputs[] = {graph->outputs[0], weights};
	test_outputs(model, 2, outputs);
	EncodeReport report = encoded(model, ENCODE_DEFAULTS, &arena);
	cr_expect_eq(report.n, 1);
	cr_expect(tensor_is_constant(&model->graphs[0].tensors[weights]));
	arena_finish(&arena);
	model_free(model);
}

Test(encode, says_when_the_arena_is_over_its_limit_already)
{
	Arena arena = {0};
	Model *model = two_layers();
	EncodeSettings settings = ENCODE_DEFAULTS;
	EncodeReport report;
	bool over_limit;
	Error err = {0};
	settings.file_bytes = file_bytes;
	settings.max_arena = 100;
	cr_expect_not(encode(model, &settings, &arena, &report, &over_limit, &err));
	cr_expect(over_limit);
	arena_finish(&arena);
	model_free(model);
}

Test(encode, writes_sparse_weights_as_whits_own_operator)
{
	Arena arena = {0};
	Model *model = two_layers();
	EncodeSettings settings = ENCODE_DEFAULTS;
	settings.kinds = ENCODE_SPARSE;
	encoded(model, settings, &arena);
	cr_expect_eq(model->graphs[0].ops[0].code->type, OP_WHIT_DECODE);
	Error err = {0};
	cr_assert(decode(model, &err), "%s", err.text);
	int8_t values[N_WEIGHTS];
	fill(values, 1);
	const Graph *graph = &model->graphs[0];
	const Buffer *buffer = graph->tensors[graph->ops[0].inputs[1]].buffer;
	cr_expect_eq(buffer->n_bytes, N_WEIGHTS);
	cr_expect_arr_eq(buffer->data, values, N_WEIGHTS);
	arena_finish(&arena);
	model_free(model);
}

/* Converters give computed tensors empty buffers of their own; ADD may read packed operands. */
Test(encode, packs_no_tensor_that_is_computed)
{
	Arena arena = {0};
	EncodeSettings settings = ENCODE_DEFAULTS;
	settings.min_gain = INT_MIN;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 8));
	int constant = test_constant(model, TYPE_INT8, DIMS(1, 8));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 8));
	for (int i = in; i <= out; i++)
		test_quantized(model, i, 1, 0);
	model->graphs[0].tensors[in].buffer = model_add_buffer(model, NULL, 0);
	test_op(model, "ADD", LIST(in, constant), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	EncodeReport report = encoded(model, settings, &arena);
	cr_expect_eq(report.n, 1);
	cr_expect_eq(report.tensors[0].tensor, constant);
	model_free(model);
	arena_finish(&arena);
}
