/* SPDX-License-Identifier: Apache-2.0 */
/* Types, scales and numbers of operands that operators refuse, and in which words. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "src/ops/op.h"
#include "tests/unit/one_op.h"

/* --- Weights and biases --- */

static Model *dense_model(DataType type, DataType weight_type, DataType bias_type,
	int n_biases)
{
	Model *model = op_model(type, DIMS(1, 4));
	int weights = test_constant(model, weight_type, DIMS(3, 4));
	int bias = test_constant(model, bias_type, DIMS(n_biases));
	test_scales(model, weights, 3, 0);
	add_op(model, "FULLY_CONNECTED", LIST(0, weights, bias), DIMS(1, 3));
	return model;
}

Test(ops, layers_refuse_weights_they_cannot_use)
{
	Model *model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	model->graphs[0].tensors[1].quantization->zero_point[2] = 1;
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): weights '#1': zero point 1; int8 weights have 0");
	model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	model->graphs[0].tensors[1].quantization = NULL;
	expect_op_refused(model, "operator 0 (FULLY_CONNECTED): weights '#1' have no scale");
	model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	test_scales(model, 1, 4, 1);
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): weights '#1': 4 scales along axis 1; 3 "
		"along axis 0 expected");
	expect_op_refused(dense_model(TYPE_INT8, TYPE_UINT8, TYPE_INT32, 3),
		"operator 0 (FULLY_CONNECTED): tensor '#1' is constant uint8; it must be a "
		"constant of "
		"int8");
	model = dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 3);
	model->graphs[0].tensors[1].buffer = model->buffers[0];
	test_inputs(model, LIST(0, 1));
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): tensor '#1' is computed float32; it "
		"must be a constant of float32");
	model = dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 3);
	model->graphs[0].ops[0].attrs.dense.weights_format = 1;
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): shuffled weights cannot be run");
}

Test(ops, layers_refuse_biases_they_cannot_use)
{
	expect_op_refused(dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 2),
		"operator 0 (FULLY_CONNECTED): bias '#2' has 2 values for 3 outputs");
	expect_op_refused(dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT64, 3),
		"operator 0 (FULLY_CONNECTED): tensor '#2' is constant int64; it must be a "
		"constant of "
		"int32");
	Model *model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	test_quantized(model, 1, 0.5F, 0);
	test_quantized(model, 2, 0.25F, 0);
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): bias '#2' has scale 0.25; input times weight is "
		"0.5");
}

/* --- Quantisation --- */

static Model *values_model(const char *name, float scale, int zero)
{
	Model *model = op_model(TYPE_INT8, DIMS(1, 2, 2, 1));
	Op *op = add_op(model, name, LIST(0), DIMS(1, 2, 2, 1));
	op->attrs.pool = (PoolAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1};
	test_quantized(model, op->outputs[0], scale, zero);
	return model;
}

Test(ops, kernels_that_do_not_rescale_want_equal_scales)
{
	expect_op_refused(values_model("MAX_POOL_2D", 2, 0),
		"operator 0 (MAX_POOL_2D): input 0 has scale 1, zero point 0, but the output 2, "
		"0; "
		"they must be equal");
	expect_op_refused(values_model("AVERAGE_POOL_2D", 1, 1),
		"operator 0 (AVERAGE_POOL_2D): input 0 has scale 1, zero point 0, but the output "
		"1, "
		"1; they must be equal");
	expect_op_refused(values_model("RELU6", 0.5F, 0),
		"operator 0 (RELU6): input 0 has scale 1, zero point 0, but the output 0.5, 0; "
		"they "
		"must be equal");
}

Test(ops, some_outputs_have_the_scale_they_must_have)
{
	Model *model = values_model("SOFTMAX", 1.0F / 256, 0);
	model->graphs[0].ops[0].attrs.softmax.beta = 1;
	expect_op_refused(model,
		"operator 0 (SOFTMAX): the output has scale 0.00390625, zero point "
		"0; they must be 1/256, -128");
	expect_op_refused(values_model("LOGISTIC", 1.0F / 256, 0),
		"operator 0 (LOGISTIC): the output's zero point is 0; it must be -128");
}

Test(ops, int8_needs_one_scale_that_is_above_zero)
{
	expect_op_refused(values_model("RELU", 0, 0),
		"operator 0 (RELU): tensor '#1': scale 0 with zero point 0");
	expect_op_refused(values_model("RELU", 1, 128),
		"operator 0 (RELU): tensor '#1': scale 1 with zero point 128");
	Model *model = values_model("RELU", 1, 0);
	model->graphs[0].tensors[0].quantization = NULL;
	expect_op_refused(model,
		"operator 0 (RELU): tensor '#0': 0 scales and 0 zero points; int8 "
		"needs one of each");
	expect_op_refused(values_model("RELU", 1e-30F, 0),
		"operator 0 (RELU): scales or zero points that integer arithmetic cannot hold");
}

Test(ops, quantize_knows_its_types)
{
	Model *model = op_model(TYPE_INT32, DIMS(2));
	add_op(model, "QUANTIZE", LIST(0), DIMS(2));
	expect_op_refused(model, "operator 0 (QUANTIZE): int32 to int32 cannot be run");
	model = op_model(TYPE_INT16, DIMS(2));
	add_op(model, "DEQUANTIZE", LIST(0), DIMS(2));
	expect_op_refused(model, "operator 0 (DEQUANTIZE): int16 to int16 cannot be run");
	model = op_model(TYPE_INT16, DIMS(2));
	int bytes = test_computed(model, TYPE_UINT8, DIMS(2));
	test_quantized(model, bytes, 1, 0);
	test_op(model, "QUANTIZE", LIST(0), LIST(bytes));
	expect_op_refused(model, "operator 0 (QUANTIZE): int16 to uint8 cannot be run");
}

