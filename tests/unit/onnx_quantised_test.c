/* SPDX-License-Identifier: Apache-2.0 */
/* Quantised ONNX models: QuantizeLinear, DequantizeLinear, QLinearConv, QLinearMatMul. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/onnx_build.h"

static void scale_and_zero(OnnxBuild *build, const char *name, float scale, DataType type,
	int zero)
{
	char full[32];
	const uint8_t byte = (uint8_t)zero;
	snprintf(full, sizeof full, "%s_s", name);
	build_constant(build, full, TYPE_FLOAT32, 0, NULL, &scale);
	snprintf(full, sizeof full, "%s_z", name);
	build_constant(build, full, type, 0, NULL, &byte);
}

static void quantize(OnnxBuild *build, const char *in, const char *with, const char *out)
{
	char operands[96];
	snprintf(operands, sizeof operands, "%s %s_s %s_z", in, with, with);
	build_node(build, "QuantizeLinear", operands, out);
}

static void dequantize(OnnxBuild *build, const char *in, const char *with,
	const char *out)
{
	char operands[96];
	snprintf(operands, sizeof operands, "%s %s_s %s_z", in, with, with);
	build_node(build, "DequantizeLinear", operands, out);
}

/* in as a float tensor that an int8 one stands behind. */
static void pass_through_int8(OnnxBuild *build, const char *in, const char *with,
	const char *out)
{
	char between[32];
	snprintf(between, sizeof between, "%s_q", out);
	quantize(build, in, with, between);
	dequantize(build, between, with, out);
}

/* ONNX says what type an output has; the builder leaves it open. */
static void declare_uint8(OnnxBuild *build, Onnx__TypeProto **type)
{
	Onnx__TypeProto__Tensor *tensor = arena_alloc(&build->arena, sizeof *tensor);
	*type = arena_alloc(&build->arena, sizeof **type);
	onnx__type_proto__tensor__init(tensor);
	onnx__type_proto__init(*type);
	tensor->has_elem_type = true;
	tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__UINT8;
	(*type)->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	(*type)->tensor_type = tensor;
}

/* The operators that the model comes to, in order. */
static void expect_operators(OnnxBuild *build, const char *wanted)
{
	char names[512] = "";
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++) {
		size_t used = strlen(names);
		snprintf(names + used, sizeof names - used, "%s%s", i ? " " : "",
			graph->ops[i].code->name);
	}
	cr_expect_str_eq(names, wanted);
	model_free(model);
}

static void expect_bytes(OnnxBuild *build, const void *in, int n, const void *wanted)
{
	const uint8_t *got = build_run(build, &(const void *){in})[0], *values = wanted;
	for (int i = 0; i < n; i++)
		cr_expect_eq(got[i], values[i], "value %d is %d, not %d", i, got[i], values[i]);
	onnx_build_free(build);
}

static void expect_type(OnnxBuild *build, bool is_input, DataType type)
{
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	int tensor = is_input ? graph->inputs[0] : graph->outputs[0];
	cr_expect_eq(graph->tensors[tensor].type, type);
	model_free(model);
}

/* --- Values alone --- */

Test(onnx_quantised, an_input_of_uint8_stays_one_and_is_read_as_real_numbers)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_UINT8, DIMS(1, 3));
	scale_and_zero(build, "x", 0.5F, TYPE_UINT8, 130);
	dequantize(build, "x", "x", "y");
	build_outputs(build, "y");
	expect_type(build, true, TYPE_UINT8);
	expect_operators(build, "QUANTIZE DEQUANTIZE");
	const uint8_t x[3] = {0, 130, 255};
	const float *y = build_run(build, &(const void *){x})[0];
	cr_expect_arr_eq(y, ((float[]){-65, 0, 62.5F}), 3 * sizeof(float));
	onnx_build_free(build);
}

Test(onnx_quantised, an_output_keeps_the_type_that_the_file_declares)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 4));
	scale_and_zero(build, "y", 0.5F, TYPE_INT8, -28);
	quantize(build, "x", "y", "y");
	build_outputs(build, "y");
	expect_type(build, false, TYPE_INT8);
	expect_bytes(build, (const float[]){-1000, 0, 1.5F, 1000}, 4,
		(const int8_t[]){-128, -28, -25, 127});
}

