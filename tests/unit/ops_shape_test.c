/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes that operators refuse, and in which words. */
#include <criterion/criterion.h>

#include "tests/unit/one_op.h"

/* --- Convolutions --- */

static Model *conv_model(int rank, const int *dims, const char *name, ConvAttrs attrs)
{
	Model *model = real_op_model(DIMS(1, 5, 5, 3));
	int weights = test_constant(model, TYPE_FLOAT32, rank, dims);
	add_op(model, name, LIST(0, weights), DIMS(1, 5, 5, 3))->attrs.conv = attrs;
	return model;
}

static const ConvAttrs plain = {PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1,
	TYPE_FLOAT32};
static const ConvAttrs valid = {PADDING_VALID, ACTIVATION_NONE, 1, 1, 1, 1, 1,
	TYPE_FLOAT32};

Test(ops, convolution_refuses_what_does_not_go_together)
{
	expect_op_refused(conv_model(DIMS(4, 1, 1, 2), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 2 channels");
	expect_op_refused(conv_model(DIMS(4, 1, 1, 1), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 1 channels");
	expect_op_refused(conv_model(DIMS(4, 1, 1, 6), "CONV_2D", plain),
		"operator 0 (CONV_2D): 3 input channels do not go with 4 filters of 6 channels");
	expect_op_refused(conv_model(DIMS(4, 3), "CONV_2D", plain),
		"operator 0 (CONV_2D): tensor '#1': 2 dims, expected 4");
	expect_op_refused(conv_model(DIMS(2, 1, 1, 3), "CONV_2D", plain),
		"operator 0 (CONV_2D): output '#2' is declared 1x5x5x3, but its inputs make it "
		"1x5x5x2");
	expect_op_refused(conv_model(DIMS(3, 2, 2, 3), "CONV_2D", valid),
		"operator 0 (CONV_2D): output '#2' is declared 1x5x5x3, but its inputs make it "
		"1x4x4x3");
	expect_op_refused(conv_model(DIMS(1, 2, 2, 4), "DEPTHWISE_CONV_2D", plain),
		"operator 0 (DEPTHWISE_CONV_2D): 3 input channels do not go with 1x4 depthwise "
		"filters");
	expect_op_refused(conv_model(DIMS(3, 2, 2, 3), "DEPTHWISE_CONV_2D", plain),
		"operator 0 (DEPTHWISE_CONV_2D): 3 input channels do not go with 3x3 depthwise "
		"filters");
}

Test(ops, convolution_refuses_windows_that_cannot_be)
{
	ConvAttrs attrs = plain;
	attrs.stride_w = 0;
	expect_op_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): kernel 1, stride 0, dilation 1; each must be at least 1");
	attrs = plain;
	attrs.dilation_h = -1;
	expect_op_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): kernel 1, stride 1, dilation -1; each must be at least 1");
	attrs = plain;
	attrs.dilation_h = 1 << 30;
	expect_op_refused(conv_model(DIMS(3, 3, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): a window that reaches over 2^28 positions");
	expect_op_refused(conv_model(DIMS(3, 6, 1, 3), "CONV_2D", valid),
		"operator 0 (CONV_2D): a kernel of 6 over 5 positions leaves no output");
	attrs = plain;
	attrs.activation = ACTIVATION_TANH;
	expect_op_refused(conv_model(DIMS(3, 1, 1, 3), "CONV_2D", attrs),
		"operator 0 (CONV_2D): a fused TANH or SIGN_BIT cannot be run");
}

/* --- Other shapes --- */

Test(ops, fully_connected_wants_whole_rows)
{
	Model *model = real_op_model(DIMS(2, 5));
	int weights = test_constant(model, TYPE_FLOAT32, DIMS(3, 4));
	add_op(model, "FULLY_CONNECTED", LIST(0, weights), DIMS(2, 3));
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): 4 inputs a row do not divide the 10 "
		"values that come in");

	/* Divided otherwise than the input is, it would be read beyond its end. */
	model = real_op_model(DIMS(6, 2));
	weights = test_constant(model, TYPE_FLOAT32, DIMS(5, 4));
	Op *op = add_op(model, "FULLY_CONNECTED", LIST(0, weights), DIMS(6, 5));
	op->attrs.dense.keep_dims = true;
	expect_op_refused(model,
		"operator 0 (FULLY_CONNECTED): rows of 2 values for weights that take 4");
}

Test(ops, arithmetic_wants_shapes_that_go_together)
{
	Model *model = real_op_model(DIMS(2, 3));
	int other = test_constant(model, TYPE_FLOAT32, DIMS(2));
	add_op(model, "ADD", LIST(0, other), DIMS(2, 3));
	expect_op_refused(model, "operator 0 (ADD): shapes 2x3 and 2 do not go together");
	model = op_model(TYPE_INT8, DIMS(2, 3));
	other = test_constant(model, TYPE_FLOAT32, DIMS(3));
	add_op(model, "MUL", LIST(0, other), DIMS(2, 3));
	expect_op_refused(model, "operator 0 (MUL): its inputs are int8 and float32");
	model = real_op_model(DIMS(1 << 15, 1));
	other = test_constant(model, TYPE_FLOAT32, DIMS(1, 1 << 16));
	add_op(model, "SUB", LIST(0, other), DIMS(1 << 15, 1));
	expect_op_refused(model, "operator 0 (SUB): more than 2^31 elements");
}

static Model *concatenation_model(int rank, const int *dims, int axis)
{
	Model *model = real_op_model(DIMS(2, 3));
	int other = test_constant(model, TYPE_FLOAT32, rank, dims);
	add_op(model, "CONCATENATION", LIST(0, other), DIMS(2, 6))->attrs.concatenation.axis =
		axis;
	return model;
}

Test(ops, concatenation_wants_sides_that_match)
{
	expect_op_refused(concatenation_model(DIMS(3, 3), 1),
		"operator 0 (CONCATENATION): input 1 is 3x3 beside 2x3");
	expect_op_refused(concatenation_model(DIMS(2), -1),
		"operator 0 (CONCATENATION): input 1 is 2 beside 2x3");
	expect_op_refused(concatenation_model(DIMS(2, 3), -3),
		"operator 0 (CONCATENATION): axis -3 of 2 dimensions");
	expect_op_refused(concatenation_model(DIMS(2, 2), 1),
		"operator 0 (CONCATENATION): output "
		"'#2' is declared 2x6, but its inputs make it 2x5");
	Model *model = concatenation_model(DIMS(2, 3), 1);
	model->graphs[0].ops[0].attrs.concatenation.activation = ACTIVATION_RELU;
	expect_op_refused(model,
		"operator 0 (CONCATENATION): a fused activation cannot be run");
	model = concatenation_model(DIMS(2, 3), 1);
	model->graphs[0].ops[0].inputs[1] = -1;
	expect_op_refused(model, "operator 0 (CONCATENATION): input 1 is left out");
}

static Model *axes_model(const char *name, int n, const int *values, int rank,
	const int *dims)
{
	Model *model = real_op_model(DIMS(2, 3, 4));
	int list = test_ints(model, n, values);
	add_op(model, name, LIST(0, list), rank, dims);
	return model;
}

Test(ops, moving_wants_axes_that_are_there)
{
	expect_op_refused(axes_model("TRANSPOSE", LIST(0, 1), DIMS(2, 3, 4)),
		"operator 0 (TRANSPOSE): a permutation of 2 axes for 3 dimensions");
	expect_op_refused(axes_model("TRANSPOSE", LIST(0, 1, 1), DIMS(2, 3, 3)),
		"operator 0 (TRANSPOSE): input 1 is no permutation of the axes");
	expect_op_refused(axes_model("TRANSPOSE", LIST(0, 1, 3), DIMS(2, 3, 3)),
		"operator 0 (TRANSPOSE): input 1 is no permutation of the axes");
	expect_op_refused(axes_model("MEAN", LIST(0, -4), DIMS(3, 4)),
		"operator 0 (MEAN): axis -4 of 3 dimensions");
	expect_op_refused(axes_model("MEAN", LIST(0), DIMS(2, 4)),
		"operator 0 (MEAN): output '#2' is declared 2x4, but its inputs make it 3x4");
	expect_op_refused(axes_model("MEAN", LIST(0, 0, 0, 0, 0, 0, 0), DIMS(3, 4)),
		"operator 0 (MEAN): tensor '#1' has 7 values; at most 6 are expected");
	expect_op_refused(axes_model("PAD", LIST(0, 0, 0), DIMS(2, 3, 4)),
		"operator 0 (PAD): 3 paddings for 3 dimensions");
	expect_op_refused(axes_model("PAD", LIST(0, 0, 0, -1, 0, 0), DIMS(2, 2, 4)),
		"operator 0 (PAD): axis 1 is padded by -1");
	expect_op_refused(axes_model("RESHAPE", LIST(5, 5), DIMS(5, 5)),
		"operator 0 (RESHAPE): 2x3x4 cannot become 5x5");
}

static Model *slice_model(int n, const int *begin, int n_sizes, const int *sizes)
{
	Model *model = real_op_model(DIMS(2, 3));
	int from = test_ints(model, n, begin), size = test_ints(model, n_sizes, sizes);
	add_op(model, "SLICE", LIST(0, from, size), DIMS(2, 2));
	return model;
}

Test(ops, slice_stays_inside)
{
	expect_op_refused(slice_model(LIST(0, 2), LIST(2, 2)),
		"operator 0 (SLICE): axis 1: 2 from 2 of 3");
	expect_op_refused(slice_model(LIST(0, -1), LIST(2, 2)),
		"operator 0 (SLICE): axis 1 begins at -1 of 3");
	expect_op_refused(slice_model(LIST(0, 1), LIST(2, 0)),
		"operator 0 (SLICE): axis 1: 0 from 1 of 3");
	expect_op_refused(slice_model(LIST(0), LIST(2, 2)),
		"operator 0 (SLICE): begin and size of 1 and 2 axes for 2 dimensions");
}

Test(ops, lists_must_be_constants)
{
	Model *model = real_op_model(DIMS(2, 3));
	int order = test_computed(model, TYPE_INT32, DIMS(2));
	test_inputs(model, LIST(0, order));
	add_op(model, "TRANSPOSE", LIST(0, order), DIMS(3, 2));
	expect_op_refused(model,
		"operator 0 (TRANSPOSE): tensor '#1' must be a constant of int32 or int64");
}
