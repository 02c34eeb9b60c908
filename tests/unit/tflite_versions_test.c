/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/versions.h"

#include <criterion/criterion.h>

#include "formats/format.h"
#include "tests/unit/build.h"

/* An operator on an input and, beside it, weights or a second input, or nothing. */
typedef struct Case {
	const char *name;
	DataType in, beside, out;
	int n_scales; /* of what is beside; of the input where there is nothing */
	int rank;
	int version;
} Case;

static const int dims[] = {1, 2, 2, 2, 2, 2};

static Model *model_of(const Case *c)
{
	Model *model = test_model_new(1);
	bool pair = c->beside != N_TYPES;
	int in = test_computed(model, c->in, c->rank, dims);
	int out = test_computed(model, c->out, c->rank, dims);
	int beside = pair ? test_constant(model, c->beside, c->rank, dims) : -1;
	test_scales(model, in, 1, 0);
	test_scales(model, out, 1, 0);
	test_scales(model, pair ? beside : in, c->n_scales, c->rank - 1);
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	if (pair)
		test_op(model, c->name, LIST(in, beside, -1), LIST(out));
	else
		test_op(model, c->name, LIST(in), LIST(out));
	return model;
}

static void expect_version(const Case *c)
{
	Model *model = model_of(c);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), c->version,
		"%s of %s beside %s, %d scales, rank %d: version %d, not %d", c->name,
		type_name(c->in), c->beside == N_TYPES ? "nothing" : type_name(c->beside),
		c->n_scales, c->rank, tflite_op_version(graph, &graph->ops[0]), c->version);
	model_free(model);
}

static void expect_versions(const Case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect_version(&cases[i]);
}

#define F32 TYPE_FLOAT32
#define F16 TYPE_FLOAT16
#define I4 TYPE_INT4
#define I8 TYPE_INT8
#define I16 TYPE_INT16
#define I32 TYPE_INT32
#define U8 TYPE_UINT8
#define NONE N_TYPES

Test(tflite_versions, of_layers_follow_activations_and_weights)
{
	static const Case cases[] = {
		{"CONV_2D", F32, F32, F32, 1, 4, 1},
		{"CONV_2D", F32, I8, F32, 1, 4, 2},
		{"CONV_2D", F32, I8, F32, 2, 4, 5},
		{"CONV_2D", I8, I8, I8, 2, 4, 3},
		{"CONV_2D", I8, I4, I8, 2, 4, 7},
		{"CONV_2D", I16, I8, I16, 2, 4, 4},
		{"DEPTHWISE_CONV_2D", F32, F32, F32, 1, 4, 1},
		{"DEPTHWISE_CONV_2D", F32, I8, F32, 1, 4, 4},
		{"DEPTHWISE_CONV_2D", F32, I8, F32, 2, 4, 6},
		{"DEPTHWISE_CONV_2D", I8, I8, I8, 2, 4, 3},
		{"DEPTHWISE_CONV_2D", I8, I4, I8, 2, 4, 7},
		{"DEPTHWISE_CONV_2D", I16, I8, I16, 2, 4, 5},
		{"FULLY_CONNECTED", F32, F32, F32, 1, 2, 1},
		{"FULLY_CONNECTED", F32, I8, F32, 1, 2, 3},
		{"FULLY_CONNECTED", F32, I8, F32, 2, 2, 12},
		{"FULLY_CONNECTED", I8, I8, I8, 2, 2, 4},
		{"FULLY_CONNECTED", I8, I4, I8, 1, 2, 10},
		{"FULLY_CONNECTED", I16, I8, I16, 1, 2, 7},
	};
	expect_versions(cases, sizeof cases / sizeof cases[0]);
}

