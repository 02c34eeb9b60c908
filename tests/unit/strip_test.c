/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/strip.h"

#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "formats/tflite/schema.h"
#include "formats/tflite/tflite.h"
#include "tests/unit/build.h"
#include "tests/unit/full_tree.h"

enum { X, W, B, Y, DENSE_W, DENSE_B, Z, N_CONV_TENSORS };

/* A convolution and a fully connected layer in int8, with all that strip is for. */
static Model *make_model(void)
{
	static const int free_batch[] = {-1, 1, 1, 2}, same[] = {1, 1, 1, 2};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(1, 1, 1, 2));
	test_constant(model, TYPE_INT8, DIMS(2, 1, 1, 2));
	test_constant(model, TYPE_INT32, DIMS(2));
	test_computed(model, TYPE_INT8, DIMS(1, 1, 1, 2));
	test_constant(model, TYPE_INT8, DIMS(2, 2));
	test_constant(model, TYPE_INT32, DIMS(2));
	test_computed(model, TYPE_INT8, DIMS(1, 2));
	test_quantized(model, X, 0.5F, 3);
	test_scales(model, W, 2, 0);
	test_scales(model, B, 2, 0);
	test_quantized(model, Y, 0.25F, 4);
	test_quantized(model, DENSE_W, 0.01F, 0);
	test_quantized(model, DENSE_B, 0.0025F, 0);
	test_quantized(model, Z, 1, 0);
	Op *conv = test_op(model, "CONV_2D", LIST(X, W, B), LIST(Y));
	conv->attrs.conv =
		(ConvAttrs){.stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1};
	test_op(model, "FULLY_CONNECTED", LIST(Y, DENSE_W, DENSE_B), LIST(Z));
	test_inputs(model, LIST(X));
	test_outputs(model, LIST(Z));

	Graph *graph = &model->graphs[0];
	model->description = "made by hand";
	graph->name = "main";
	for (int i = 0; i < graph->n_tensors; i++) {
		graph->tensors[i].name = "tensor";
		graph->tensors[i].has_rank = true;
	}
	graph->tensors[X].signature = free_batch;
	graph->tensors[Y].signature = same;
	graph->tensors[X].signature_rank = graph->tensors[Y].signature_rank = 4;
	Quantization *q = graph->tensors[X].quantization;
	q->n_min = q->n_max = 1;
	q->min = q->max = q->scale;
	return model;
}

static void add_metadata(Model *model, const char *first, const char *second)
{
	model->metadata = arena_array(&model->arena, 2, sizeof *model->metadata);
	model->n_metadata = 2;
	model->metadata[0] = (Metadata){.name = first, .buffer = model->buffers[1]};
	model->metadata[1] = (Metadata){.name = second, .buffer = model->buffers[2]};
	model->legacy_metadata = &model->buffers[1];
	model->n_legacy_metadata = 1;
}

static void add_signature(Model *model, int graph)
{
	model->signatures = arena_alloc(&model->arena, sizeof *model->signatures);
	model->n_signatures = 1;
	model->signatures[0] = (Signature){.key = "serving_default", .graph = graph};
}

static void expect_sound(const Model *model)
{
	Error err = {0};
	cr_expect(model_verify(model, &err), "%s", err.text);
}

static const Tensor *tensor_of(const Model *model, int i)
{
	return &model->graphs[0].tensors[i];
}

Test(strip, takes_names_ranges_and_metadata)
{
	Model *model = make_model();
	add_metadata(model, "min_runtime_version", "TFLITE_METADATA");
	add_signature(model, 0);
	strip(model, &STRIP_DEFAULTS);
	cr_expect_str_eq(model->description, "");
	cr_expect_str_eq(model->graphs[0].name, "");
	cr_expect_str_eq(tensor_of(model, W)->name, "");
	cr_expect_eq(tensor_of(model, X)->quantization->n_min, 0);
	cr_expect_eq(tensor_of(model, X)->quantization->n_max, 0);
	cr_expect_eq(model->n_metadata + model->n_legacy_metadata + model->n_signatures, 0);
	expect_sound(model);
	model_free(model);
}

