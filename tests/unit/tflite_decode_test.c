/* SPDX-License-Identifier: Apache-2.0 */
/* Decoders in .tflite files: custom operators that are told by their names. */
#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "formats/tflite/schema.h"
#include "tests/unit/encoded_models.h"
#include "tests/unit/full_tree.h"

static Bytes bytes_of(const Model *model, Arena *arena)
{
	Bytes file;
	Error err = {0};
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

/* A model whose output is what a decoder makes. */
static Model *make_model(const EncodedExample *example)
{
	Model *model = test_model_new(1);
	test_inputs(model, 0, NULL);
	test_outputs(model, LIST(example_decoder(model, example)));
	return model;
}

Test(tflite_decode, writes_a_custom_operator_without_options)
{
	Arena arena = {0};
	Error err = {0};
	Model *model = make_model(&encoded_examples[0]);
	FlatTable *root = flat_read(&tflite_schema, bytes_of(model, &arena), &arena, &err);
	cr_assert(root, "%s", err.text);
	const FlatTable *code = table_at(root, "operator_codes", 0);
	cr_expect_eq(flat_integer(code, "builtin_code"), 32);
	cr_expect_eq(flat_integer(code, "deprecated_builtin_code"), 32);
	cr_expect_eq(flat_integer(code, "version"), 1);
	cr_expect_str_eq(flat_string(code, "custom_code", &arena), "TFLM_DECODE");
	const FlatTable *op = table_at(table_at(root, "subgraphs", 0), "operators", 0);
	cr_expect_null(flat_table(op, "builtin_options"));
	cr_expect_eq(flat_vector(op, "custom_options").n, 0);
	cr_expect_eq(flat_vector(op, "inputs").n, 2);
	model_free(model);
	arena_finish(&arena);
}

Test(tflite_decode, reads_what_it_wrote)
{
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++) {
		Arena arena = {0};
		Model *model = make_model(&encoded_examples[i]);
		Bytes file = bytes_of(model, &arena);
		Model *again = model_of(file);
		const Graph *graph = &again->graphs[0];
		cr_expect_eq(graph->ops[0].code->type, OP_TFLM_DECODE);
		cr_expect_eq(op_input(graph, &graph->ops[0], 1)->buffer->n_bytes,
			16 + encoded_examples[i].n_tables);
		Bytes rewritten = bytes_of(again, &arena);
		cr_assert_eq(rewritten.n, file.n);
		cr_expect_arr_eq(rewritten.data, file.data, file.n);
		model_free(again);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(tflite_decode, knows_both_decoders_and_no_other_custom_operator)
{
	static const struct {
		const char *name;
		OpType type;
	} cases[] = {
		{"TFLM_DECODE", OP_TFLM_DECODE},
		{"WHIT_DECODE", OP_WHIT_DECODE},
		{"TFLM_DECODES", OP_OTHER},
		{"tflm_decode", OP_OTHER},
		{"CONV_2D", OP_OTHER},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		Arena arena = {0};
		Model *model = test_model_new(1);
		int out = example_tensors(model, &encoded_examples[0]);
		test_custom_op(model, cases[i].name, LIST(out - 2, out - 1), LIST(out));
		test_inputs(model, 0, NULL);
		test_outputs(model, LIST(out));
		Model *again = model_of(bytes_of(model, &arena));
		cr_expect_eq(again->codes[0]->type, cases[i].type, "%s", cases[i].name);
		cr_expect_str_eq(again->codes[0]->name, cases[i].name);
		model_free(again);
		model_free(model);
		arena_finish(&arena);
	}
}