Test(onnx_quantised, refuses_weights_whose_scales_are_not_their_outputs)
{
	const float scales[2] = {0.5F, 2};
	const int8_t zeros[2] = {0}, values[6] = {0};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(2, 3));
	build_constant(build, "c", TYPE_INT8, DIMS(2, 3), values);
	build_constant(build, "s", TYPE_FLOAT32, DIMS(2), scales);
	build_constant(build, "z", TYPE_INT8, DIMS(2), zeros);
	build_node(build, "DequantizeLinear", "c s z", "d");
	build_int(build, "axis", 0);
	build_node(build, "MatMul", "x d", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build,
		"node 1 (MatMul): weights with scales along another axis than their outputs");
}

Test(onnx_quantised, weights_that_are_quantised_in_the_file_are_rounded_as_onnx_has_it)
{
	/* Halves go to the even number: 0.5 and 1.5 in steps of 1 become 0 and 2. */
	const float weights[4] = {0.5F, 1.5F, -0.5F, 200};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 4));
	build_constant(build, "w", TYPE_FLOAT32, DIMS(4, 1), weights);
	scale_and_zero(build, "w", 1, TYPE_INT8, 0);
	pass_through_int8(build, "w", "w", "wd");
	build_node(build, "MatMul", "x wd", "y");
	build_outputs(build, "y");
	expect_floats(build, (const float[]){1, 10, 100, 1000}, 1, (const float[]){127020});
}

/* --- QLinear... --- */

Test(onnx_quantised, qlinear_mat_mul_is_a_dense_layer_of_int8)
{
	const int8_t weights[4] = {1, -2, 3, 4};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_UINT8, DIMS(1, 2));
	build_constant(build, "w", TYPE_INT8, DIMS(2, 2), weights);
	scale_and_zero(build, "x", 0.5F, TYPE_UINT8, 8);
	scale_and_zero(build, "w", 0.25F, TYPE_INT8, 0);
	scale_and_zero(build, "y", 0.25F, TYPE_INT8, -118);
	build_node(build, "QLinearMatMul", "x x_s x_z w w_s w_z y_s y_z", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE FULLY_CONNECTED");
	/* 1 and 6 by the weights: 4.75 and 5.5. */
	expect_bytes(build, (const uint8_t[]){10, 20}, 2, (const int8_t[]){-99, -96});
}

static OnnxBuild *qlinear_conv(DataType weight_type, int zero, int first_weight)
{
	const int32_t bias = 4;
	uint8_t weights[4];
	for (int i = 0; i < 4; i++)
		weights[i] = (uint8_t)(first_weight + i);
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_UINT8, DIMS(1, 1, 3, 3));
	build_constant(build, "w", weight_type, DIMS(1, 1, 2, 2), weights);
	build_constant(build, "b", TYPE_INT32, DIMS(1), &bias);
	scale_and_zero(build, "x", 0.5F, TYPE_UINT8, 2);
	scale_and_zero(build, "w", 0.5F, weight_type, zero);
	scale_and_zero(build, "y", 0.25F, TYPE_UINT8, 5);
	build_node(build, "QLinearConv", "x x_s x_z w w_s w_z y_s y_z b", "y");
	build_outputs(build, "y");
	declare_uint8(build, &build->graph->output[0]->type);
	return build;
}

/* The product of the two scales is that of the output: sums are 27, 37, 57 and 67, with bias and
 * zero point 9 more. */
static const uint8_t conv_in[9] = {2, 3, 4, 5, 6, 7, 8, 9, 10};
static const uint8_t conv_out[4] = {36, 46, 66, 76};

Test(onnx_quantised, qlinear_conv_is_a_convolution_of_int8)
{
	OnnxBuild *build = qlinear_conv(TYPE_INT8, 0, 1);
	expect_operators(build, "QUANTIZE RESHAPE CONV_2D QUANTIZE RESHAPE");
	expect_type(build, false, TYPE_UINT8);
	expect_bytes(build, conv_in, 4, conv_out);
}

