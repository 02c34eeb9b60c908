/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/quantize_params.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

static const ActRange none = {-INFINITY, INFINITY};
static const float bad_scales[] = {0, -1, INFINITY, NAN, -0.0f};
enum { BAD_SCALES = sizeof bad_scales / sizeof *bad_scales };

static void expect_rescale(double real, int32_t multiplier, int32_t shift)
{
	Rescale scale;

	cr_assert(rescale_from_real(real, &scale));
	cr_expect_eq(scale.multiplier, multiplier, "%g", real);
	cr_expect_eq(scale.shift, shift, "%g", real);
}

Test(quantize_params, splits_a_factor_into_fraction_and_power)
{
	expect_rescale(0, 0, 0);
	expect_rescale(1, 1 << 30, 1);
	expect_rescale(0.75, 3 << 29, 0);
	expect_rescale(0x1p-32, 1 << 30, -31);
	expect_rescale(0x1p-33, 0, 0);
	expect_rescale(1 - 0x1p-40, 1 << 30, 1);
	expect_rescale(0x1p30, 1 << 30, 31);
}

Test(quantize_params, refuses_factors_that_have_no_shift)
{
	Rescale scale = {7, 8};

	cr_expect_not(rescale_from_real(0x1p31, &scale));
	cr_expect_not(rescale_from_real(-1, &scale));
	cr_expect_not(rescale_from_real((double)NAN, &scale));
	cr_expect_not(rescale_from_real((double)INFINITY, &scale));
	cr_expect_not(rescale_from_scales(FLT_MAX, FLT_MIN, &scale));
	cr_expect_eq(scale.multiplier, 7);
	cr_expect_eq(scale.shift, 8);
}

static void expect_range(float low, float high, QuantS8 out, int32_t act_min,
	int32_t act_max)
{
	int32_t made_min, made_max;

	cr_assert(activation_range_s8((ActRange){low, high}, out, &made_min, &made_max));
	cr_expect_eq(made_min, act_min);
	cr_expect_eq(made_max, act_max);
}

Test(quantize_params, activation_ranges_are_in_output_units)
{
	const QuantS8 out = {0.1f, -10};

	expect_range(-INFINITY, INFINITY, out, -128, 127);
	expect_range(0, INFINITY, out, -10, 127);
	expect_range(0, 6, out, -10, 50);
	expect_range(-1, 1, out, -20, 0);
	expect_range(0, 6, (QuantS8){0.01f, -128}, -128, 127);
	expect_range(0, 6, (QuantS8){FLT_MIN, 0}, 0, 127);
}

Test(quantize_params, convolution_multiplies_in_double_and_dense_in_float)
{
	const float weight[] = {0.0123f, 0.0456f};
	const QuantS8 in = {0.0789f, 3}, out = {0.0321f, -4};
	ConvS8 conv = {.window = {.out_c = 2}, .groups = 1};
	DenseS8 dense = {.out_n = 2};
	int32_t multiplier[2], shift[2];
	Rescale expected;
	volatile float product = in.scale * weight[0];

	cr_assert(conv_s8_prepare(&conv, in, (WeightScales){weight, 2}, out, none, multiplier,
		shift));
	cr_assert(rescale_from_real((double)in.scale * (double)weight[1] / (double)out.scale,
		&expected));
	cr_expect_eq(conv.multiplier[1], expected.multiplier);
	cr_expect_eq(conv.shift[1], expected.shift);
	cr_expect_eq(conv.in_zero, 3);
	cr_expect_eq(conv.out_zero, -4);
	cr_expect_eq(conv.act_max, 127);

	cr_assert(dense_s8_prepare(&dense, in, (WeightScales){weight, 1}, out, none,
		multiplier, shift));
	cr_assert(rescale_from_real((double)product / (double)out.scale, &expected));
	cr_expect_eq(dense.multiplier[0], expected.multiplier);
	cr_expect_eq(dense.multiplier[1], expected.multiplier);
	cr_assert(rescale_from_real((double)in.scale * (double)weight[0] / (double)out.scale,
		&expected));
	cr_expect_neq(dense.multiplier[0], expected.multiplier);
}

Test(quantize_params, layers_refuse_bad_numbers)
{
	const float weight[] = {0.1f, 0.1f, NAN};
	const QuantS8 good = {0.1f, 0};
	DepthwiseS8 conv = {.window = {.out_c = 3}};
	int32_t multiplier[3], shift[3];

	cr_expect_not(depthwise_s8_prepare(&conv, good, (WeightScales){weight, 2}, good, none,
		multiplier, shift));
	cr_expect_not(depthwise_s8_prepare(&conv, good, (WeightScales){weight, 3}, good, none,
		multiplier, shift));
	cr_expect_not(depthwise_s8_prepare(&conv, (QuantS8){0.1f, 128},
		(WeightScales){weight, 1}, good, none, multiplier, shift));
	for (int i = 0; i < BAD_SCALES; i++)
		cr_expect_not(depthwise_s8_prepare(&conv, good, (WeightScales){weight, 1},
			(QuantS8){bad_scales[i], 0}, none, multiplier, shift));
	cr_expect_null(conv.multiplier);
	cr_expect(depthwise_s8_prepare(&conv, good, (WeightScales){weight, 1}, good, none,
		multiplier, shift));
}

