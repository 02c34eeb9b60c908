/* SPDX-License-Identifier: Apache-2.0 */
/* What is read is written, and reads as the same again. */
#include "formats/tflite/tflite.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "formats/tflite/schema.h"
#include "src/base/file.h"
#include "tests/unit/full_tree.h"
#include "tests/unit/shared.h"

static Bytes file_of(const FlatTable *root, Arena *arena)
{
	Bytes file;
	Error err = {0};
	cr_assert(flat_write(&tflite_schema, root, arena, &file, &err), "%s", err.text);
	return file;
}

static FlatTable *tree_of(Bytes file, Arena *arena)
{
	Error err = {0};
	FlatTable *root = flat_read(&tflite_schema, file, arena, &err);
	cr_assert(root, "%s", err.text);
	return root;
}

static void expect_aligned_buffers(Bytes file, const FlatTable *root, const char *name)
{
	FlatVector buffers = flat_vector(root, "buffers");
	for (size_t i = 0; i < buffers.n; i++) {
		FlatVector data = flat_vector(table_at(root, "buffers", i), "data");
		const uint8_t *bytes = data.items;
		if (data.n)
			cr_expect_eq((bytes - file.data) % 16, 0, "%s: buffer %zu", name, i);
	}
}

/* What is done to a copy does not show in the original. */
static void expect_copy(const Model *model, Bytes written, const char *name)
{
	Arena arena = {0};
	Error err = {0};
	Bytes bytes;
	Model *copy = model_copy(model);
	cr_expect(model_verify(copy, &err), "%s: %s", name, err.text);
	cr_assert(model_to_bytes(copy, NULL, &arena, &bytes, &err), "%s", err.text);
	cr_assert_eq(bytes.n, written.n, "%s", name);
	cr_expect(memcmp(bytes.data, written.data, written.n) == 0, "%s", name);
	Graph *graph = &copy->graphs[0];
	for (int i = 0; i < graph->n_tensors; i++)
		model_set_constant(copy, &graph->tensors[i], "1234", 4);
	for (int i = 0; i < graph->n_ops; i++)
		graph->ops[i].inputs[0] = -1;
	model_free(copy);
	cr_assert(model_to_bytes(model, NULL, &arena, &bytes, &err), "%s", err.text);
	cr_expect(bytes.n == written.n && memcmp(bytes.data, written.data, bytes.n) == 0,
		"%s", name);
	arena_finish(&arena);
}

/* By way of a Model, not just of a tree. */
static void expect_round_trip(Bytes file, const char *name)
{
	Arena arena = {0};
	Error err = {0};
	Bytes written, again;
	Model *model = model_from_bytes(file, name, &err);
	cr_assert(model, "%s", err.text);
	cr_assert(model_to_bytes(model, NULL, &arena, &written, &err), "%s", err.text);
	const FlatTable *tree = tree_of(written, &arena);
	cr_expect(flat_equal(tree_of(file, &arena), tree, &err), "%s: %s", name, err.text);
	expect_aligned_buffers(written, tree, name);
	expect_copy(model, written, name);
	cr_expect_leq(written.n, file.n + 64, "%s grows by %zu bytes", name,
		written.n - file.n);

	Model *reread = model_from_bytes(written, name, &err);
	cr_assert(reread, "%s", err.text);
	cr_assert(model_to_bytes(reread, NULL, &arena, &again, &err), "%s", err.text);
	cr_assert_eq(written.n, again.n, "%s", name);
	cr_expect_arr_eq(written.data, again.data, written.n);
	model_free(reread);
	model_free(model);
	arena_finish(&arena);
}

static void expect_round_trips(const char *folder)
{
	int n = 0;
	DIR *entries = opendir(folder);
	cr_assert(entries, "%s", folder);
	for (struct dirent *entry; (entry = readdir(entries));) {
		const char *dot = strrchr(entry->d_name, '.');
		if (!dot || strcmp(dot, ".tflite") != 0)
			continue;
		Arena arena = {0};
		Error err = {0};
		Bytes file;
		const char *path = arena_text(&arena, "%s/%s", folder, entry->d_name);
		cr_assert(file_read(path, &arena, &file, &err), "%s", err.text);
		expect_round_trip(file, entry->d_name);
		arena_finish(&arena);
		n++;
	}
	closedir(entries);
	cr_expect_gt(n, 0);
}

