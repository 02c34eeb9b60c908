/* SPDX-License-Identifier: Apache-2.0 */
/* What operators refuse, in which words, and what they cost. */
#include "src/ops/op.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/run/plan.h"
#include "tests/unit/build.h"
#include "tests/unit/shared.h"

/* A model whose last tensor is its output, refused in these words; it is freed. */
static void expect_refused(Model *model, const char *message)
{
	Error err = {0};
	Graph *graph = &model->graphs[0];
	test_outputs(model, LIST(graph->ops[graph->n_ops - 1].outputs[0]));
	cr_assert(model_verify(model, &err), "%s", err.text);
	model->name = "m";
	cr_expect_null(plan_new(model, &PLAN_DEFAULTS, &err), "runs, but: %s", message);
	cr_assert_eq(strncmp(err.text, "m: ", 3), 0, "%s", err.text);
	cr_expect_str_eq(err.text + 3, message);
	model_free(model);
}

static Model *model_of(DataType type, int rank, const int *dims)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, rank, dims);
	test_quantized(model, in, 1, 0);
	test_inputs(model, LIST(in));
	return model;
}

static Model *real_model(int rank, const int *dims)
{
	return model_of(TYPE_FLOAT32, rank, dims);
}

/* The operator on the input (tensor 0) and those of the list, and its output's shape. */
static Op *add_op(Model *model, const char *name, int n_inputs, const int *inputs, int rank,
	const int *dims)
{
	int out = test_computed(model, model->graphs[0].tensors[0].type, rank, dims);
	test_quantized(model, out, 1, 0);
	return test_op(model, name, n_inputs, inputs, LIST(out));
}

/* --- Convolutions --- */

static Model *conv_model(int rank, const int *dims, const char *name, ConvAttrs attrs)
{
	Model *model = real_model(DIMS(1, 5, 5, 3));
	int weights = test_constant(model, TYPE_FLOAT32, rank, dims);
	add_op(model, name, LIST(0, weights), DIMS(1, 5, 5, 3))->attrs.conv = attrs;
	return model;
}

static const ConvAttrs plain = {PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1};
static const ConvAttrs valid = {PADDING_VALID, ACTIVATION_NONE, 1, 1, 1, 1, 1};