Test(onnx_quantised, weights_of_uint8_are_the_same_as_of_int8)
{
	expect_bytes(qlinear_conv(TYPE_UINT8, 128, 129), conv_in, 4, conv_out);
}

Test(onnx_quantised, refuses_weights_that_are_not_symmetric)
{
	expect_onnx_refused(qlinear_conv(TYPE_UINT8, 127, 128),
		"node 0 (QLinearConv): uint8 weights with zero point 127; TFLite's have 128: "
		"quantise them symmetrically, as int8");
	expect_onnx_refused(qlinear_conv(TYPE_INT8, 1, 2),
		"node 0 (QLinearConv): int8 weights with zero point 1; TFLite's have 0: "
		"quantise them symmetrically, as int8");
}

Test(onnx_quantised, a_max_pool_of_stored_integers_is_padded_with_what_never_wins)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1, 2, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, 10);
	quantize(build, "x", "x", "q");
	build_node(build, "MaxPool", "q", "p");
	build_ints(build, "kernel_shape", INT64S(2, 2));
	build_ints(build, "pads", INT64S(1, 1, 0, 0));
	dequantize(build, "p", "x", "y");
	build_outputs(build, "y");
	expect_floats(build, (const float[]){-9, -8, -7, -6}, 4,
		(const float[]){-9, -8, -7, -6});
}

Test(onnx_quantised, refuses_operators_that_quantise_while_they_run)
{
	static const char *const types[] = {"ConvInteger", "MatMulInteger",
		"DynamicQuantizeLinear"};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		char message[96];
		OnnxBuild *build = onnx_build_new(13);
		build_input(build, "x", TYPE_UINT8, DIMS(1, 2));
		build_node(build, types[i], "x x", "y");
		build_outputs(build, "y");
		snprintf(message, sizeof message, "operators that whit does not read: %s",
			types[i]);
		expect_onnx_refused(build, message);
	}
}

Test(onnx_quantised, refuses_scales_that_are_computed)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	build_input(build, "s", TYPE_FLOAT32, 0, NULL);
	build_node(build, "QuantizeLinear", "x s", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build,
		"node 0 (QuantizeLinear): a scale that is no float32 constant");
}

Test(onnx_quantised, refuses_a_scale_that_is_none)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "x", 0, TYPE_INT8, 0);
	quantize(build, "x", "x", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build, "node 0 (QuantizeLinear): a scale of 0");
}

Test(onnx_quantised, refuses_to_read_integers_as_other_numbers_than_they_stand_for)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "a", 1, TYPE_INT8, 0);
	scale_and_zero(build, "b", 2, TYPE_INT8, 0);
	quantize(build, "x", "a", "q");
	dequantize(build, "q", "b", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build,
		"node 1 (DequantizeLinear): 'q' is read with another scale or zero point than it "
		"has");
}

/* --- Between DequantizeLinear and QuantizeLinear --- */

Test(onnx_quantised, a_layer_between_gets_int8_weights_an_int32_bias_and_its_activation)
{
	const int8_t weights[4] = {1, 2, -3, 4}; /* [out, in] */
	const float scales[2] = {0.5F, 0.25F}, bias_scales[2] = {0.25F, 0.125F};
	const int8_t zeros[2] = {0};
	const int32_t bias[2] = {8, -100}; /* 2 and -12.5 */
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "x", 0.5F, TYPE_UINT8, 100);
	scale_and_zero(build, "y", 0.125F, TYPE_UINT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(2, 2), weights);
	build_constant(build, "w_s", TYPE_FLOAT32, DIMS(2), scales);
	build_constant(build, "w_z", TYPE_INT8, DIMS(2), zeros);
	build_constant(build, "b", TYPE_INT32, DIMS(2), bias);
	build_constant(build, "b_s", TYPE_FLOAT32, DIMS(2), bias_scales);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "w", "wd");
	build_int(build, "axis", 0);
	build_node(build, "DequantizeLinear", "b b_s", "bd");
	build_int(build, "axis", 0);
	build_node(build, "Gemm", "xd wd bd", "sum");
	build_int(build, "transB", 1);
	build_node(build, "Relu", "sum", "r");
	pass_through_int8(build, "r", "y", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE FULLY_CONNECTED DEQUANTIZE");
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	const Tensor *b = op_input(graph, &graph->ops[1], 2);
	cr_expect_eq(b->type, TYPE_INT32);
	cr_expect_arr_eq(b->buffer->data, bias, sizeof bias);
	cr_expect_eq(graph->ops[1].attrs.dense.activation, ACTIVATION_RELU);
	model_free(model);
	/* 3 and -2 by {0.5, 1} and {-0.75, 1}, plus bias: 1.5 and -16.75, which is cut off. */
	expect_floats(build, (const float[]){3, -2}, 2, (const float[]){1.5F, 0});
}

