/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that compute value by value, and those that only move values. */
#include <criterion/criterion.h>
#include <math.h>

#include "tests/unit/op_case.h"

/* --- One value in, one out --- */

enum { N = 1 * 5 * 7 };

static Op *build_values(Model *model, DataType type, const char *name, float scale,
	int zero)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int out = real_computed(model, type, DIMS(1, 5, 7), scale, zero);
	return real_op(model, name, LIST(in), out);
}

#define EXPECT_EACH(name, expression) \
	static void expect_##name(const double *in, double *out) \
	{ \
		for (int i = 0; i < N; i++) { \
			double x = in[i]; \
			out[i] = expression; \
		} \
	}

EXPECT_EACH(relu, fmax(x, 0))
EXPECT_EACH(relu6, fmin(fmax(4 * x, 0), 6))
EXPECT_EACH(leaky_relu, x < 0 ? 0.3 * x : x)
EXPECT_EACH(logistic, 1 / (1 + exp(-x)))
EXPECT_EACH(tanh, tanh(x))
EXPECT_EACH(hard_swish, x *fmin(fmax(x + 3, 0), 6) / 6)

static void build_relu(Model *model, DataType type)
{
	build_values(model, type, "RELU", 0.007F, -120);
}

/* Values that reach 6 are four times the input, which a multiplication makes first. */
static void build_relu6(Model *model, DataType type)
{
	static const float four = 4;
	static const int16_t four_int = 64; /* int8 takes its first byte */
	int in = real_input(model, type, DIMS(1, 5, 7));
	int factor = type == TYPE_FLOAT32 ? test_values(model, type, 0, NULL, &four)
									  : test_values(model, type, 0, NULL, &four_int);
	test_quantized(model, factor, 1.0F / 16, 0);
	int product = real_computed(model, type, DIMS(1, 5, 7), 1.0F / 16, 0);
	int out = real_computed(model, type, DIMS(1, 5, 7), 1.0F / 16, 0);
	test_op(model, "MUL", LIST(in, factor), LIST(product));
	real_op(model, "RELU6", LIST(product), out);
}

static void build_leaky_relu(Model *model, DataType type)
{
	build_values(model, type, "LEAKY_RELU", 0.01F, 20)->attrs.leaky_relu.alpha = 0.3F;
}

static void build_logistic(Model *model, DataType type)
{
	build_values(model, type, "LOGISTIC", 1.0F / 256, -128);
}

static void build_tanh(Model *model, DataType type)
{
	build_values(model, type, "TANH", type == TYPE_INT16 ? 1.0F / 256 : 1.0F / 128, 0);
}

static void build_hard_swish(Model *model, DataType type)
{
	build_values(model, type, "HARD_SWISH", 0.005F, -60);
}

/* --- Two values in: those of the input, and 7 constants for each row --- */

static void build_arithmetic(Model *model, DataType type, const char *name,
	Activation act)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int row = real_constant(model, type, DIMS(7));
	int out = real_computed(model, type, DIMS(1, 5, 7), 0.02F, 4);
	real_op(model, name, LIST(in, row), out)->attrs.arithmetic.activation = act;
}

static void build_add(Model *model, DataType type)
{
	build_arithmetic(model, type, "ADD", ACTIVATION_RELU);
}

static void build_sub(Model *model, DataType type)
{
	build_arithmetic(model, type, "SUB", ACTIVATION_NONE);
}

static void build_mul(Model *model, DataType type)
{
	build_arithmetic(model, type, "MUL", ACTIVATION_RELU_N1_TO_1);
}

EXPECT_EACH(add, fmax(x + real_value(i % 7), 0))
EXPECT_EACH(sub, x - real_value(i % 7))
EXPECT_EACH(mul, fmin(fmax(x *real_value(i % 7), -1), 1))

/* Two computed tensors of different rank. */
static void build_sub_columns(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(5, 7));
	int axes = test_ints(model, LIST(1));
	int mean = real_computed(model, type, DIMS(5, 1), 1.0F / 128, 0);
	int out = real_computed(model, type, DIMS(5, 7), 0.02F, 4);
	test_op(model, "MEAN", LIST(in, axes), LIST(mean))->attrs.reduce.keep_dims = true;
	real_op(model, "SUB", LIST(in, mean), out);
}

static void expect_sub_columns(const double *in, double *out)
{
	for (int y = 0; y < 5; y++) {
		double sum = 0;
		for (int x = 0; x < 7; x++)
			sum += in[y * 7 + x];
		for (int x = 0; x < 7; x++)
			out[y * 7 + x] = in[y * 7 + x] - sum / 7;
	}
}

/* --- Values moved --- */

static void build_reshape(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int shape = test_ints(model, LIST(-1, 5));
	int out = real_computed(model, type, DIMS(7, 5), IN_SCALE, IN_ZERO);
	real_op(model, "RESHAPE", LIST(in, shape), out);
}

EXPECT_EACH(reshape, x)