Test(tflite_versions, of_simple_operators_follow_the_type)
{
	static const Case cases[] = {
		{"SOFTMAX", F32, NONE, F32, 1, 2, 1},
		{"SOFTMAX", I8, NONE, I8, 1, 2, 2},
		{"SOFTMAX", I16, NONE, I16, 1, 2, 3},
		{"LOGISTIC", I8, NONE, I8, 1, 2, 2},
		{"LOGISTIC", I16, NONE, I16, 1, 2, 3},
		{"TANH", I16, NONE, I16, 1, 2, 3},
		{"RELU", I16, NONE, I16, 1, 2, 3},
		{"RELU6", I16, NONE, I16, 1, 2, 3},
		{"MEAN", I16, NONE, I16, 1, 4, 3},
		{"AVERAGE_POOL_2D", I8, NONE, I8, 1, 4, 2},
		{"AVERAGE_POOL_2D", I16, NONE, I16, 1, 4, 3},
		{"MAX_POOL_2D", I16, NONE, I16, 1, 4, 3},
		{"CONCATENATION", I16, I16, I16, 1, 4, 3},
		{"LEAKY_RELU", I8, NONE, I8, 1, 2, 1},
		{"LEAKY_RELU", I16, NONE, I16, 1, 2, 2},
		{"HARD_SWISH", I8, NONE, I8, 1, 2, 1},
		{"RESHAPE", I16, NONE, I16, 1, 2, 1},
		{"SQUEEZE", I8, NONE, I8, 1, 2, 1},
		{"EXPAND_DIMS", I8, NONE, I8, 1, 2, 1},
		{"SUM", I8, NONE, I8, 1, 4, 2},
		{"SUM", I16, NONE, I16, 1, 4, 1},
		{"REDUCE_MAX", I8, NONE, I8, 1, 4, 2},
		{"SPLIT_V", I8, NONE, I8, 1, 4, 2},
		{"SPLIT_V", I16, NONE, I16, 1, 4, 1},
		{"SPLIT", I32, I8, I8, 1, 4, 2},
		{"SPLIT", I32, I16, I16, 1, 4, 4},
		{"SPLIT", I32, I32, I32, 1, 4, 3},
		{"GATHER", F32, I32, F32, 1, 2, 1},
		{"GATHER", I8, I32, I8, 1, 2, 2},
		{"GATHER", I16, I32, I16, 1, 2, 4},
		{"CAST", F32, NONE, I32, 1, 2, 1},
		{"CAST", I8, NONE, F32, 1, 2, 3},
		{"ELU", I8, NONE, I8, 1, 2, 1},
		{"LOG_SOFTMAX", F32, NONE, F32, 1, 2, 1},
		{"LOG_SOFTMAX", I8, NONE, I8, 1, 2, 2},
		{"PRELU", I8, I8, I8, 1, 2, 1},
		{"PRELU", I16, I8, I16, 1, 2, 1},
		{"RESIZE_BILINEAR", F32, NONE, F32, 1, 4, 1},
		{"RESIZE_BILINEAR", I8, NONE, I8, 1, 4, 2},
		{"RESIZE_NEAREST_NEIGHBOR", I16, NONE, I16, 1, 4, 4},
	};
	expect_versions(cases, sizeof cases / sizeof cases[0]);
}

Test(tflite_versions, of_operators_that_move_values_follow_the_rank_too)
{
	static const Case cases[] = {
		{"PAD", I8, NONE, I8, 1, 4, 2},
		{"PAD", I16, NONE, I16, 1, 4, 3},
		{"PAD", I8, NONE, I8, 1, 5, 4},
		{"SLICE", I8, NONE, I8, 1, 4, 2},
		{"SLICE", I16, NONE, I16, 1, 4, 4},
		{"SLICE", F32, NONE, F32, 1, 5, 5},
		{"PADV2", I16, NONE, I16, 1, 4, 3},
		{"PADV2", F32, NONE, F32, 1, 5, 4},
		{"STRIDED_SLICE", F32, NONE, F32, 1, 4, 1},
		{"STRIDED_SLICE", I8, NONE, I8, 1, 4, 2},
		{"STRIDED_SLICE", I16, NONE, I16, 1, 4, 1},
		{"STRIDED_SLICE", I8, NONE, I8, 1, 5, 4},
		{"TRANSPOSE", I8, NONE, I8, 1, 4, 2},
		{"TRANSPOSE", I16, NONE, I16, 1, 5, 5},
		{"TRANSPOSE", I8, NONE, I8, 1, 5, 4},
		{"TRANSPOSE", F32, NONE, F32, 1, 6, 6},
	};
	expect_versions(cases, sizeof cases / sizeof cases[0]);
}

