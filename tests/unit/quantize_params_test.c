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

static void expect_range(float low, float high, Quant out, int32_t act_min,
	int32_t act_max)
{
	int32_t made_min, made_max;

	cr_assert(activation_range_int((ActRange){low, high}, out, &made_min, &made_max));
	cr_expect_eq(made_min, act_min);
	cr_expect_eq(made_max, act_max);
}

Test(quantize_params, activation_ranges_are_in_output_units)
{
	const Quant out = {0.1f, -10, false};

	expect_range(-INFINITY, INFINITY, out, -128, 127);
	expect_range(0, INFINITY, out, -10, 127);
	expect_range(0, 6, out, -10, 50);
	expect_range(-1, 1, out, -20, 0);
	expect_range(0, 6, (Quant){0.01f, -128, false}, -128, 127);
	expect_range(0, 6, (Quant){FLT_MIN, 0, false}, 0, 127);
}

Test(quantize_params, layers_multiply_in_double_or_as_told_in_float)
{
	const float weight[] = {0.0123f, 0.0456f};
	const Quant in = {0.0789f, 3, false}, out = {0.0321f, -4, false};
	LayerQuant quant;
	int32_t multiplier[2];
	int8_t shift[2];
	Rescale expected;
	volatile float product = in.scale * weight[0];

	cr_assert(layer_quant_prepare(&quant, 2, in, (WeightScales){weight, 2}, out, none,
		PRODUCT_IN_DOUBLE, multiplier, shift));
	cr_assert(rescale_from_real((double)in.scale * (double)weight[1] / (double)out.scale,
		&expected));
	cr_expect_eq(quant.multiplier[1], expected.multiplier);
	cr_expect_eq(quant.shift[1], expected.shift);
	cr_expect_eq(quant.in_zero, 3);
	cr_expect_eq(quant.out_zero, -4);
	cr_expect_eq(quant.act_max, 127);

	cr_assert(layer_quant_prepare(&quant, 2, in, (WeightScales){weight, 1}, out, none,
		PRODUCT_IN_FLOAT, multiplier, shift));
	cr_assert(rescale_from_real((double)product / (double)out.scale, &expected));
	cr_expect_eq(quant.multiplier[0], expected.multiplier);
	cr_expect_eq(quant.multiplier[1], expected.multiplier);
	cr_assert(rescale_from_real((double)in.scale * (double)weight[0] / (double)out.scale,
		&expected));
	cr_expect_neq(quant.multiplier[0], expected.multiplier);
}

Test(quantize_params, layers_refuse_bad_numbers)
{
	const float weight[] = {0.1f, 0.1f, NAN};
	const Quant good = {0.1f, 0, false};
	LayerQuant quant = {0};
	int32_t multiplier[3];
	int8_t shift[3];

	cr_expect_not(layer_quant_prepare(&quant, 3, good, (WeightScales){weight, 2}, good,
		none, PRODUCT_IN_DOUBLE, multiplier, shift));
	cr_expect_not(layer_quant_prepare(&quant, 3, good, (WeightScales){weight, 3}, good,
		none, PRODUCT_IN_DOUBLE, multiplier, shift));
	cr_expect_not(layer_quant_prepare(&quant, 3, (Quant){0.1f, 128, false},
		(WeightScales){weight, 1}, good, none, PRODUCT_IN_DOUBLE, multiplier, shift));
	for (int i = 0; i < BAD_SCALES; i++)
		cr_expect_not(layer_quant_prepare(&quant, 3, good, (WeightScales){weight, 1},
			(Quant){bad_scales[i], 0, false}, none, PRODUCT_IN_DOUBLE, multiplier,
			shift));
	cr_expect_null(quant.multiplier);
	cr_expect(layer_quant_prepare(&quant, 3, good, (WeightScales){weight, 1}, good, none,
		PRODUCT_IN_DOUBLE, multiplier, shift));
}

Test(quantize_params, int16_has_limits_of_its_own_and_no_zero_point)
{
	const Quant in = {0.001f, 0, true};
	int32_t low, high;
	AddInt add;

	cr_assert(activation_range_int((ActRange){0, 6}, in, &low, &high));
	cr_expect_eq(low, 0);
	cr_expect_eq(high, 6000);
	cr_assert(activation_range_int(none, in, &low, &high));
	cr_expect_eq(low, -32768);
	cr_expect_eq(high, 32767);
	cr_expect_not(activation_range_int(none, (Quant){0.001f, 1, true}, &low, &high));
	cr_expect(add_int_prepare(&add, in, in, (Quant){0x1.8p-14f * 0.001f, 0, true}, none));
	cr_expect_not(
		add_int_prepare(&add, in, in, (Quant){0x1p-14f * 0.001f, 0, true}, none));
	cr_expect(relu6_int_prepare(&low, &high, in));
	cr_expect_eq(high, 6000);
	cr_expect_not(relu6_int_prepare(&low, &high, (Quant){0.0001f, 0, true}));
}

Test(quantize_params, sums_of_64_bits_take_shifts_up_to_7)
{
	const float weight[] = {0.1f, 1};
	const Quant in = {127, 0, true}, out = {1, 0, true};
	LayerQuant quant;
	int32_t multiplier[2];
	int8_t shift[2];

	cr_assert(layer_quant_prepare(&quant, 2, in, (WeightScales){weight, 2}, out, none,
		PRODUCT_IN_DOUBLE, multiplier, shift));
	cr_expect(layer_quant_is_wide(&quant, 2));
	cr_assert(layer_quant_prepare(&quant, 2, (Quant){129, 0, true},
		(WeightScales){weight, 2}, out, none, PRODUCT_IN_DOUBLE, multiplier, shift));
	cr_expect_not(layer_quant_is_wide(&quant, 2));
}

