/* SPDX-License-Identifier: Apache-2.0 */
/* Operators whose outputs are sums over a window or a row of the input. */
#include <criterion/criterion.h>
#include <math.h>

#include "tests/unit/op_case.h"

/* Where padding is SAME, the odd pixel of it goes after. */
static double pixel(const double *in, int h, int w, int c, int y, int x, int channel)
{
	bool inside = y >= 0 && y < h && x >= 0 && x < w;
	return inside ? in[(y * w + x) * c + channel] : 0;
}

static double clamped(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* 5x4 pixels of 2 channels; 3x2 kernels, stride 2: padded by 1 above, and by none left. */
static void build_conv_same(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 4, 2));
	int weights = real_weights(model, type, DIMS(3, 3, 2, 2), 0);
	int bias = real_bias(model, type, 3, weights);
	int out = real_computed(model, type, DIMS(1, 3, 2, 3), 0.01F, -100);
	Op *op = real_op(model, "CONV_2D", LIST(in, weights, bias), out);
	op->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_RELU6, 2, 2, 1, 1, 0, TYPE_FLOAT32};
}

static void expect_conv_same(const double *in, double *out)
{
	for (int i = 0; i < 3 * 2 * 3; i++) {
		int o = i % 3, x = i / 3 % 2, y = i / 6;
		double sum = bias_value(o);
		for (int k = 0; k < 3 * 2 * 2; k++)
			sum += weight_value(o * 12 + k) *
				pixel(in, 5, 4, 2, 2 * y + k / 4 - 1, 2 * x + k / 2 % 2, k % 2);
		out[i] = clamped(sum, 0, 6);
	}
}

/* Two groups of 2 channels and 1 filter each, taps 2 apart, no bias. */
static void build_conv_grouped(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 4, 6, 4));
	int weights = real_weights(model, type, DIMS(2, 2, 3, 2), 0);
	int out = real_computed(model, type, DIMS(1, 2, 2, 2), 0.01F, 3);
	Op *op = real_op(model, "CONV_2D", LIST(in, weights), out);
	op->attrs.conv =
		(ConvAttrs){PADDING_VALID, ACTIVATION_RELU_N1_TO_1, 1, 1, 2, 2, 0, TYPE_FLOAT32};
}

static void expect_conv_grouped(const double *in, double *out)
{
	for (int i = 0; i < 2 * 2 * 2; i++) {
		int o = i % 2, x = i / 2 % 2, y = i / 4;
		double sum = 0;
		for (int k = 0; k < 2 * 3 * 2; k++)
			sum += weight_value(o * 12 + k) *
				pixel(in, 4, 6, 4, y + 2 * (k / 6), x + 2 * (k / 2 % 3), 2 * o + k % 2);
		out[i] = clamped(sum, -1, 1);
	}
}

/* Each of 3 channels gives two. */
static void build_depthwise(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 4, 5, 3));
	int weights = real_weights(model, type, DIMS(1, 3, 3, 6), 3);
	int bias = real_bias(model, type, 6, weights);
	int out = real_computed(model, type, DIMS(1, 4, 5, 6), 0.02F, -7);
	Op *op = real_op(model, "DEPTHWISE_CONV_2D", LIST(in, weights, bias), out);
	op->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_RELU, 1, 1, 1, 1, 2, TYPE_FLOAT32};
}

static void expect_depthwise(const double *in, double *out)
{
	for (int i = 0; i < 4 * 5 * 6; i++) {
		int o = i % 6, x = i / 6 % 5, y = i / 30;
		double sum = bias_value(o);
		for (int k = 0; k < 9; k++)
			sum += weight_value(k * 6 + o) *
				pixel(in, 4, 5, 3, y + k / 3 - 1, x + k % 3 - 1, o / 2);
		out[i] = fmax(sum, 0);
	}
}

static void build_dense(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(2, 3, 5));
	int weights = real_weights(model, type, DIMS(4, 5), 0);
	int bias = real_bias(model, type, 4, weights);
	int out = real_computed(model, type, DIMS(2, 3, 4), 0.01F, 11);
	Op *op = real_op(model, "FULLY_CONNECTED", LIST(in, weights, bias), out);
	op->attrs.dense = (DenseAttrs){ACTIVATION_NONE, true, 0, TYPE_FLOAT32};
}

