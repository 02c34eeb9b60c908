/* SPDX-License-Identifier: Apache-2.0 */
/* Models written as ONNX: quantised ones, types, names, and what is refused. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/base/half.h"
#include "tests/unit/onnx_written.h"

static Tensor *tensor_of(Model *model, int tensor)
{
	return &model->graphs[0].tensors[tensor];
}

/* A dense layer from int8 [1, 2] of scale 0.5 to [1, 2] of scale 0.25, and its tensors. */
typedef struct Dense {
	Model *model;
	int in, weights, bias, out;
} Dense;

static Dense dense_model(DataType weight_type)
{
	const int8_t weights[] = {1, -2, 3, -4};
	const uint8_t nibbles[] = {0xe1, 0xc3};
	const int32_t bias[] = {10, -20};
	Dense dense = {.model = test_model_new(1)};
	Model *model = dense.model;
	dense.in = test_computed(model, TYPE_INT8, DIMS(1, 2));
	dense.weights = test_values(model, weight_type, DIMS(2, 2),
		weight_type == TYPE_INT4 ? (const void *)nibbles : weights);
	dense.bias = test_values(model, TYPE_INT32, DIMS(2), bias);
	dense.out = test_computed(model, TYPE_INT8, DIMS(1, 2));
	test_quantized(model, dense.in, 0.5F, 3);
	test_quantized(model, dense.weights, 0.125F, 0);
	test_quantized(model, dense.bias, 0.0625F, 0);
	test_quantized(model, dense.out, 0.25F, -128);
	tensor_of(model, dense.in)->name = "in";
	tensor_of(model, dense.weights)->name = "w";
	tensor_of(model, dense.bias)->name = "b";
	tensor_of(model, dense.out)->name = "out";
	test_op(model, "FULLY_CONNECTED", LIST(dense.in, dense.weights, dense.bias),
		LIST(dense.out));
	border(model, dense.in, dense.out);
	return dense;
}

Test(onnx_export_types, puts_float_operators_between_scales)
{
	const float in = 0.5F, out = 0.25F, bias = 0.0625F;
	const int8_t in_zero = 3, out_zero = -128, weights[] = {1, -2, 3, -4};
	Written file = written(dense_model(TYPE_INT8).model);
	expect_nodes(&file,
		"DequantizeLinear DequantizeLinear DequantizeLinear Gemm QuantizeLinear");
	cr_expect_eq(file.graph->input[0]->type->tensor_type->elem_type,
		ONNX__TENSOR_PROTO__DATA_TYPE__INT8);
	cr_expect_str_eq(file.graph->input[0]->name, "in");
	cr_expect_eq(file.graph->output[0]->type->tensor_type->elem_type,
		ONNX__TENSOR_PROTO__DATA_TYPE__INT8);
	cr_expect_str_eq(file.graph->output[0]->name, "out");
	expect_written(&file, "in_scale", 0, NULL, &in, sizeof in);
	expect_written(&file, "in_zero_point", 0, NULL, &in_zero, 1);
	expect_written(&file, "out_scale", 0, NULL, &out, sizeof out);
	expect_written(&file, "out_zero_point", 0, NULL, &out_zero, 1);
	expect_written(&file, "w", DIMS(2, 2), weights, sizeof weights);
	expect_written(&file, "b_scale", 0, NULL, &bias, sizeof bias);
	written_free(&file);
}

Test(onnx_export_types, says_along_which_axis_weights_have_scales)
{
	Dense dense = dense_model(TYPE_INT8);
	test_scales(dense.model, dense.weights, 2, 0);
	const float scales[] = {0.125F, 2}, bias[] = {0.0625F, 1};
	Quantization *q = tensor_of(dense.model, dense.weights)->quantization;
	memcpy(q->scale, scales, sizeof scales);
	Written file = written(dense.model);
	expect_written(&file, "w_scale", DIMS(2), scales, sizeof scales);
	expect_written(&file, "b_scale", DIMS(2), bias, sizeof bias);
	for (size_t i = 1; i < 3; i++)
		expect_attribute(file.graph->node[i], "axis", LIST(0));
	written_free(&file);
}

Test(onnx_export_types, turns_the_axis_of_scales_with_the_weights)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 2, 2, 3)), out = real_of(model, DIMS(1, 2, 2, 3));
	int filters = test_constant(model, TYPE_INT8, DIMS(1, 1, 1, 3));
	test_scales(model, filters, 3, 3);
	Op *op = test_op(model, "DEPTHWISE_CONV_2D", LIST(in, filters, -1), LIST(out));
	op->attrs.conv = (ConvAttrs){.padding = PADDING_VALID,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1,
		.depth_multiplier = 1};
	border(model, in, out);
	Written file = written(model);
	expect_nodes(&file, "DequantizeLinear Conv");
	expect_attribute(file.graph->node[0], "axis", LIST(0));
	written_free(&file);
}