static void expect_resize_version(const char *name, ResizeAttrs attrs, int version)
{
	Model *model = model_of(&(Case){name, I8, NONE, I8, 1, 4, 0});
	const Graph *graph = &model->graphs[0];
	graph->ops[0].attrs.resize = attrs;
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), version, "%s", name);
	model_free(model);
}

Test(tflite_versions, of_resizing_follow_where_pixels_are)
{
	expect_resize_version("RESIZE_BILINEAR", (ResizeAttrs){.align_corners = true}, 2);
	expect_resize_version("RESIZE_BILINEAR", (ResizeAttrs){.half_pixel_centers = true},
		3);
	expect_resize_version("RESIZE_NEAREST_NEIGHBOR", (ResizeAttrs){.align_corners = true},
		3);
}

/* Of types; N_TYPES: no bias. */
static void expect_transpose_version(DataType in, DataType weights, DataType bias,
	Activation activation, int version)
{
	Model *model = test_model_new(1);
	int shape = test_ints(model, LIST(1, 2, 2, 2));
	int filters = test_constant(model, weights, 4, dims);
	int data = test_computed(model, in, 4, dims), out = test_computed(model, in, 4, dims);
	int added = bias == N_TYPES ? -1 : test_constant(model, bias, DIMS(2));
	Op *op =
		test_op(model, "TRANSPOSE_CONV", LIST(shape, filters, data, added), LIST(out));
	op->attrs.conv.activation = activation;
	cr_expect_eq(tflite_op_version(&model->graphs[0], op), version, "%s beside %s",
		type_name(weights), type_name(in));
	model_free(model);
}

Test(tflite_versions, of_transposed_convolutions_follow_what_they_have)
{
	expect_transpose_version(F32, F32, NONE, ACTIVATION_NONE, 1);
	expect_transpose_version(I8, I8, NONE, ACTIVATION_NONE, 2);
	expect_transpose_version(F32, F32, F32, ACTIVATION_NONE, 3);
	expect_transpose_version(I8, I8, TYPE_INT32, ACTIVATION_NONE, 3);
	expect_transpose_version(I16, I8, TYPE_INT64, ACTIVATION_NONE, 3);
	expect_transpose_version(F32, F32, NONE, ACTIVATION_RELU, 4);
}

Test(tflite_versions, of_conversions_follow_both_sides)
{
	static const Case cases[] = {
		{"DEQUANTIZE", U8, NONE, F32, 1, 2, 1},
		{"DEQUANTIZE", I8, NONE, F32, 1, 2, 2},
		{"DEQUANTIZE", I8, NONE, F32, 2, 2, 5},
		{"DEQUANTIZE", F16, NONE, F32, 1, 2, 3},
		{"DEQUANTIZE", I16, NONE, F32, 1, 2, 3},
		{"QUANTIZE", F32, NONE, I8, 1, 2, 1},
		{"QUANTIZE", I8, NONE, U8, 1, 2, 1},
		{"QUANTIZE", F32, NONE, I16, 1, 2, 2},
		{"QUANTIZE", I8, NONE, I16, 1, 2, 2},
	};
	expect_versions(cases, sizeof cases / sizeof cases[0]);
}

Test(tflite_versions, of_sums_and_products)
{
	static const Case cases[] = {
		{"ADD", F32, F32, F32, 1, 4, 1},
		{"ADD", I8, I8, I8, 1, 4, 2},
		{"ADD", I16, I16, I16, 1, 4, 3},
		{"SUB", I8, I8, I8, 1, 4, 2},
		{"SUB", I16, I16, I16, 1, 4, 5},
		{"MUL", I16, I16, I16, 1, 4, 4},
		{"MUL", I8, I8, I8, 1, 4, 3},
		{"DIV", I8, I8, I8, 1, 4, 1},
		{"MAXIMUM", F32, F32, F32, 1, 4, 1},
		{"MAXIMUM", I8, I8, I8, 1, 4, 2},
		{"MINIMUM", I16, I16, I16, 1, 4, 4},
	};
	expect_versions(cases, sizeof cases / sizeof cases[0]);
}