Test(tflite, keeps_all_of_the_samples)
{
	expect_round_trips("samples");
}

Test(tflite, keeps_all_of_every_model)
{
	char folder[SHARED_PATH_BYTES];
	shared_path("data/models", folder);
	expect_round_trips(folder);
}

Test(tflite, keeps_every_table_of_the_schema)
{
	Arena arena = {0};
	expect_round_trip(file_of(full_tree(&arena), &arena), "full");
	expect_round_trip(file_of(small_tree(&arena), &arena), "small");
	arena_finish(&arena);
}

/* --- What a file says, and the model makes of it --- */

Test(tflite, tells_the_model_what_it_asks_for)
{
	Arena arena = {0};
	Error err = {0};
	Model *model = model_from_bytes(file_of(full_tree(&arena), &arena), "full", &err);
	cr_assert(model, "%s", err.text);
	cr_expect_str_eq(model->description, "all there is");
	cr_expect_eq(model->n_graphs, 2);
	cr_expect_eq(model->n_legacy_metadata, 3);
	cr_expect_eq(model->legacy_metadata[1], model->buffers[4]);
	cr_expect_str_eq(model->metadata[0].name, "min_runtime_version");
	cr_expect_str_eq(model->signatures[0].key, "serving_default");
	cr_expect_eq(model->signatures[0].outputs[0].tensor, 2);
	cr_expect_str_eq(model->codes[1]->name, "Own");
	cr_expect_eq(model->codes[0]->type, OP_OTHER);
	const Graph *graph = &model->graphs[1];
	const Op *dense = &graph->ops[graph->n_ops - 1];
	cr_expect_eq(dense->code->type, OP_FULLY_CONNECTED);
	cr_expect(dense->attrs.dense.keep_dims);
	const Tensor *tensors = model->graphs[0].tensors;
	cr_expect_eq(tensors[0].quantization->zero_point[1], INT64_MAX);
	cr_expect(tensors[3].is_sparse);
	cr_expect(tensors[4].is_variable);
	cr_expect_eq(tensors[4].signature[0], -1);
	cr_expect_str_eq(tensors[6].name, "");
	model_free(model);
	arena_finish(&arena);
}

/* --- What is refused --- */

static void expect_refused(const FlatTable *root, const char *message)
{
	Arena arena = {0};
	Error err = {0};
	cr_expect_null(model_from_bytes(file_of(root, &arena), "m.tflite", &err));
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
}

/* A field of the small model's n-th table in a list. */
static void expect_field_refused(const char *list, const char *field, int64_t value,
	const char *message)
{
	Arena arena = {0};
	FlatTable *root = small_tree(&arena);
	bool in_graph = strcmp(list, "tensors") == 0 || strcmp(list, "operators") == 0;
	FlatTable *holder = in_graph ? table_at(root, "subgraphs", 0) : root;
	flat_set_integer(table_at(holder, list, 0), field, value);
	expect_refused(root, message);
	arena_finish(&arena);
}

Test(tflite, refuses_numbers_out_of_range)
{
	expect_field_refused("tensors", "buffer", 1, "m.tflite: tensor 0: buffer 1 of 1");
	expect_field_refused("tensors", "type", 23,
		"m.tflite: tensor 0: element type 23 is not one of TFLite's");
	expect_field_refused("tensors", "type", -1,
		"m.tflite: tensor 0: element type -1 is not one of TFLite's");
	expect_field_refused("operators", "opcode_index", UINT32_MAX,
		"m.tflite: operator 0: operator code 4294967295 of 1");
	expect_field_refused("operator_codes", "builtin_code", 9999,
		"m.tflite: operator code 0: builtin operator 9999 is not one of TFLite's");
	expect_field_refused("operator_codes", "version", 0,
		"m.tflite: operator code 0: version 0; versions count from 1");
}