Test(strip, keeps_what_it_is_told_to)
{
	Model *model = make_model();
	add_metadata(model, "min_runtime_version", "TFLITE_METADATA");
	add_signature(model, 0);
	strip(model, &(StripSettings){true, true, true, false});
	cr_expect_str_eq(model->description, "made by hand");
	cr_expect_str_eq(model->graphs[0].name, "main");
	cr_expect_str_eq(tensor_of(model, W)->name, "tensor");
	cr_expect_eq(model->n_metadata, 2);
	cr_expect_eq(model->n_legacy_metadata, 1);
	cr_expect_str_eq(model->signatures[0].key, "serving_default");
	expect_sound(model);
	model_free(model);
}

Test(strip, keeps_metadata_that_change_runs)
{
	Model *model = make_model();
	add_metadata(model, "min_runtime_version", "OfflineMemoryAllocation");
	strip(model, &(StripSettings){.tflm_only = true});
	cr_expect_eq(model->n_metadata, 1);
	cr_expect_str_eq(model->metadata[0].name, "OfflineMemoryAllocation");
	model_free(model);
}

Test(strip, keeps_signatures_that_reach_other_graphs)
{
	Model *model = test_model_new(2);
	add_signature(model, 1);
	strip(model, &STRIP_DEFAULTS);
	cr_expect_eq(model->n_signatures, 1);
	cr_expect_eq(model->n_graphs, 2);
	strip(model, &(StripSettings){.tflm_only = true});
	cr_expect_eq(model->n_signatures, 0);
	cr_expect_eq(model->n_graphs, 1);
	model_free(model);
}

Test(strip, keeps_what_LiteRT_reads)
{
	Model *model = make_model();
	strip(model, &STRIP_DEFAULTS);
	cr_expect_eq(tensor_of(model, X)->signature_rank, 4);
	cr_expect_eq(tensor_of(model, Y)->signature_rank, 0);
	cr_expect(tensor_of(model, Y)->has_rank);
	cr_expect_eq(tensor_of(model, W)->quantization->n_zero_points, 2);
	cr_expect_eq(tensor_of(model, B)->quantization->n_scales, 2);
	cr_expect_eq(tensor_of(model, DENSE_B)->quantization->n_scales, 1);
	model_free(model);
}

Test(strip, takes_quantisation_without_a_scale)
{
	Model *model = make_model();
	tensor_of(model, DENSE_B)->quantization->n_scales = 0;
	strip(model, &STRIP_DEFAULTS);
	cr_expect_null(tensor_of(model, DENSE_B)->quantization);
	model_free(model);
}

/* --- For TFLM alone --- */

static const StripSettings tflm_only = {.tflm_only = true};

Test(strip, leaves_one_zero_point_for_TFLM_where_all_are_equal)
{
	Model *model = make_model();
	test_scales(model, X, 2, 3);
	tensor_of(model, X)->quantization->zero_point[1] = 1;
	strip(model, &tflm_only);
	cr_expect_eq(tensor_of(model, W)->quantization->n_zero_points, 1);
	cr_expect_eq(tensor_of(model, W)->quantization->n_scales, 2);
	cr_expect_eq(tensor_of(model, X)->quantization->n_zero_points, 2);
	cr_expect_eq(tensor_of(model, X)->signature_rank, 0);
	cr_expect_not(tensor_of(model, X)->has_rank);
	expect_sound(model);
	model_free(model);
}

Test(strip, takes_the_quantisation_of_biases_that_TFLM_does_not_read)
{
	Model *model = make_model();
	strip(model, &tflm_only);
	cr_expect_null(tensor_of(model, B)->quantization);
	cr_expect_null(tensor_of(model, DENSE_B)->quantization);
	cr_expect(tensor_of(model, W)->quantization);
	cr_expect(tensor_of(model, Z)->quantization);
	model_free(model);
}

/* 0.25 * 0.01 / 0.1 is over 0.02, where TFLM wants to see the bias's scale. */
Test(strip, keeps_the_quantisation_of_biases_that_TFLM_checks)
{
	Model *model = make_model();
	tensor_of(model, Z)->quantization->scale[0] = 0.1F;
	strip(model, &tflm_only);
	cr_expect(tensor_of(model, DENSE_B)->quantization);
	cr_expect_null(tensor_of(model, B)->quantization);
	model_free(model);
}