Test(quantize_params, sums_refuse_an_output_much_finer_than_the_inputs)
{
	AddS8 add;
	QuantS8 in = {1, 0};

	cr_expect(add_s8_prepare(&add, in, in, (QuantS8){0x1.8p-19f, 0}, none));
	cr_expect_not(add_s8_prepare(&add, in, in, (QuantS8){0x1p-19f, 0}, none));
	cr_expect(sub_s8_prepare(&add, in, in, (QuantS8){0x1.8p-19f, 0}, none));
	cr_expect_not(sub_s8_prepare(&add, in, in, (QuantS8){0x1p-19f, 0}, none));
}

Test(quantize_params, mean_divides_by_its_count)
{
	MeanS8 mean = {.shape = {2, {5, 25}, {1, 1}}};
	double real;

	cr_assert(mean_s8_prepare(&mean, (QuantS8){0.3f, 1}, (QuantS8){0.2f, 2}));
	real = ldexp(mean.scale.multiplier, mean.scale.shift - 31);
	cr_expect_float_eq(real, (double)0.3f / (double)0.2f / 125, 1e-9);
	mean.shape.dims[0] = INT32_MAX;
	cr_assert(mean_s8_prepare(&mean, (QuantS8){1e-9f, 1}, (QuantS8){1, 2}));
	cr_expect_geq(mean.scale.shift, -31);
}

Test(quantize_params, all_refuse_bad_scales)
{
	for (int i = 0; i < BAD_SCALES; i++) {
		const QuantS8 good = {0.1f, 0}, bad = {bad_scales[i], 0};
		AddS8 add;
		MulS8 mul;
		MeanS8 mean = {.shape = {1, {4}, {1}}};
		SoftmaxS8 softmax;
		SigmoidS8 sigmoid;
		HardSwishS8 swish;
		ReluS8 relu;
		LeakyReluS8 leaky;
		int32_t low, high;

		cr_expect_not(add_s8_prepare(&add, good, bad, good, none));
		cr_expect_not(sub_s8_prepare(&add, bad, good, good, none));
		cr_expect_not(mul_s8_prepare(&mul, good, good, bad, none));
		cr_expect_not(mean_s8_prepare(&mean, good, bad));
		cr_expect_not(sum_s8_prepare(&mean, bad, good));
		cr_expect_not(softmax_s8_prepare(&softmax, 1, bad.scale));
		cr_expect_not(softmax_s8_prepare(&softmax, bad.scale, 0));
		cr_expect_not(sigmoid_s8_prepare(&sigmoid, bad));
		cr_expect_not(hard_swish_s8_prepare(&swish, good, bad));
		cr_expect_not(relu_s8_prepare(&relu, bad, good));
		cr_expect_not(leaky_relu_s8_prepare(&leaky, 0.1f, good, bad));
		cr_expect_not(relu6_s8_prepare(&low, &high, bad));
	}
}

Test(quantize_params, what_has_no_bits_left_is_refused)
{
	SoftmaxS8 softmax;
	SigmoidS8 sigmoid;
	HardSwishS8 swish;
	LeakyReluS8 leaky;
	int32_t low, high;

	cr_expect_not(softmax_s8_prepare(&softmax, 1, 0x1p-26f));
	cr_expect_not(softmax_s8_prepare(&softmax, NAN, 0.1f));
	cr_expect(softmax_s8_prepare(&softmax, INFINITY, 0.1f));
	cr_expect_not(sigmoid_s8_prepare(&sigmoid, (QuantS8){FLT_MIN, 0}));
	cr_expect_not(sigmoid_s8_prepare(&sigmoid, (QuantS8){FLT_MAX, 0}));
	cr_expect_not(hard_swish_s8_prepare(&swish, (QuantS8){1, 0}, (QuantS8){0x1p-8f, 0}));
	cr_expect_not(
		leaky_relu_s8_prepare(&leaky, INFINITY, (QuantS8){1, 0}, (QuantS8){1, 0}));
	cr_expect_not(relu6_s8_prepare(&low, &high, (QuantS8){0.04f, 0}));
	cr_expect(relu6_s8_prepare(&low, &high, (QuantS8){0.04f, -128}));
	cr_expect_eq(high, 22);
}