Test(onnx_export_types, unpacks_int4)
{
	const int8_t weights[] = {1, -2, 3, -4};
	Written file = written(dense_model(TYPE_INT4).model);
	cr_expect_eq(constant_of(&file, "w")->data_type, ONNX__TENSOR_PROTO__DATA_TYPE__INT8);
	expect_written(&file, "w", DIMS(2, 2), weights, sizeof weights);
	written_free(&file);
}

Test(onnx_export_types, casts_constant_halves)
{
	Model *model = test_model_new(1);
	const uint16_t halves[] = {half_from_float(1), half_from_float(-2)};
	int in = real_of(model, DIMS(1, 2)), out = real_of(model, DIMS(1, 1));
	int stored = test_values(model, TYPE_FLOAT16, DIMS(1, 2), halves);
	int weights = real_of(model, DIMS(1, 2));
	tensor_of(model, stored)->name = "w";
	test_op(model, "DEQUANTIZE", LIST(stored), LIST(weights));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, -1), LIST(out));
	border(model, in, out);
	Written file = written(model);
	expect_nodes(&file, "Cast Gemm");
	expect_written(&file, "w", DIMS(1, 2), halves, sizeof halves);
	written_free(&file);
}

static Model *one_op(const char *name)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 4)), out = real_of(model, DIMS(1, 4));
	test_op(model, name, LIST(in), LIST(out));
	border(model, in, out);
	return model;
}

Test(onnx_export_types, takes_the_lowest_opset_that_has_the_operators)
{
	Written file = written(one_op("TANH"));
	cr_expect_eq(file.proto->opset_import[0]->version, 13);
	written_free(&file);
	file = written(one_op("HARD_SWISH"));
	cr_expect_eq(file.proto->opset_import[0]->version, 14);
	written_free(&file);
}

Test(onnx_export_types, gives_every_tensor_a_name_of_its_own)
{
	Model *model = one_op("TANH");
	model->graphs[0].name = "\xff";
	tensor_of(model, 0)->name = "a\xc3";
	tensor_of(model, 1)->name = "a?";
	Written file = written(model);
	cr_expect_str_eq(file.graph->name, "?");
	cr_expect_str_eq(file.graph->input[0]->name, "a?");
	cr_expect_str_eq(file.graph->output[0]->name, "a?_1");
	cr_expect_str_eq(file.graph->node[0]->output[0], "a?_1");
	written_free(&file);
	file = written(one_op("TANH"));
	cr_expect_neq(file.graph->input[0]->name[0], '\0');
	cr_expect_str_neq(file.graph->input[0]->name, file.graph->output[0]->name);
	written_free(&file);
}

Test(onnx_export_types, copies_outputs_that_no_node_gives)
{
	Model *model = one_op("TANH");
	const float values[] = {1, 2};
	int constant = test_values(model, TYPE_FLOAT32, DIMS(2), values);
	test_outputs(model, LIST(0, 1, 1, constant));
	Written file = written(model);
	expect_nodes(&file, "Tanh Identity Identity Identity");
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(file.graph->output[i]->name, file.graph->output[k]->name);
	expect_shape(file.graph->output[3], DIMS(2));
	written_free(&file);
}

/* --- What is refused --- */

Test(onnx_export_types, refuses_operators_that_it_does_not_know)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 4)), out = real_of(model, DIMS(1, 4));
	test_custom_op(model, "Own", LIST(in), LIST(out));
	border(model, in, out);
	expect_not_written(model,
		"operator 0 (Own): cannot be written as ONNX: whit does not know this operator");
}

Test(onnx_export_types, refuses_int16_activations)
{
	Model *model = one_op("TANH");
	for (int i = 0; i < 2; i++) {
		tensor_of(model, i)->type = TYPE_INT16;
		test_quantized(model, i, 1.0F / 32768, 0);
	}
	expect_not_written(model,
		"operator 0 (TANH): tensor '#0': int16 activations: ONNX quantises to 8 bits");
}

Test(onnx_export_types, refuses_what_onnx_cannot_say)
{
	Model *model = test_model_new(1);
	int in = real_of(model, DIMS(1, 4)), out = real_of(model, DIMS(1, 4));
	Op *op = test_op(model, "ADD", LIST(in, in), LIST(out));
	op->attrs.arithmetic.activation = ACTIVATION_SIGN_BIT;
	border(model, in, out);
	expect_not_written(model,
		"operator 0 (ADD): a fused SIGN_BIT cannot be written as ONNX");
	expect_not_written(test_model_new(2), "2 subgraphs; an ONNX file has one");
}

Test(onnx_export_types, refuses_inputs_that_are_none)
{
	Model *model = one_op("TANH");
	tensor_of(model, 0)->name = "in";
	test_inputs(model, LIST(0, 0));
	expect_not_written(model, "input 1: tensor 'in' is an input already");
	model = one_op("TANH");
	int constant = test_constant(model, TYPE_FLOAT32, DIMS(2));
	test_inputs(model, LIST(0, constant));
	expect_not_written(model, "input 1: tensor '#2' is a constant");
}