Test(ops, know_the_types_they_have_arithmetic_for)
{
	Model *model = op_model(TYPE_INT32, DIMS(2));
	add_op(model, "TANH", LIST(0), DIMS(2));
	expect_op_refused(model,
		"operator 0 (TANH): int32 to int32 cannot be run; float32, int8 and int16 can");
	model = op_model(TYPE_INT16, DIMS(2));
	add_op(model, "HARD_SWISH", LIST(0), DIMS(2));
	expect_op_refused(model,
		"operator 0 (HARD_SWISH): int16 cannot be run; float32 and int8 can");
}

Test(ops, int16_has_zero_points_of_0)
{
	Model *model = op_model(TYPE_INT16, DIMS(2));
	test_quantized(model, 0, 1, 3);
	add_op(model, "RELU", LIST(0), DIMS(2));
	expect_op_refused(model, "operator 0 (RELU): tensor '#0': scale 1 with zero point 3");
	model = op_model(TYPE_INT16, DIMS(2));
	test_quantized(model, 0, 1, 3);
	add_op(model, "CONCATENATION", LIST(0, 0), DIMS(4));
	expect_op_refused(model,
		"operator 0 (CONCATENATION): tensor '#0': int16 with zero point 3; it must be 0");
}

Test(ops, int16_functions_have_the_output_scale_of_the_device)
{
	static const char *const names[] = {"SOFTMAX", "LOGISTIC", "TANH"};
	for (int i = 0; i < 3; i++) {
		char message[128];
		Model *model = op_model(TYPE_INT16, DIMS(1, 2));
		add_op(model, names[i], LIST(0), DIMS(1, 2));
		snprintf(message, sizeof message,
			"operator 0 (%s): the output has scale 1; it must be 1/32768", names[i]);
		expect_op_refused(model, message);
	}
}

Test(ops, int16_layers_refuse_weights_and_biases_the_device_has_no_kernel_for)
{
	Model *model = op_model(TYPE_INT16, DIMS(1, 4));
	int weights = test_constant(model, TYPE_INT4, DIMS(3, 4));
	test_quantized(model, weights, 1, 0);
	add_op(model, "FULLY_CONNECTED", LIST(0, weights), DIMS(1, 3));
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): weights '#1' are int4 beside int16; they must be "
		"int8");
	model = op_model(TYPE_INT16, DIMS(1, 1, 1, 2));
	weights = test_constant(model, TYPE_INT8, DIMS(1, 1, 1, 2));
	test_quantized(model, weights, 1, 0);
	int bias = test_constant(model, TYPE_INT32, DIMS(2));
	Op *op = add_op(model, "DEPTHWISE_CONV_2D", LIST(0, weights, bias), DIMS(1, 1, 1, 2));
	op->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	expect_op_refused(model,
		"operator 0 (DEPTHWISE_CONV_2D): an int32 bias beside int16; it must be int64");
}

/* --- Any operator --- */

Test(ops, count_what_they_take_and_give)
{
	Model *model = real_op_model(DIMS(2));
	add_op(model, "ADD", LIST(0), DIMS(2));
	expect_op_refused(model, "operator 0 (ADD): 1 inputs; it takes 2 to 2");
	model = real_op_model(DIMS(2));
	add_op(model, "ADD", LIST(0, -1), DIMS(2));
	expect_op_refused(model, "operator 0 (ADD): input 1 is left out");
	model = real_op_model(DIMS(2));
	int more = test_computed(model, TYPE_FLOAT32, DIMS(2));
	test_op(model, "RELU", LIST(0),
		LIST(more, test_computed(model, TYPE_FLOAT32, DIMS(2))));
	expect_op_refused(model, "operator 0 (RELU): 2 outputs; it has 1");
}

Test(ops, refuse_variables_and_sparse_tensors)
{
	Model *model = real_op_model(DIMS(2));
	int state = test_computed(model, TYPE_FLOAT32, DIMS(2));
	model->graphs[0].tensors[state].is_variable = true;
	add_op(model, "ADD", LIST(0, state), DIMS(2));
	expect_op_refused(model,
		"operator 0 (ADD): tensor '#1' is a variable, which cannot be run");
	model = real_op_model(DIMS(2));
	int sparse = test_constant(model, TYPE_FLOAT32, DIMS(2));
	model->graphs[0].tensors[sparse].is_sparse = true;
	add_op(model, "ADD", LIST(0, sparse), DIMS(2));
	expect_op_refused(model,
		"operator 0 (ADD): tensor '#1' is stored sparse, which cannot be run");
}

Test(ops, refuse_by_name_what_is_not_known)
{
	Model *model = real_op_model(DIMS(2));
	add_op(model, "ROUND", LIST(0), DIMS(2));
	expect_op_refused(model,
		"operator 0 (ROUND): cannot be run: this operator is not supported");
	model = real_op_model(DIMS(2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(2));
	test_custom_op(model, "Own", LIST(0), LIST(out));
	expect_op_refused(model,
		"operator 0 (Own): cannot be run: this operator is not supported");
	cr_expect_null(op_info(OP_OTHER));
	for (OpType type = OP_OTHER + 1; type < N_OP_TYPES; type++)
		cr_expect(op_info(type), "%s", op_type_name(type));
}