Test(strip, keeps_the_quantisation_of_biases_that_something_else_reads)
{
	Model *model = make_model();
	int out = test_computed(model, TYPE_INT32, DIMS(2));
	test_custom_op(model, "Acme", LIST(B), LIST(out));
	strip(model, &tflm_only);
	cr_expect(tensor_of(model, B)->quantization);
	cr_expect_null(tensor_of(model, DENSE_B)->quantization);
	model_free(model);
}

Test(strip, keeps_the_quantisation_of_float_layers)
{
	Model *model = make_model();
	model->graphs[0].tensors[X].type = TYPE_FLOAT32;
	strip(model, &tflm_only);
	cr_expect(tensor_of(model, B)->quantization);
	model_free(model);
}

/* --- Files --- */

static Bytes file_of(const FlatTable *root, Arena *arena)
{
	Bytes file;
	Error err = {0};
	cr_assert(flat_write(&tflite_schema, root, arena, &file, &err), "%s", err.text);
	return file;
}

static Bytes stripped(Bytes file, StripSettings how, Arena *arena)
{
	Error err = {0};
	Bytes small;
	Model *model = model_from_bytes(file, "m", &err);
	cr_assert(model, "%s", err.text);
	strip(model, &how);
	cr_expect(model_verify(model, &err), "%s", err.text);
	cr_assert(model_to_bytes(model, NULL, arena, &small, &err), "%s", err.text);
	model_free(model);
	return small;
}

static void expect_settled(Bytes file, StripSettings how)
{
	Arena arena = {0};
	Bytes once = stripped(file, how, &arena), twice = stripped(once, how, &arena);
	cr_expect_leq(once.n, file.n);
	cr_assert_eq(once.n, twice.n);
	cr_expect_arr_eq(once.data, twice.data, once.n);
	arena_finish(&arena);
}

Test(strip, changes_nothing_a_second_time)
{
	static const StripSettings ways[] = {{0}, {.tflm_only = true}, {.keep_names = true},
		{.keep_signatures = true}, {true, true, true, false}};
	Arena arena = {0};
	Error err = {0};
	Bytes made;
	Model *model = make_model();
	cr_assert(model_to_bytes(model, NULL, &arena, &made, &err), "%s", err.text);
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		expect_settled(file_of(full_tree(&arena), &arena), ways[i]);
		expect_settled(file_of(small_tree(&arena), &arena), ways[i]);
		expect_settled(made, ways[i]);
	}
	model_free(model);
	arena_finish(&arena);
}

/* Operators of all kinds, with options that only the file knows. */
Test(strip, keeps_operators_whole)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file = file_of(full_tree(&arena), &arena);
	Bytes small = stripped(file, STRIP_DEFAULTS, &arena);
	const FlatTable *a = flat_read(&tflite_schema, file, &arena, &err);
	const FlatTable *b = flat_read(&tflite_schema, small, &arena, &err);
	cr_assert(a && b, "%s", err.text);
	size_t n_graphs = flat_vector(a, "subgraphs").n;
	cr_assert_eq(flat_vector(b, "subgraphs").n, n_graphs);
	for (size_t g = 0; g < n_graphs; g++) {
		const FlatTable *before = table_at(a, "subgraphs", g);
		const FlatTable *after = table_at(b, "subgraphs", g);
		size_t n_ops = flat_vector(before, "operators").n;
		cr_assert_eq(flat_vector(after, "operators").n, n_ops);
		for (size_t i = 0; i < n_ops; i++) {
			const FlatTable *op = table_at(before, "operators", i);
			const FlatTable *kept = table_at(after, "operators", i);
			const FlatTable *options = flat_table(op, "builtin_options");
			cr_expect_eq(!options, !flat_table(kept, "builtin_options"));
			if (options)
				cr_expect(flat_equal(options, flat_table(kept, "builtin_options"), &err),
					"operator %zu: %s", i, err.text);
			cr_expect_eq(flat_vector(kept, "custom_options").n,
				flat_vector(op, "custom_options").n);
		}
	}
	arena_finish(&arena);
}