Test(tflite_versions, of_products_depend_on_whether_they_are_scaled_up)
{
	const Case mul = {"MUL", I8, I8, I8, 1, 4, 3};
	Model *model = model_of(&mul);
	Graph *graph = &model->graphs[0];
	graph->tensors[graph->ops[0].outputs[0]].quantization->scale[0] = 1.5F;
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), 2);
	model_free(model);
}

/* A row is added to, or divides, five dimensions. */
Test(tflite_versions, of_two_operands_depend_on_how_far_one_is_repeated)
{
	static const struct {
		const char *name;
		int version;
	} cases[] = {{"SUB", 3}, {"DIV", 2}, {"MAXIMUM", 3}, {"MINIMUM", 3}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		Model *model = test_model_new(1);
		int in = test_computed(model, I8, DIMS(1, 2, 2, 2, 2));
		int row = test_constant(model, I8, DIMS(2));
		int out = test_computed(model, I8, DIMS(1, 2, 2, 2, 2));
		test_op(model, cases[i].name, LIST(in, row), LIST(out));
		const Graph *graph = &model->graphs[0];
		cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), cases[i].version, "%s",
			cases[i].name);
		model_free(model);
	}
}

Test(tflite_versions, of_gather_in_batches_are_newer)
{
	const Case gather = {"GATHER", F32, I32, F32, 1, 2, 5};
	Model *model = model_of(&gather);
	Graph *graph = &model->graphs[0];
	graph->ops[0].attrs.gather.batch_dims = 1;
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), 5);
	model_free(model);
}

Test(tflite_versions, of_sums_with_shifts_are_the_older)
{
	for (int i = 0; i < 2; i++) {
		const Case sum = {i ? "SUB" : "ADD", I16, I16, I16, 1, 4, 1};
		Model *model = model_of(&sum);
		Graph *graph = &model->graphs[0];
		graph->ops[0].attrs.arithmetic.pot_scales = true;
		cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), 1);
		model_free(model);
	}
}

Test(tflite_versions, of_int16_layers_that_name_a_type_of_bias_are_newer)
{
	const Case conv = {"CONV_2D", I16, I8, I16, 2, 4, 8};
	const Case dense = {"FULLY_CONNECTED", I16, I8, I16, 1, 2, 11};
	Model *model = model_of(&conv);
	Graph *graph = &model->graphs[0];
	graph->ops[0].attrs.conv.bias_type = TYPE_INT32;
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), 8);
	model_free(model);
	model = model_of(&dense);
	graph = &model->graphs[0];
	graph->ops[0].attrs.dense.bias_type = TYPE_INT64;
	cr_expect_eq(tflite_op_version(graph, &graph->ops[0]), 11);
	model_free(model);
}

/* TFLite takes the flag to be set where a file does not say. */
Test(tflite_versions, sums_say_in_the_file_that_any_scale_will_do)
{
	for (int i = 0; i < 2; i++) {
		Error err = {0};
		Arena arena = {0};
		Bytes file;
		const Case sum = {"ADD", I16, I16, I16, 1, 4, 3};
		Model *model = model_of(&sum);
		model->graphs[0].ops[0].n_inputs = 2;
		model->graphs[0].ops[0].attrs.arithmetic.pot_scales = i;
		cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
		model_free(model);
		model = model_from_bytes(file, "m.tflite", &err);
		cr_assert(model, "%s", err.text);
		cr_expect_eq(model->graphs[0].ops[0].attrs.arithmetic.pot_scales, i);
		cr_expect_eq(model->codes[0]->version, i ? 1 : 3);
		model_free(model);
		arena_finish(&arena);
	}
}
