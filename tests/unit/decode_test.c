/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/decode.h"

#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "src/graph/decoders.h"
#include "tests/unit/encoded_models.h"

/* in -> FULLY_CONNECTED -> middle -> FULLY_CONNECTED -> again -> FULLY_CONNECTED -> out, the
 * first two with the same weights. */
enum { IN, SHARED, MIDDLE, AGAIN, OWN, OUT };

static Model *dense_model(void)
{
	static const int8_t shared[] = {0, 7, 0, -3, 0, 0, 7, 0, 0};
	static const int8_t own[] = {1, 0, 0, 2, 0, 0};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_values(model, TYPE_INT8, DIMS(3, 3), shared);
	test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_values(model, TYPE_INT8, DIMS(2, 3), own);
	test_computed(model, TYPE_INT8, DIMS(1, 2));
	for (int i = IN; i <= OUT; i++)
		test_quantized(model, i, 0.5F, 0);
	test_op(model, "FULLY_CONNECTED", LIST(IN, SHARED), LIST(MIDDLE));
	test_op(model, "FULLY_CONNECTED", LIST(MIDDLE, SHARED), LIST(AGAIN));
	test_op(model, "FULLY_CONNECTED", LIST(AGAIN, OWN), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	Graph *graph = &model->graphs[0];
	graph->tensors[SHARED].name = "shared";
	graph->tensors[OWN].name = "own";
	model->name = "m";
	return model;
}

static Bytes bytes_of(const Model *model, Arena *arena)
{
	Bytes file;
	Error err = {0};
	cr_assert(model_verify(model, &err), "%s", err.text);
	cr_assert(model_to_bytes(model, NULL, arena, &file, &err), "%s", err.text);
	return file;
}

static Model *model_of(Bytes file)
{
	Error err = {0};
	Model *model = model_from_bytes(file, "m.tflite", &err);
	cr_assert(model, "%s", err.text);
	return model;
}

/* What decode() makes of a model that was written and read. */
static Bytes decoded_bytes(const Model *model, Arena *arena)
{
	Error err = {0};
	Model *read = model_of(bytes_of(model, arena));
	cr_assert(decode(read, &err), "%s", err.text);
	Bytes file = bytes_of(read, arena);
	model_free(read);
	return file;
}

/* The same file as of the dense model. */
static void expect_dense(const Model *encoded, const Model *dense)
{
	Arena arena = {0};
	Model *read = model_of(bytes_of(dense, &arena));
	Bytes wanted = bytes_of(read, &arena), file = decoded_bytes(encoded, &arena);
	cr_assert_eq(file.n, wanted.n);
	cr_expect_arr_eq(file.data, wanted.data, file.n);
	model_free(read);
	arena_finish(&arena);
}

static void expect_undone(void (*change)(Model *))
{
	Model *dense = dense_model(), *encoded = dense_model();
	if (change) {
		change(dense);
		change(encoded);
	}
	test_encode_as(encoded, SHARED, PACK_LOOKUP);
	test_encode_as(encoded, OWN, PACK_BITMAP);
	cr_expect_eq(count_decoders(encoded), 3);
	expect_dense(encoded, dense);
	model_free(encoded);
	model_free(dense);
}

Test(decode, leaves_a_model_without_decoders_alone)
{
	Error err = {0};
	Model *model = dense_model();
	const Graph before = model->graphs[0];
	int n_buffers = model->n_buffers;
	cr_expect(decode(model, &err), "%s", err.text);
	cr_expect_eq(model->graphs[0].n_tensors, before.n_tensors);
	cr_expect_eq(model->graphs[0].ops, before.ops);
	cr_expect_eq(model->n_buffers, n_buffers);
	cr_expect(model_is_decoded(model, &err));
	model_free(model);
}

Test(decode, makes_the_worked_examples_constants)
{
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++) {
		Arena arena = {0};
		Error err = {0};
		size_t n_bytes;
		Model *model = test_model_new(1);
		int out = example_decoder(model, &encoded_examples[i]);
		test_outputs(model, LIST(out));
		const void *wanted = example_bytes(&encoded_examples[i], &arena, &n_bytes);
		cr_assert(decode(model, &err), "%s: %s", encoded_examples[i].name, err.text);
		cr_expect(model_verify(model, &err), "%s", err.text);
		const Graph *graph = &model->graphs[0];
		cr_expect_eq(graph->n_ops, 0);
		cr_expect_eq(graph->n_tensors, 1);
		cr_expect_eq(graph->outputs[0], 0);
		cr_expect_eq(model->n_codes, 0);
		cr_expect_eq(model->n_buffers, 2);
		const Buffer *buffer = graph->tensors[0].buffer;
		cr_assert_eq(buffer->n_bytes, n_bytes, "%s", encoded_examples[i].name);
		cr_expect(memcmp(buffer->data, wanted, n_bytes) == 0, "%s",
			encoded_examples[i].name);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(decode, gives_the_bytes_of_the_model_before_encoding)
{
	expect_undone(NULL);
}

static void plan_memory(Model *model)
{
	int32_t words[3 + OUT + 1] = {1, 0, OUT + 1, 0, -1, 64, 128, -1, 192};
	model->metadata = arena_array(&model->arena, 1, sizeof *model->metadata);
	model->n_metadata = 1;
	void *bytes = arena_copy(&model->arena, words, sizeof words);
	model->metadata[0] = (Metadata){
		.name = "OfflineMemoryAllocation",
		.buffer = model_add_buffer(model, bytes, sizeof words),
	};
}

/* What stands behind, and in the end goes, has no place of its own. */
static void extend_memory_plan(Model *model)
{
	int n = model->graphs[0].n_tensors;
	Buffer *buffer = model->metadata[0].buffer;
	int32_t *words = arena_array(&model->arena, 3 + (size_t)n, sizeof *words);
	memcpy(words, buffer->data, buffer->n_bytes);
	words[2] = n;
	for (int i = OUT + 1; i < n; i++)
		words[3 + i] = -1;
	buffer->data = (const uint8_t *)words;
	buffer->n_bytes = (3 + (size_t)n) * sizeof *words;
}

Test(decode, takes_places_in_the_arena_out_of_the_list)
{
	Model *dense = dense_model(), *encoded = dense_model();
	plan_memory(dense);
	plan_memory(encoded);
	test_encode_as(encoded, SHARED, PACK_BITMAP);
	extend_memory_plan(encoded);
	expect_dense(encoded, dense);
	model_free(encoded);
	model_free(dense);
}

static void add_unused(Model *model)
{
	static const uint8_t more[] = {1, 2, 3};
	test_computed(model, TYPE_INT8, DIMS(5));
	test_bytes(model, more, sizeof more);
	model_add_buffer(model, NULL, 0);
	model_op_code(model, OP_RELU);
}

Test(decode, keeps_what_was_of_no_use_before)
{
	expect_undone(add_unused);
}

static void share_bytes(Model *model)
{
	Graph *graph = &model->graphs[0];
	graph->tensors[OWN].buffer = graph->tensors[SHARED].buffer;
	graph->tensors[OWN].dims = graph->tensors[SHARED].dims;
	graph->tensors[OUT].dims = graph->tensors[IN].dims;
}

/* Two tensors over one buffer, both packed. */
Test(decode, gives_tensors_that_had_the_same_bytes_one_buffer)
{
	Model *dense = dense_model(), *encoded = dense_model();
	share_bytes(dense);
	share_bytes(encoded);
	Graph *graph = &encoded->graphs[0];
	test_encode_as(encoded, SHARED, PACK_LOOKUP);
	const Op *first = &graph->ops[0];
	int decoder = graph->n_ops - 1;
	Op op = {.code = first->code, .n_inputs = 2, .n_outputs = 1, .inputs = first->inputs};
	op.outputs = arena_copy(&encoded->arena, &(int){OWN}, sizeof(int));
	graph->tensors[OWN].buffer = encoded->buffers[0];
	graph_insert_op(encoded, graph, decoder, op);
	expect_dense(encoded, dense);
	model_free(encoded);
	model_free(dense);
}

/* --- Files of other encoders --- */

/* A model whose only tensors are in the middle of others, as TFLM's tool leaves them: the
 * constant's own entry becomes the encoded one, and what is decoded stands behind. */
static Model *foreign_model(void)
{
	Model *model = test_model_new(1);
	Graph *graph = &model->graphs[0];
	int out = example_decoder(model, encoded_example("lookup, a scale a row"));
	int in = test_computed(model, TYPE_INT8, DIMS(1, 5));
	int y = test_computed(model, TYPE_INT8, DIMS(1, 2));
	int copy = graph_add_tensor(model, graph, graph->tensors[out]);
	int z = test_computed(model, TYPE_INT8, DIMS(1, 2));
	test_quantized(model, in, 1, 0);
	test_quantized(model, y, 1, 0);
	test_quantized(model, z, 1, 0);
	test_op(model, "FULLY_CONNECTED", LIST(in, out), LIST(y));
	test_custom_op(model, "TFLM_DECODE", LIST(out - 2, out - 1), LIST(copy));
	test_op(model, "FULLY_CONNECTED", LIST(in, copy), LIST(z));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(y, z));
	return model;
}

Test(decode, numbers_anew_what_stands_behind_packed_tensors)
{
	Error err = {0};
	Model *model = foreign_model();
	cr_assert(decode(model, &err), "%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(graph->n_tensors, 4);
	cr_expect_eq(graph->n_ops, 2);
	cr_expect_eq(graph->inputs[0], 1);
	cr_expect_eq(graph->outputs[1], 3);
	cr_expect_eq(graph->ops[1].inputs[1], 0);
	cr_expect_eq(graph->tensors[0].buffer, model->buffers[1]);
	cr_expect_eq(model->n_buffers, 2);
	model_free(model);
}

Test(decode, keeps_packed_bytes_that_something_else_reads)
{
	Error err = {0};
	Model *model = foreign_model();
	Graph *graph = &model->graphs[0];
	Buffer *ancillary = graph->tensors[1].buffer;
	model->metadata = arena_array(&model->arena, 1, sizeof *model->metadata);
	model->n_metadata = 1;
	model->metadata[0] = (Metadata){.name = "own", .buffer = graph->tensors[0].buffer};
	test_outputs(model, LIST(1, graph->outputs[0]));
	cr_assert(decode(model, &err), "%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	cr_expect_eq(graph->tensors[graph->outputs[0]].buffer, ancillary);
	cr_expect_eq(model->metadata[0].buffer->data[0], 0x05);
	cr_expect_eq(graph->tensors[graph->ops[0].inputs[1]].buffer->n_bytes, 10);
	model_free(model);
}

Test(decode, moves_nothing_where_more_than_the_model_counts_tensors)
{
	Error err = {0};
	Model *model = foreign_model();
	Graph *graph = &model->graphs[0];
	graph->tensors[graph->outputs[0]].quantization->has_details = true;
	int in = graph->inputs[0], n = graph->n_tensors;
	cr_assert(decode(model, &err), "%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	cr_expect_eq(graph->inputs[0], in);
	cr_expect_eq(graph->n_tensors, n);
	cr_expect_eq(graph->tensors[0].buffer, model->buffers[0]);
	cr_expect_eq(graph->tensors[0].dims[0], 0);
	model_free(model);
}

Test(decode, keeps_apart_what_the_same_bytes_become_by_other_tables)
{
	static const uint8_t other[19] = {0, 1, 0, 0, 1, 2, 3, [16] = 4, 5, 6};
	Error err = {0};
	Model *model = test_model_new(1);
	Graph *graph = &model->graphs[0];
	int a = example_decoder(model, encoded_example("lookup, one scale"));
	int b = graph_add_tensor(model, graph, graph->tensors[a]);
	int tables = test_bytes(model, other, sizeof other);
	test_custom_op(model, "TFLM_DECODE", LIST(a - 2, tables), LIST(b));
	test_outputs(model, LIST(a, b));
	cr_assert(decode(model, &err), "%s", err.text);
	cr_expect_eq(graph->n_tensors, 2);
	static const int8_t first[] = {-7, 0, 0, 12, -7, 12}, second[] = {4, 5, 5, 6, 4, 6};
	cr_expect_arr_eq(graph->tensors[0].buffer->data, first, sizeof first);
	cr_expect_arr_eq(graph->tensors[1].buffer->data, second, sizeof second);
	model_free(model);
}

/* --- What is refused --- */

Test(decode, names_what_cannot_be_unpacked)
{
	Error err = {0};
	Model *model = dense_model();
	test_encode_as(model, OWN, PACK_BITMAP);
	Graph *graph = &model->graphs[0];
	graph->tensors[graph->ops[2].inputs[0]].buffer->n_bytes = 0;
	graph->tensors[graph->ops[2].inputs[0]].buffer = model->buffers[IN + 1];
	uint8_t *header = arena_alloc(&model->arena, 16);
	header[0] = 9;
	graph->tensors[graph->ops[2].inputs[1]].buffer->data = header;
	cr_expect_not(decode(model, &err));
	cr_expect_str_eq(err.text,
		"operator 2 (TFLM_DECODE): tensor 'own': decode type 9 is not known");
	err = (Error){0};
	cr_expect_not(model_is_decoded(model, &err));
	cr_expect_str_eq(err.text, "own: weights are encoded; `whit huffman -d` first");
	model_free(model);
}