Test(ops, convolution_refuses_what_does_not_go_together)
{
	expect_refused(conv_model(DIMS(4, 1, 1, 2), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 2 channels");
	expect_refused(conv_model(DIMS(4, 1, 1, 1), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 1 channels");
	expect_refused(conv_model(DIMS(4, 1, 1, 6), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 6 channels");
	expect_refused(conv_model(DIMS(4, 3), "CONV_2D", plain),
		"operator 0 (CONV_2D): tensor '#1': 2 dims, expected 4");
	expect_refused(conv_model(DIMS(2, 1, 1, 3), "CONV_2D", plain),
		"operator 0 (CONV_2D): output '#2' is declared 1x5x5x3, but its inputs make it "
		"1x5x5x2");
	expect_refused(conv_model(DIMS(3, 2, 2, 3), "CONV_2D", valid),
		"operator 0 (CONV_2D): output '#2' is declared 1x5x5x3, but its inputs make it "
		"1x4x4x3");
	expect_refused(conv_model(DIMS(1, 2, 2, 4), "DEPTHWISE_CONV_2D", plain),
		"operator 0 (DEPTHWISE_CONV_2D): 3 input channels do not go with 1x4 depthwise "
		"filters");
	expect_refused(conv_model(DIMS(3, 2, 2, 3), "DEPTHWISE_CONV_2D", plain),
		"operator 0 (DEPTHWISE_CONV_2D): 3 input channels do not go with 3x3 depthwise "
		"filters");
}

Test(ops, convolution_refuses_windows_that_cannot_be)
{
	ConvAttrs attrs = plain;
	attrs.stride_w = 0;
	expect_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): kernel 1, stride 0, dilation 1; each must be at least 1");
	attrs = plain;
	attrs.dilation_h = -1;
	expect_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): kernel 1, stride 1, dilation -1; each must be at least 1");
	attrs = plain;
	attrs.dilation_h = 1 << 30;
	expect_refused(conv_model(DIMS(3, 3, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): a window that reaches over 2^28 positions");
	expect_refused(conv_model(DIMS(3, 6, 1, 3), "CONV_2D", valid),
		"operator 0 (CONV_2D): a kernel of 6 over 5 positions leaves no output");
	attrs = plain;
	attrs.activation = ACTIVATION_TANH;
	expect_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): a fused TANH or SIGN_BIT cannot be run");
}

/* --- Weights and biases --- */

static Model *dense_model(DataType type, DataType weight_type, DataType bias_type, int n_biases)
{
	Model *model = model_of(type, DIMS(1, 4));
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
	expect_refused(
		model, "operator 0 (FULLY_CONNECTED): weights '': zero point 1; int8 weights have 0");
	model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	model->graphs[0].tensors[1].quantization = NULL;
	expect_refused(model, "operator 0 (FULLY_CONNECTED): weights '' have no scale");
	model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	test_scales(model, 1, 4, 1);
	expect_refused(model, "operator 0 (FULLY_CONNECTED): weights '': 4 scales along axis 1; 3 "
						  "along axis 0 expected");
	expect_refused(dense_model(TYPE_INT8, TYPE_UINT8, TYPE_INT32, 3),
		"operator 0 (FULLY_CONNECTED): tensor '#1' is constant uint8; it must be a constant of "
		"int8");
	model = dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 3);
	model->graphs[0].tensors[1].buffer = model->buffers[0];
	test_inputs(model, LIST(0, 1));
	expect_refused(model, "operator 0 (FULLY_CONNECTED): tensor '#1' is computed float32; it "
						  "must be a constant of float32");
	model = dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 3);
	model->graphs[0].ops[0].attrs.dense.weights_format = 1;
	expect_refused(model, "operator 0 (FULLY_CONNECTED): shuffled weights cannot be run");
}

Test(ops, layers_refuse_biases_they_cannot_use)
{
	expect_refused(dense_model(TYPE_FLOAT32, TYPE_FLOAT32, TYPE_FLOAT32, 2),
		"operator 0 (FULLY_CONNECTED): bias '#2' has 2 values for 3 outputs");
	expect_refused(dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT64, 3),
		"operator 0 (FULLY_CONNECTED): tensor '#2' is constant int64; it must be a constant of "
		"int32");
	Model *model = dense_model(TYPE_INT8, TYPE_INT8, TYPE_INT32, 3);
	test_quantized(model, 1, 0.5F, 0);
	test_quantized(model, 2, 0.25F, 0);
	expect_refused(
		model, "operator 0 (FULLY_CONNECTED): bias '' has scale 0.25; input times weight is 0.5");
}

Test(ops, fully_connected_wants_whole_rows)
{
	Model *model = real_model(DIMS(2, 5));
	int weights = test_constant(model, TYPE_FLOAT32, DIMS(3, 4));
	add_op(model, "FULLY_CONNECTED", LIST(0, weights), DIMS(2, 3));
	expect_refused(model, "operator 0 (FULLY_CONNECTED): 4 inputs a row do not divide the 10 "
						  "values that come in");
}

/* --- Shapes --- */

Test(ops, arithmetic_wants_shapes_that_go_together)
{
	Model *model = real_model(DIMS(2, 3));
	int other = test_constant(model, TYPE_FLOAT32, DIMS(2));
	add_op(model, "ADD", LIST(0, other), DIMS(2, 3));
	expect_refused(model, "operator 0 (ADD): shapes 2x3 and 2 do not go together");
	model = model_of(TYPE_INT8, DIMS(2, 3));
	other = test_constant(model, TYPE_FLOAT32, DIMS(3));
	add_op(model, "MUL", LIST(0, other), DIMS(2, 3));
	expect_refused(model, "operator 0 (MUL): its inputs are int8 and float32");
	model = real_model(DIMS(1 << 15, 1));
	other = test_constant(model, TYPE_FLOAT32, DIMS(1, 1 << 16));
	add_op(model, "SUB", LIST(0, other), DIMS(1 << 15, 1));
	expect_refused(model, "operator 0 (SUB): more than 2^31 elements");
}

static Model *concatenation_model(int rank, const int *dims, int axis)
{
	Model *model = real_model(DIMS(2, 3));
	int other = test_constant(model, TYPE_FLOAT32, rank, dims);
	add_op(model, "CONCATENATION", LIST(0, other), DIMS(2, 6))->attrs.concatenation.axis =
		axis;
	return model;
}

Test(ops, concatenation_wants_sides_that_match)
{
	expect_refused(concatenation_model(DIMS(3, 3), 1),
		"operator 0 (CONCATENATION): input 1 is 3x3 beside 2x3");
	expect_refused(concatenation_model(DIMS(2), -1),
		"operator 0 (CONCATENATION): input 1 is 2 beside 2x3");
	expect_refused(concatenation_model(DIMS(2, 3), -3),
		"operator 0 (CONCATENATION): axis -3 of 2 dimensions");
	expect_refused(concatenation_model(DIMS(2, 2), 1), "operator 0 (CONCATENATION): output "
		"'#2' is declared 2x6, but its inputs make it 2x5");
	Model *model = concatenation_model(DIMS(2, 3), 1);
	model->graphs[0].ops[0].attrs.concatenation.activation = ACTIVATION_RELU;
	expect_refused(model, "operator 0 (CONCATENATION): a fused activation cannot be run");
	model = concatenation_model(DIMS(2, 3), 1);
	model->graphs[0].ops[0].inputs[1] = -1;
	expect_refused(model, "operator 0 (CONCATENATION): input 1 is left out");
}

static Model *axes_model(const char *name, int n, const int *values, int rank, const int *dims)
{
	Model *model = real_model(DIMS(2, 3, 4));
	int list = test_ints(model, n, values);
	add_op(model, name, LIST(0, list), rank, dims);
	return model;
}

Test(ops, moving_wants_axes_that_are_there)
{
	expect_refused(axes_model("TRANSPOSE", LIST(0, 1), DIMS(2, 3, 4)),
		"operator 0 (TRANSPOSE): a permutation of 2 axes for 3 dimensions");
	expect_refused(axes_model("TRANSPOSE", LIST(0, 1, 1), DIMS(2, 3, 3)),
		"operator 0 (TRANSPOSE): input 1 is no permutation of the axes");
	expect_refused(axes_model("TRANSPOSE", LIST(0, 1, 3), DIMS(2, 3, 3)),
		"operator 0 (TRANSPOSE): input 1 is no permutation of the axes");
	expect_refused(axes_model("MEAN", LIST(0, -4), DIMS(3, 4)),
		"operator 0 (MEAN): axis -4 of 3 dimensions");
	expect_refused(axes_model("MEAN", LIST(0), DIMS(2, 4)),
		"operator 0 (MEAN): output '#2' is declared 2x4, but its inputs make it 3x4");
	expect_refused(axes_model("MEAN", LIST(0, 0, 0, 0, 0, 0, 0), DIMS(3, 4)),
		"operator 0 (MEAN): input 1 has 7 values; at most 6");
	expect_refused(axes_model("PAD", LIST(0, 0, 0), DIMS(2, 3, 4)),
		"operator 0 (PAD): 3 paddings for 3 dimensions");
	expect_refused(axes_model("PAD", LIST(0, 0, 0, -1, 0, 0), DIMS(2, 2, 4)),
		"operator 0 (PAD): axis 1 is padded by -1");
	expect_refused(axes_model("RESHAPE", LIST(5, 5), DIMS(5, 5)),
		"operator 0 (RESHAPE): 2x3x4 cannot become 5x5");
}

static Model *slice_model(int n, const int *begin, int n_sizes, const int *sizes)
{
	Model *model = real_model(DIMS(2, 3));
	int from = test_ints(model, n, begin), size = test_ints(model, n_sizes, sizes);
	add_op(model, "SLICE", LIST(0, from, size), DIMS(2, 2));
	return model;
}

Test(ops, slice_stays_inside)
{
	expect_refused(slice_model(LIST(0, 2), LIST(2, 2)),
		"operator 0 (SLICE): axis 1: 2 from 2 of 3");
	expect_refused(slice_model(LIST(0, -1), LIST(2, 2)),
		"operator 0 (SLICE): axis 1 begins at -1 of 3");
	expect_refused(slice_model(LIST(0, 1), LIST(2, 0)),
		"operator 0 (SLICE): axis 1: 0 from 1 of 3");
	expect_refused(slice_model(LIST(0), LIST(2, 2)),
		"operator 0 (SLICE): begin and size of 1 and 2 axes for 2 dimensions");
}

Test(ops, lists_must_be_constants)
{
	Model *model = real_model(DIMS(2, 3));
	int order = test_computed(model, TYPE_INT32, DIMS(2));
	test_inputs(model, LIST(0, order));
	add_op(model, "TRANSPOSE", LIST(0, order), DIMS(3, 2));
	expect_refused(
		model, "operator 0 (TRANSPOSE): input 1 must be a constant of int32 or int64");
}

/* --- Quantisation --- */

static Model *values_model(const char *name, float scale, int zero)
{
	Model *model = model_of(TYPE_INT8, DIMS(1, 2, 2, 1));
	Op *op = add_op(model, name, LIST(0), DIMS(1, 2, 2, 1));
	op->attrs.pool = (PoolAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1};
	test_quantized(model, op->outputs[0], scale, zero);
	return model;
}

Test(ops, kernels_that_do_not_rescale_want_equal_scales)
{
	expect_refused(values_model("MAX_POOL_2D", 2, 0),
		"operator 0 (MAX_POOL_2D): input 0 has scale 1, zero point 0, but the output 2, 0; "
		"they must be equal");
	expect_refused(values_model("AVERAGE_POOL_2D", 1, 1),
		"operator 0 (AVERAGE_POOL_2D): input 0 has scale 1, zero point 0, but the output 1, "
		"1; they must be equal");
	expect_refused(values_model("RELU6", 0.5F, 0),
		"operator 0 (RELU6): input 0 has scale 1, zero point 0, but the output 0.5, 0; they "
		"must be equal");
}

Test(ops, some_outputs_have_the_scale_they_must_have)
{
	Model *model = values_model("SOFTMAX", 1.0F / 256, 0);
	model->graphs[0].ops[0].attrs.softmax.beta = 1;
	expect_refused(model, "operator 0 (SOFTMAX): the output has scale 0.00390625, zero point "
						  "0; they must be 1/256, -128");
	expect_refused(values_model("LOGISTIC", 1.0F / 256, 0),
		"operator 0 (LOGISTIC): the output's zero point is 0; it must be -128");
}

Test(ops, int8_needs_one_scale_that_is_above_zero)
{
	expect_refused(values_model("RELU", 0, 0),
		"operator 0 (RELU): tensor '#1': scale 0 with zero point 0");
	expect_refused(values_model("RELU", 1, 128),
		"operator 0 (RELU): tensor '#1': scale 1 with zero point 128");
	Model *model = values_model("RELU", 1, 0);
	model->graphs[0].tensors[0].quantization = NULL;
	expect_refused(model, "operator 0 (RELU): tensor '#0': 0 scales and 0 zero points; int8 "
						  "needs one of each");
	expect_refused(values_model("RELU", 1e-30F, 0),
		"operator 0 (RELU): scales or zero points that int8 arithmetic cannot hold");
}

Test(ops, quantize_knows_its_types)
{
	Model *model = model_of(TYPE_INT32, DIMS(2));
	add_op(model, "QUANTIZE", LIST(0), DIMS(2));
	expect_refused(model, "operator 0 (QUANTIZE): int32 to int32 cannot be run");
	model = model_of(TYPE_INT16, DIMS(2));
	add_op(model, "DEQUANTIZE", LIST(0), DIMS(2));
	expect_refused(model, "operator 0 (DEQUANTIZE): int16 to int16 cannot be run");
	model = model_of(TYPE_INT16, DIMS(2));
	add_op(model, "TANH", LIST(0), DIMS(2));
	expect_refused(
		model, "operator 0 (TANH): int16 to int16 cannot be run; float32 and int8 can");
}

/* --- Any operator --- */

Test(ops, count_what_they_take_and_give)
{
	Model *model = real_model(DIMS(2));
	add_op(model, "ADD", LIST(0), DIMS(2));
	expect_refused(model, "operator 0 (ADD): 1 inputs; it takes 2 to 2");
	model = real_model(DIMS(2));
	add_op(model, "ADD", LIST(0, -1), DIMS(2));
	expect_refused(model, "operator 0 (ADD): input 1 is left out");
	model = real_model(DIMS(2));
	int more = test_computed(model, TYPE_FLOAT32, DIMS(2));
	test_op(model, "RELU", LIST(0), LIST(more, test_computed(model, TYPE_FLOAT32, DIMS(2))));
	expect_refused(model, "operator 0 (RELU): 2 outputs; it has 1");
}

Test(ops, refuse_variables_and_sparse_tensors)
{
	Model *model = real_model(DIMS(2));
	int state = test_computed(model, TYPE_FLOAT32, DIMS(2));
	model->graphs[0].tensors[state].is_variable = true;
	add_op(model, "ADD", LIST(0, state), DIMS(2));
	expect_refused(
		model, "operator 0 (ADD): tensor '#1' is a variable, which cannot be run");
	model = real_model(DIMS(2));
	int sparse = test_constant(model, TYPE_FLOAT32, DIMS(2));
	model->graphs[0].tensors[sparse].is_sparse = true;
	add_op(model, "ADD", LIST(0, sparse), DIMS(2));
	expect_refused(
		model, "operator 0 (ADD): tensor '#1' is stored sparse, which cannot be run");
}

Test(ops, refuse_by_name_what_is_not_known)
{
	Model *model = real_model(DIMS(2));
	add_op(model, "GATHER", LIST(0), DIMS(2));
	expect_refused(model, "operator 0 (GATHER): cannot be run: this operator is not supported");
	model = real_model(DIMS(2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(2));
	test_custom_op(model, "Own", LIST(0), LIST(out));
	expect_refused(model, "operator 0 (Own): cannot be run: this operator is not supported");
	cr_expect_null(op_info(OP_OTHER));
	for (OpType type = OP_OTHER + 1; type < N_OP_TYPES; type++)
		cr_expect(op_info(type), "%s", op_type_name(type));
}

/* --- Multiply-accumulates --- */

static int64_t macs_of(const char *name)
{
	Model *model = shared_model(name);
	int64_t sum = 0;
	for (int i = 0; i < model->graphs[0].n_ops; i++)
		sum += op_macs(&model->graphs[0], &model->graphs[0].ops[i]);
	model_free(model);
	return sum;
}

static int64_t conv_macs(int out_size, int in_c, int out_c, int kernel)
{
	return (int64_t)out_size * out_size * out_c * kernel * kernel * in_c;
}

/* Keyword spotting: 10x4 kernels over 49x10, then 4 times depthwise 3x3 and 1x1 at 25x5. */
Test(ops, count_the_work_of_keyword_spotting)
{
	int64_t wanted = 25 * 5 * 64 * (10 * 4 + 4 * (3 * 3 + 64)) + 64 * 12;
	cr_expect_eq(wanted, 2656768);
	cr_expect_eq(macs_of("kws_int8"), wanted);
	cr_expect_eq(macs_of("kws_float"), wanted);
	cr_expect_eq(macs_of("kws_hybrid"), wanted);
}

/* ResNet-8: three stacks of two convolutions, the last two with one on the way around. */
Test(ops, count_the_work_of_image_classification)
{
	int64_t wanted = conv_macs(32, 3, 16, 3) + 2 * conv_macs(32, 16, 16, 3) + 64 * 10;
	for (int size = 16, c = 16; size >= 8; size /= 2, c *= 2)
		wanted += conv_macs(size, c, 2 * c, 3) + conv_macs(size, 2 * c, 2 * c, 3) +
			conv_macs(size, c, 2 * c, 1);
	cr_expect_eq(wanted, 12501632);
	cr_expect_eq(macs_of("ic_int8"), wanted);
	cr_expect_eq(macs_of("ic_float"), wanted);
}

/* MobileNet at a quarter of its width: depthwise 3x3 and 1x1, thirteen times. */
Test(ops, count_the_work_of_person_detection)
{
	static const struct {
		int stride, channels;
	} blocks[] = {{1, 16}, {2, 32}, {1, 32}, {2, 64}, {1, 64}, {2, 128}, {1, 128}, {1, 128},
		{1, 128}, {1, 128}, {1, 128}, {2, 256}, {1, 256}};
	int size = 48, c = 8;
	int64_t wanted = conv_macs(size, 3, c, 3) + 256 * 2;
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		size /= blocks[i].stride;
		wanted += conv_macs(size, 1, c, 3) + conv_macs(size, c, blocks[i].channels, 1);
		c = blocks[i].channels;
	}
	cr_expect_eq(macs_of("vww_int8"), wanted);
	cr_expect_eq(macs_of("vww_float"), wanted);
}

Test(ops, count_the_work_of_anomaly_detection)
{
	int64_t wanted = 2 * (640 * 128 + 3 * 128 * 128 + 128 * 8);
	cr_expect_eq(macs_of("ad_int8"), wanted);
	cr_expect_eq(macs_of("ad_float"), wanted);
}