/* A dense layer of int8 with a weight of one value; a bias is a float constant. */
static OnnxBuild *dense_with_bias(float bias)
{
	const int8_t weight = 2;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1));
	scale_and_zero(build, "x", 0.5F, TYPE_INT8, 0);
	scale_and_zero(build, "w", 0.5F, TYPE_INT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(1, 1), &weight);
	build_constant(build, "b", TYPE_FLOAT32, DIMS(1), &bias);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "w", "wd");
	build_node(build, "Gemm", "xd wd b", "sum");
	pass_through_int8(build, "sum", "x", "y");
	build_outputs(build, "y");
	return build;
}

Test(onnx_quantised, a_float_bias_is_rounded_to_the_steps_of_the_sum)
{
	OnnxBuild *build = dense_with_bias(10.1F);
	expect_operators(build, "QUANTIZE FULLY_CONNECTED DEQUANTIZE");
	expect_floats(build, (const float[]){3}, 1, (const float[]){13});
}

Test(onnx_quantised, a_layer_whose_bias_int32_cannot_hold_stays_on_float)
{
	OnnxBuild *build = dense_with_bias(1e10F);
	expect_operators(build,
		"QUANTIZE DEQUANTIZE DEQUANTIZE FULLY_CONNECTED QUANTIZE DEQUANTIZE");
	expect_floats(build, (const float[]){3}, 1, (const float[]){63.5F});
}

Test(onnx_quantised, a_depthwise_convolution_has_a_scale_for_each_channel)
{
	const int8_t weights[2] = {3, 5};
	const float scales[2] = {1, 0.5F};
	const int8_t zeros[2] = {0};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2, 1, 1));
	scale_and_zero(build, "x", 0.5F, TYPE_INT8, 3);
	scale_and_zero(build, "y", 0.5F, TYPE_INT8, -1);
	build_constant(build, "w", TYPE_INT8, DIMS(2, 1, 1, 1), weights);
	build_constant(build, "w_s", TYPE_FLOAT32, DIMS(2), scales);
	build_constant(build, "w_z", TYPE_INT8, DIMS(2), zeros);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "w", "wd");
	build_int(build, "axis", 0);
	build_node(build, "Conv", "xd wd", "c");
	build_int(build, "group", 2);
	pass_through_int8(build, "c", "y", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE RESHAPE DEPTHWISE_CONV_2D RESHAPE DEQUANTIZE");
	expect_floats(build, (const float[]){2, -4}, 2, (const float[]){6, -10});
}

Test(onnx_quantised,
	weights_that_are_not_symmetric_are_used_as_the_numbers_they_stand_for)
{
	const uint8_t weight = 12;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1));
	scale_and_zero(build, "x", 0.5F, TYPE_INT8, 0);
	scale_and_zero(build, "w", 0.5F, TYPE_UINT8, 10);
	build_constant(build, "w", TYPE_UINT8, DIMS(1, 1), &weight);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "w", "wd");
	build_node(build, "MatMul", "xd wd", "sum");
	pass_through_int8(build, "sum", "x", "y");
	build_outputs(build, "y");
	expect_operators(build,
		"QUANTIZE DEQUANTIZE DEQUANTIZE FULLY_CONNECTED QUANTIZE DEQUANTIZE");
	expect_floats(build, (const float[]){7.5F}, 1, (const float[]){7.5F});
}