Test(quantize_params, int16_sigmoids_take_some_powers_of_two_as_they_are)
{
	SigmoidS16 sigmoid;

	cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){0x1p-12f, 0, true}, 0));
	cr_expect(sigmoid.multiplier == 3 && sigmoid.shift == 0);
	cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){0x1p-11f, 0, true}, 1));
	cr_expect(sigmoid.multiplier == 6 && sigmoid.shift == 0);
	cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){0x1p-11f, 0, true}, 0));
	cr_expect(sigmoid.multiplier == 24576 && sigmoid.shift == 12);
	cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){2.6f, 0, true}, 1));
	cr_expect(sigmoid.multiplier == 31948 && sigmoid.shift == 0);
	cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){1e-30f, 0, true}, 1));
	cr_expect(sigmoid.multiplier == 0 && sigmoid.shift == 31);
	cr_expect_not(sigmoid_s16_prepare(&sigmoid, (Quant){2.7f, 0, true}, 1));
	cr_expect_not(sigmoid_s16_prepare(&sigmoid, (Quant){0.1f, 3, true}, 1));
}

Test(quantize_params, sums_refuse_an_output_much_finer_than_the_inputs)
{
	AddInt add;
	Quant in = {1, 0, false};

	cr_expect(add_int_prepare(&add, in, in, (Quant){0x1.8p-19f, 0, false}, none));
	cr_expect_not(add_int_prepare(&add, in, in, (Quant){0x1p-19f, 0, false}, none));
	cr_expect(sub_int_prepare(&add, in, in, (Quant){0x1.8p-19f, 0, false}, none));
	cr_expect_not(sub_int_prepare(&add, in, in, (Quant){0x1p-19f, 0, false}, none));
}

Test(quantize_params, mean_divides_by_its_count)
{
	MeanInt mean = {.shape = {2, {5, 25}, {1, 1}}};
	double real;

	cr_assert(mean_int_prepare(&mean, (Quant){0.3f, 1, false}, (Quant){0.2f, 2, false}));
	real = ldexp(mean.scale.multiplier, mean.scale.shift - 31);
	cr_expect_float_eq(real, (double)0.3f / (double)0.2f / 125, 1e-9);
	mean.shape.dims[0] = INT32_MAX;
	cr_assert(mean_int_prepare(&mean, (Quant){1e-9f, 1, false}, (Quant){1, 2, false}));
	cr_expect_geq(mean.scale.shift, -31);
}

Test(quantize_params, all_refuse_bad_scales)
{
	for (int i = 0; i < BAD_SCALES; i++) {
		const Quant good = {0.1f, 0, false}, bad = {bad_scales[i], 0, false};
		AddInt add;
		MulInt mul;
		MeanInt mean = {.shape = {1, {4}, {1}}};
		SoftmaxS8 softmax;
		SigmoidS8 sigmoid;
		HardSwishS8 swish;
		ReluInt relu;
		LeakyReluInt leaky;
		int32_t low, high;

		cr_expect_not(add_int_prepare(&add, good, bad, good, none));
		cr_expect_not(sub_int_prepare(&add, bad, good, good, none));
		cr_expect_not(mul_int_prepare(&mul, good, good, bad, none));
		cr_expect_not(mean_int_prepare(&mean, good, bad));
		cr_expect_not(sum_int_prepare(&mean, bad, good));
		cr_expect_not(softmax_s8_prepare(&softmax, 1, bad.scale));
		cr_expect_not(softmax_s8_prepare(&softmax, bad.scale, 0));
		cr_expect_not(sigmoid_s8_prepare(&sigmoid, bad));
		cr_expect_not(hard_swish_s8_prepare(&swish, good, bad));
		cr_expect_not(relu_int_prepare(&relu, bad, good));
		cr_expect_not(leaky_relu_int_prepare(&leaky, 0.1f, good, bad));
		cr_expect_not(relu6_int_prepare(&low, &high, bad));
	}
}

Test(quantize_params, what_has_no_bits_left_is_refused)
{
	SoftmaxS8 softmax;
	SigmoidS8 sigmoid;
	HardSwishS8 swish;
	LeakyReluInt leaky;
	int32_t low, high;

	cr_expect_not(softmax_s8_prepare(&softmax, 1, 0x1p-26f));
	cr_expect_not(softmax_s8_prepare(&softmax, NAN, 0.1f));
	cr_expect(softmax_s8_prepare(&softmax, INFINITY, 0.1f));
	cr_expect_not(sigmoid_s8_prepare(&sigmoid, (Quant){FLT_MIN, 0, false}));
	cr_expect_not(sigmoid_s8_prepare(&sigmoid, (Quant){FLT_MAX, 0, false}));
	cr_expect_not(
		hard_swish_s8_prepare(&swish, (Quant){1, 0, false}, (Quant){0x1p-8f, 0, false}));
	cr_expect_not(leaky_relu_int_prepare(&leaky, INFINITY, (Quant){1, 0, false},
		(Quant){1, 0, false}));
	cr_expect_not(relu6_int_prepare(&low, &high, (Quant){0.04f, 0, false}));
	cr_expect(relu6_int_prepare(&low, &high, (Quant){0.04f, -128, false}));
	cr_expect_eq(high, 22);
}