static void build_transpose(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 3, 5));
	int order = test_ints(model, LIST(2, 0, 1));
	int out = real_computed(model, type, DIMS(5, 2, 3), IN_SCALE, IN_ZERO);
	real_op(model, "TRANSPOSE", LIST(in, order), out);
}

static void expect_transpose(const double *in, double *out)
{
	for (int i = 0; i < 30; i++)
		out[i] = in[i / 3 % 2 * 15 + i % 3 * 5 + i / 6];
}

static void build_slice(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int begin = test_ints(model, LIST(0, 1, 2)), size = test_ints(model, LIST(-1, 3, 4));
	int out = real_computed(model, type, DIMS(1, 3, 4), IN_SCALE, IN_ZERO);
	real_op(model, "SLICE", LIST(in, begin, size), out);
}

static void expect_slice(const double *in, double *out)
{
	for (int i = 0; i < 12; i++)
		out[i] = in[(1 + i / 4) * 7 + 2 + i % 4];
}

static void build_pad(Model *model, DataType type)
{
	static const int32_t paddings[] = {0, 0, 1, 0, 0, 2};
	int in = real_input(model, type, DIMS(1, 2, 3));
	int sizes = test_values(model, TYPE_INT32, DIMS(3, 2), paddings);
	int out = real_computed(model, type, DIMS(1, 3, 5), IN_SCALE, IN_ZERO);
	real_op(model, "PAD", LIST(in, sizes), out);
}

static void expect_pad(const double *in, double *out)
{
	for (int i = 0; i < 15; i++)
		out[i] = i >= 5 && i % 5 < 3 ? in[(i / 5 - 1) * 3 + i % 5] : 0;
}

/* The input, four constants, and the input again, side by side. */
static void build_concatenation(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 2, 3));
	int more = real_constant(model, type, DIMS(1, 2, 2));
	int out = real_computed(model, type, DIMS(1, 2, 8), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "CONCATENATION", LIST(in, more, in), out);
	op->attrs.concatenation.axis = -1;
}

static void expect_concatenation(const double *in, double *out)
{
	for (int i = 0; i < 16; i++) {
		int x = i % 8, row = i / 8;
		out[i] = x < 3 ? in[row * 3 + x]
			: x < 5    ? real_value(row * 2 + x - 3)
					   : in[row * 3 + x - 5];
	}
}

/* float32 to uint8 and back; int8 and int16 to another scale. */
static void build_quantize(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	if (type != TYPE_FLOAT32) {
		int out = real_computed(model, type, DIMS(1, 5, 7), 0.013F, -3);
		real_op(model, "QUANTIZE", LIST(in), out);
		return;
	}
	int stored = test_computed(model, TYPE_UINT8, DIMS(1, 5, 7));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 5, 7));
	test_quantized(model, stored, IN_SCALE, IN_ZERO + 128);
	test_op(model, "QUANTIZE", LIST(in), LIST(stored));
	real_op(model, "DEQUANTIZE", LIST(stored), out);
}

EXPECT_EACH(quantize, x)

/* A constant alone, which every sample of a batch must see whole. */
static void build_of_constant(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int constant = real_constant(model, type, DIMS(1, 5, 7));
	int positive = real_computed(model, type, DIMS(1, 5, 7), IN_SCALE, IN_ZERO);
	int out = real_computed(model, type, DIMS(1, 5, 7), 0.02F, 0);
	test_op(model, "RELU", LIST(constant), LIST(positive));
	real_op(model, "ADD", LIST(in, positive), out);
}

EXPECT_EACH(of_constant, x + fmax(real_value(i), 0))

static const OpCase cases[] = {
	{"RELU", build_relu, expect_relu, 0.51},
	{"RELU6", build_relu6, expect_relu6, 0.51},
	{"LEAKY_RELU", build_leaky_relu, expect_leaky_relu, 0.8},
	{"LOGISTIC", build_logistic, expect_logistic, 0.6},
	{"TANH", build_tanh, expect_tanh, 0.6},
	{"ADD", build_add, expect_add, 0.51},
	{"SUB", build_sub, expect_sub, 0.51},
	{"MUL", build_mul, expect_mul, 0.51},
	{"SUB of columns", build_sub_columns, expect_sub_columns, 0.8},
	{"RESHAPE", build_reshape, expect_reshape, 0},
	{"TRANSPOSE", build_transpose, expect_transpose, 0},
	{"SLICE", build_slice, expect_slice, 0},
	{"PAD", build_pad, expect_pad, 0},
	{"CONCATENATION", build_concatenation, expect_concatenation, 0},
	{"QUANTIZE", build_quantize, expect_quantize, 0.51},
	{"RELU of a constant", build_of_constant, expect_of_constant, 0.51},
};

Test(ops, compute_and_move_values_as_they_should)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_op_case(&cases[i]);
}

/* There is no int16 kernel for it. */
Test(ops, compute_hard_swish_in_float32_and_int8)
{
	const OpCase swish = {"HARD_SWISH", build_hard_swish, expect_hard_swish, 1.1};
	run_op_case_as(&swish, TYPE_FLOAT32);
	run_op_case_as(&swish, TYPE_INT8);
}