Test(onnx_quantised, an_int32_bias_of_a_layer_on_float_is_a_float_one)
{
	const float weight = 2;
	const float bias_scale = 0.25F;
	const int32_t bias = 6;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1));
	build_constant(build, "w", TYPE_FLOAT32, DIMS(1, 1), &weight);
	build_constant(build, "b", TYPE_INT32, DIMS(1), &bias);
	build_constant(build, "b_s", TYPE_FLOAT32, 0, NULL, &bias_scale);
	build_node(build, "DequantizeLinear", "b b_s", "bd");
	build_node(build, "Gemm", "x w bd", "y");
	build_outputs(build, "y");
	expect_operators(build, "FULLY_CONNECTED");
	expect_floats(build, (const float[]){3}, 1, (const float[]){7.5F});
}

Test(onnx_quantised, a_bias_that_is_added_behind_a_product_becomes_the_layers)
{
	const int8_t weights[4] = {1, 2, 3, 4};
	const int32_t bias[2] = {4, -8};
	const float bias_scale = 0.25F;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "x", 0.5F, TYPE_INT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(2, 2), weights);
	build_constant(build, "b", TYPE_INT32, DIMS(2), bias);
	build_constant(build, "b_s", TYPE_FLOAT32, 0, NULL, &bias_scale);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "x", "wd");
	build_node(build, "MatMul", "xd wd", "product");
	build_node(build, "DequantizeLinear", "b b_s", "bd");
	build_node(build, "Add", "product bd", "sum");
	pass_through_int8(build, "sum", "x", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE FULLY_CONNECTED DEQUANTIZE");
	expect_floats(build, (const float[]){2, 4}, 2, (const float[]){8, 8});
}

Test(onnx_quantised, an_addition_has_a_constant_with_a_scale_of_its_own)
{
	const float constant = 300;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, 0);
	scale_and_zero(build, "y", 2, TYPE_INT8, -128);
	build_constant(build, "c", TYPE_FLOAT32, 0, NULL, &constant);
	pass_through_int8(build, "x", "x", "xd");
	build_node(build, "Add", "xd c", "sum");
	pass_through_int8(build, "sum", "y", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE ADD DEQUANTIZE");
	expect_floats(build, (const float[]){-100, 20}, 2, (const float[]){200, 320});
}

Test(onnx_quantised,
	a_softmax_has_the_scale_that_its_kernel_gives_and_is_brought_to_that_wanted)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, 0);
	scale_and_zero(build, "y", 0.125F, TYPE_INT8, 0);
	pass_through_int8(build, "x", "x", "xd");
	build_node(build, "Softmax", "xd", "p");
	pass_through_int8(build, "p", "y", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE SOFTMAX QUANTIZE DEQUANTIZE");
	expect_floats(build, (const float[]){7, 7}, 2, (const float[]){0.5F, 0.5F});
}

Test(onnx_quantised, what_chooses_gets_its_inputs_in_the_scale_of_its_output)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 3));
	scale_and_zero(build, "a", 1, TYPE_INT8, 0);
	scale_and_zero(build, "b", 0.5F, TYPE_INT8, 0);
	pass_through_int8(build, "x", "a", "xa");
	pass_through_int8(build, "x", "b", "xb");
	build_node(build, "Max", "xa xb", "m");
	pass_through_int8(build, "m", "b", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE QUANTIZE QUANTIZE MAXIMUM DEQUANTIZE");
	expect_floats(build, (const float[]){10.6F, -100, 100}, 3,
		(const float[]){11, -64, 63.5F});
}

Test(onnx_quantised, a_max_pool_of_bare_integers_keeps_their_type)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_UINT8, DIMS(1, 1, 2, 2));
	build_node(build, "MaxPool", "x", "y");
	build_ints(build, "kernel_shape", INT64S(2, 2));
	build_outputs(build, "y");
	declare_uint8(build, &build->graph->output[0]->type);
	expect_type(build, false, TYPE_UINT8);
	expect_bytes(build, (const uint8_t[]){3, 200, 7, 9}, 1, (const uint8_t[]){200});
}