static void expect_dense(const double *in, double *out)
{
	for (int i = 0; i < 6 * 4; i++) {
		out[i] = bias_value(i % 4);
		for (int k = 0; k < 5; k++)
			out[i] += weight_value(i % 4 * 5 + k) * in[i / 4 * 5 + k];
	}
}

/* int8 weights, whatever the activations: as float32, a hybrid model. */
static void build_hybrid(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(6, 5));
	int weights = real_weights(model, TYPE_INT8, DIMS(4, 5), 0);
	int bias = real_bias(model, type, 4, weights);
	int out = real_computed(model, type, DIMS(6, 4), 0.01F, 11);
	real_op(model, "FULLY_CONNECTED", LIST(in, weights, bias), out);
}

/* 3x3 windows, 2 apart, over 4x5: SAME pads 4 rows by 0 and 1, 5 columns by 1 and 1. */
static void build_average_pool(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 4, 5, 2));
	int out = real_computed(model, type, DIMS(1, 2, 3, 2), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "AVERAGE_POOL_2D", LIST(in), out);
	op->attrs.pool = (PoolAttrs){PADDING_SAME, ACTIVATION_NONE, 2, 2, 3, 3};
}

static void expect_average_pool(const double *in, double *out)
{
	for (int i = 0; i < 2 * 3 * 2; i++) {
		int top = 2 * (i / 6), left = 2 * (i / 2 % 3) - 1, n = 0;
		out[i] = 0;
		for (int y = top; y < top + 3 && y < 4; y++)
			for (int x = left < 0 ? 0 : left; x < left + 3 && x < 5; x++, n++)
				out[i] += in[(y * 5 + x) * 2 + i % 2];
		out[i] /= n;
	}
}

static void build_max_pool(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 4, 5, 2));
	int out = real_computed(model, type, DIMS(1, 3, 2, 2), IN_SCALE, IN_ZERO);
	Op *op = real_op(model, "MAX_POOL_2D", LIST(in), out);
	op->attrs.pool = (PoolAttrs){PADDING_VALID, ACTIVATION_RELU, 1, 2, 2, 3};
}

static void expect_max_pool(const double *in, double *out)
{
	for (int i = 0; i < 3 * 2 * 2; i++) {
		out[i] = 0;
		for (int k = 0; k < 2 * 3; k++)
			out[i] = fmax(out[i],
				in[((i / 4 + k / 3) * 5 + 2 * (i / 2 % 2) + k % 3) * 2 + i % 2]);
	}
}

/* Over the second axis, and the last by its negative name. */
static void build_mean(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 4, 3, 2));
	int axes = test_ints(model, LIST(1, -1));
	int out = real_computed(model, type, DIMS(1, 1, 3, 1), 1.0F / 100, -3);
	Op *op = real_op(model, "MEAN", LIST(in, axes), out);
	op->attrs.reduce.keep_dims = true;
}

static void expect_mean(const double *in, double *out)
{
	for (int x = 0; x < 3; x++) {
		out[x] = 0;
		for (int k = 0; k < 8; k++)
			out[x] += in[k / 2 * 6 + x * 2 + k % 2] / 8;
	}
}

static void build_softmax(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 3, 4));
	int out = real_computed(model, type, DIMS(1, 3, 4), 1.0F / 256, -128);
	Op *op = real_op(model, "SOFTMAX", LIST(in), out);
	op->attrs.softmax.beta = 1.5F;
}

static void expect_softmax(const double *in, double *out)
{
	for (int row = 0; row < 12; row += 4) {
		double sum = 0;
		for (int i = row; i < row + 4; i++)
			sum += out[i] = exp(1.5 * in[i]);
		for (int i = row; i < row + 4; i++)
			out[i] /= sum;
	}
}

static const OpCase cases[] = {
	{"convolution with its border", build_conv_same, expect_conv_same, 0.51},
	{"convolution in groups", build_conv_grouped, expect_conv_grouped, 0.51},
	{"depthwise convolution", build_depthwise, expect_depthwise, 0.51},
	{"fully connected", build_dense, expect_dense, 0.51},
	{"hybrid fully connected", build_hybrid, expect_dense, 0.51},
	{"average pooling", build_average_pool, expect_average_pool, 0.51},
	{"max pooling", build_max_pool, expect_max_pool, 0},
	{"mean", build_mean, expect_mean, 0.51},
	{"softmax", build_softmax, expect_softmax, 0.6},
};

Test(ops, sum_windows_and_rows_as_they_should)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_op_case(&cases[i]);
}