Test(tflite, refuses_what_lies_elsewhere)
{
	expect_field_refused("tensors", "external_buffer", 1,
		"m.tflite: tensor 0: its data lies in another file");
	expect_field_refused("buffers", "offset", 4096,
		"m.tflite: buffer 0: its data lies outside the FlatBuffer (a model over 2 GB)");
}

Test(tflite, refuses_options_of_another_operator)
{
	Arena arena = {0};
	FlatTable *root = small_tree(&arena);
	FlatTable *op = table_at(table_at(root, "subgraphs", 0), "operators", 0);
	FlatTable *code = table_at(root, "operator_codes", 0);
	FlatTable *options =
		flat_new(flat_find_table(&tflite_schema, "Conv2DOptions"), &arena);
	flat_set_union(op, "builtin_options", options);
	flat_set_integer(code, "deprecated_builtin_code", 25);
	flat_set_integer(code, "builtin_code", 25);
	expect_refused(root,
		"m.tflite: operator 0: SOFTMAX: its options are Conv2DOptions, not "
		"SoftmaxOptions");
	flat_set_integer(code, "deprecated_builtin_code", 3);
	flat_set_integer(code, "builtin_code", 3);
	flat_set_integer(options, "padding", 2);
	expect_refused(root, "m.tflite: operator 0: CONV_2D: padding is 2, not 0 to 1");
	arena_finish(&arena);
}

Test(tflite, leaves_options_out_where_they_were)
{
	Arena arena = {0};
	FlatTable *root = small_tree(&arena);
	FlatTable *code = table_at(root, "operator_codes", 0);
	flat_set_integer(code, "deprecated_builtin_code", 6);
	flat_set_integer(code, "builtin_code", 6);
	expect_round_trip(file_of(root, &arena), "DEQUANTIZE without options");
	arena_finish(&arena);
}

/* The number of an operator is in two fields; either may have it. */
Test(tflite, finds_operators_by_their_old_and_new_number)
{
	static const char *const fields[] = {"deprecated_builtin_code", "builtin_code"};
	for (int i = 0; i < 2; i++) {
		Arena arena = {0};
		Error err = {0};
		FlatTable *root = small_tree(&arena), *code = table_at(root, "operator_codes", 0);
		flat_clear(code, fields[i]);
		Bytes file = file_of(root, &arena);
		Model *model = model_from_bytes(file, "m.tflite", &err);
		cr_assert(model, "%s", err.text);
		cr_expect_eq(model->codes[0]->type, OP_RELU);
		model_free(model);
		expect_round_trip(file, fields[i]);
		arena_finish(&arena);
	}
}

Test(tflite, refuses_a_model_without_buffers)
{
	Arena arena = {0};
	FlatTable *root = small_tree(&arena);
	flat_clear(root, "buffers");
	expect_refused(root, "m.tflite: no buffers; the first must be the empty one");
	arena_finish(&arena);
}

Test(tflite, refuses_other_files)
{
	Error err = {0};
	Bytes text = {(const uint8_t *)"no model at all", 15};
	cr_expect_null(model_from_bytes(text, "a.txt", &err));
	static const char expected[] =
		"a.txt: not a model in a format that can be read (TFLite, ";
	cr_expect(strncmp(err.text, expected, sizeof expected - 1) == 0, "%s", err.text);
}

/* Every byte of a file wrong in some ways, and every end missing: read, or refused. */
Test(tflite, survives_wrong_bytes_and_missing_ends)
{
	static const uint8_t flips[] = {0x01, 0x80, 0xff};
	Arena arena = {0};
	Bytes file = file_of(small_tree(&arena), &arena);
	uint8_t *bytes = arena_copy(&arena, file.data, file.n);
	for (size_t at = 0; at < file.n; at++) {
		Error err = {0};
		cr_expect_null(model_from_bytes((Bytes){bytes, at}, "m.tflite", &err), "%zu", at);
		for (size_t i = 0; i < sizeof flips; i++) {
			err = (Error){0};
			bytes[at] ^= flips[i];
			Model *model = model_from_bytes((Bytes){bytes, file.n}, "m.tflite", &err);
			cr_expect(model || (err.text[0] && !strchr(err.text, '\n')), "byte %zu", at);
			model_free(model);
			bytes[at] ^= flips[i];
		}
	}
	arena_finish(&arena);
}