Test(onnx_quantised, what_only_moves_values_moves_int8_and_needs_no_scale_of_its_own)
{
	const int8_t weights[4] = {1, 2, 3, 4};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 4, 2, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, -3);
	scale_and_zero(build, "w", 1, TYPE_INT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(4, 1), weights);
	pass_through_int8(build, "x", "x", "xd");
	build_node(build, "MaxPool", "xd", "p");
	build_ints(build, "kernel_shape", INT64S(2, 2));
	build_node(build, "Flatten", "p", "f");
	dequantize(build, "w", "w", "wd");
	build_node(build, "MatMul", "f wd", "sum");
	pass_through_int8(build, "sum", "x", "y");
	build_outputs(build, "y");
	expect_operators(build,
		"QUANTIZE TRANSPOSE MAX_POOL_2D RESHAPE FULLY_CONNECTED DEQUANTIZE");
	expect_floats(build,
		(const float[]){0, 1, 2, 3, 7, 6, 5, 4, -9, -9, -9, -9, 0, 0, 0, 1}, 1,
		(const float[]){3 + 14 - 27 + 4});
}

Test(onnx_quantised, what_moves_values_after_a_layer_lets_it_be_int8)
{
	const int8_t weights[4] = {1, 0, 0, 1};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(2, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, 0);
	scale_and_zero(build, "w", 1, TYPE_INT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(2, 2), weights);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "w", "wd");
	build_node(build, "MatMul", "xd wd", "sum");
	build_node(build, "Flatten", "sum", "f");
	build_int(build, "axis", 0);
	pass_through_int8(build, "f", "x", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE FULLY_CONNECTED RESHAPE DEQUANTIZE");
	expect_floats(build, (const float[]){1, 2, 3, 4}, 4, (const float[]){1, 2, 3, 4});
}

Test(onnx_quantised, an_average_keeps_its_inputs_scale_and_is_brought_to_that_wanted)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1, 2, 2));
	scale_and_zero(build, "x", 1, TYPE_INT8, 0);
	scale_and_zero(build, "y", 2, TYPE_INT8, 5);
	pass_through_int8(build, "x", "x", "xd");
	build_node(build, "AveragePool", "xd", "p");
	build_ints(build, "kernel_shape", INT64S(2, 2));
	pass_through_int8(build, "p", "y", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE RESHAPE AVERAGE_POOL_2D QUANTIZE DEQUANTIZE");
	expect_floats(build, (const float[]){10, 20, 30, 60}, 1, (const float[]){30});
}

Test(onnx_quantised, a_layer_that_someone_reads_as_float_stays_on_float)
{
	const int8_t weight = 1;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1));
	scale_and_zero(build, "x", 1, TYPE_INT8, 0);
	build_constant(build, "w", TYPE_INT8, DIMS(1, 1), &weight);
	pass_through_int8(build, "x", "x", "xd");
	dequantize(build, "w", "x", "wd");
	build_node(build, "MatMul", "xd wd", "y");
	pass_through_int8(build, "y", "x", "z");
	build_outputs(build, "y z");
	expect_operators(build,
		"QUANTIZE DEQUANTIZE DEQUANTIZE FULLY_CONNECTED QUANTIZE DEQUANTIZE");
	onnx_build_free(build);
}

Test(onnx_quantised, from_one_scale_to_another_is_one_operator_and_to_the_same_is_none)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	scale_and_zero(build, "a", 1, TYPE_INT8, 0);
	scale_and_zero(build, "b", 2, TYPE_INT8, 0);
	pass_through_int8(build, "x", "a", "y1");
	pass_through_int8(build, "y1", "a", "y2");
	pass_through_int8(build, "y2", "b", "y3");
	build_outputs(build, "y3");
	expect_operators(build, "QUANTIZE QUANTIZE DEQUANTIZE");
	expect_floats(build, (const float[]){10, -300}, 2, (const float[]){10, -128});
}

Test(onnx_quantised, an_int8_input_that_is_the_output_too_is_copied)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_INT8, DIMS(1, 2));
	scale_and_zero(build, "x", 0.5F, TYPE_INT8, 7);
	dequantize(build, "x", "x", "d");
	quantize(build, "d", "x", "y");
	build_outputs(build, "y");
	expect_operators(build, "QUANTIZE");
	expect_bytes(build, (const int8_t[]){-128, 100}, 2, (const int8_t[]){-128, 100});
}
