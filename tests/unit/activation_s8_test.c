/* SPDX-License-Identifier: Apache-2.0 */
/* All 256 inputs, against the real function of the numbers that they stand for. */
#include "src/kernels/activation_int.h"
#include "src/ops/quantize_params.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 256, TRIALS = 200 };

static void every_value(int8_t values[N])
{
	for (int i = 0; i < N; i++)
		values[i] = (int8_t)(i - 128);
}

static Quant random_quant(uint32_t *state)
{
	float scale = expf((float)random_between(state, -6000, 0) / 1000);
	Quant q = {scale, random_between(state, -128, 127), false};

	return q;
}

static double real_value(int8_t q, Quant of)
{
	return (double)of.scale * (q - of.zero);
}

/* Where y falls among the outputs, not rounded. */
static double place(double y, Quant out)
{
	return fmin(fmax(y / (double)out.scale + out.zero, -128), 127);
}

Test(activation_s8, relu_cuts_at_zero_and_rescales)
{
	uint32_t state = 1;
	int8_t in[N], out[N];

	every_value(in);
	for (int trial = 0; trial < TRIALS; trial++) {
		Quant from = random_quant(&state), to = random_quant(&state);
		ReluInt relu;

		cr_assert(relu_int_prepare(&relu, from, to));
		relu_s8(&relu, in, N, out);
		for (int i = 0; i < N; i++)
			cr_assert_float_eq(out[i], place(fmax(real_value(in[i], from), 0), to), 1.01);
	}
}

Test(activation_s8, leaky_relu_scales_what_is_below_zero)
{
	uint32_t state = 2;
	int8_t in[N], out[N];

	every_value(in);
	for (int trial = 0; trial < TRIALS; trial++) {
		Quant from = random_quant(&state), to = random_quant(&state);
		float alpha = (float)random_between(&state, -100, 100) / 100;
		LeakyReluInt relu;

		cr_assert(leaky_relu_int_prepare(&relu, alpha, from, to));
		leaky_relu_s8(&relu, in, N, out);
		for (int i = 0; i < N; i++) {
			double x = real_value(in[i], from);

			cr_assert_float_eq(out[i], place(x < 0 ? (double)alpha * x : x, to), 1.01);
		}
	}
}

Test(activation_s8, relu6_keeps_what_lies_between)
{
	int8_t in[N], out[N];
	int32_t low, high;

	every_value(in);
	cr_assert(relu6_int_prepare(&low, &high, (Quant){0.05f, -20, false}));
	clamp_s8(low, high, in, N, out);
	for (int i = 0; i < N; i++)
		cr_assert_eq(out[i], in[i] < -20 ? -20 : in[i] > 100 ? 100 : in[i]);
}

Test(activation_s8, logistic_and_tanh_are_near_the_real_ones)
{
	const Quant unit = {1.0f / 256, -128, false}, signed_unit = {1.0f / 128, 0, false};
	uint32_t state = 3;
	int8_t in[N], out[N];

	every_value(in);
	for (int trial = 0; trial < TRIALS; trial++) {
		Quant from = random_quant(&state);
		SigmoidS8 sigmoid;

		cr_assert(sigmoid_s8_prepare(&sigmoid, from));
		logistic_s8(&sigmoid, in, N, out);
		for (int i = 0; i < N; i++)
			cr_assert_float_eq(out[i],
				place(1 / (1 + exp(-real_value(in[i], from))), unit), 0.51);
		tanh_s8(&sigmoid, in, N, out);
		for (int i = 0; i < N; i++)
			cr_assert_float_eq(out[i], place(tanh(real_value(in[i], from)), signed_unit),
				0.51);
	}
}

Test(activation_s8, hard_swish_is_near_the_real_one)
{
	uint32_t state = 4;
	int8_t in[N], out[N];

	every_value(in);
	for (int trial = 0; trial < TRIALS; trial++) {
		Quant from = random_quant(&state);
		Quant to = {from.scale * (float)random_between(&state, 50, 150) / 100,
			random_between(&state, -128, 127), false};
		HardSwishS8 swish;

		cr_assert(hard_swish_s8_prepare(&swish, from, to));
		hard_swish_s8(&swish, in, N, out);
		for (int i = 0; i < N; i++) {
			double x = real_value(in[i], from);
			double y = x * fmin(fmax(x + 3, 0), 6) / 6;

			cr_assert_float_eq(out[i], place(y, to), 1.1);
		}
	}
}

/* From a second implementation of the definitions, in exact integers of any size. */
Test(activation_s8, has_the_reference_values)
{
	static const int8_t in[] = {-128, -90, -60, -33, -5, 0, 11, 47, 80, 127};
	static const int8_t logistic[] = {-121, -107, -81, -40, 14, 24, 44, 93, 114, 125};
	static const int8_t tangent[] = {-128, -126, -116, -73, 27, 46, 78, 122, 127, 127};
	static const int8_t swished[] = {5, -5, -11, -6, 10, 14, 24, 69, 126, 127};
	const Quant from = {0.031f, -12, false}, to = {0.023f, 5, false};
	SigmoidS8 sigmoid;
	HardSwishS8 swish;
	int8_t out[10];

	cr_assert(sigmoid_s8_prepare(&sigmoid, from));
	logistic_s8(&sigmoid, in, 10, out);
	cr_expect_arr_eq(out, logistic, 10);
	tanh_s8(&sigmoid, in, 10, out);
	cr_expect_arr_eq(out, tangent, 10);
	cr_assert(hard_swish_s8_prepare(&swish, from, to));
	hard_swish_s8(&swish, in, 10, out);
	cr_expect_arr_eq(out, swished, 10);
}
