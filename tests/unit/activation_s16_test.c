/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <math.h>

#include "src/kernels/activation_int.h"
#include "src/ops/quantize_params.h"

enum { ALL = 1 << 16 };

static int16_t all[ALL], out[ALL];

static void every_value(void)
{
	for (int i = 0; i < ALL; i++)
		all[i] = (int16_t)(i - 32768);
}

/* The table is TFLite's, which has the logistic function at most a little above the nearest
 * number: never below the function, never a whole unit above it but at the end. */
Test(activation_s16, the_table_is_the_logistic_function)
{
	for (int i = 0; i < SIGMOID_S16_ENTRIES; i++) {
		double real = 65536 / (1 + exp(-i / 24.0));
		cr_expect(fabs(sigmoid_s16_table[i] - real) < 1.13, "%d: %d, really %g", i,
			sigmoid_s16_table[i], real);
		cr_expect(i == 0 || sigmoid_s16_table[i] >= sigmoid_s16_table[i - 1]);
	}
}

static double worst_of(double (*real)(double), float scale)
{
	double worst = 0;
	for (int i = 0; i < ALL; i++) {
		double wanted = 32768 * real((double)scale * all[i]);
		worst = fmax(worst, fabs(out[i] - fmin(wanted, 32767)));
	}
	return worst;
}

static double real_logistic(double x)
{
	return 1 / (1 + exp(-x));
}

Test(activation_s16, logistic_and_tanh_are_near_the_real_ones)
{
	static const float scales[] = {0x1p-12F, 0x1p-11F, 0.0003F, 0.001F, 0.01F};
	every_value();
	for (int i = 0; i < 5; i++) {
		SigmoidS16 sigmoid;
		cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){scales[i], 0, true}, 0));
		logistic_s16(&sigmoid, all, ALL, out);
		cr_expect_leq(worst_of(real_logistic, scales[i]), 2, "logistic at %g",
			(double)scales[i]);
		cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){scales[i], 0, true}, 1));
		tanh_s16(&sigmoid, all, ALL, out);
		cr_expect_leq(worst_of(tanh, scales[i]), 4, "tanh at %g", (double)scales[i]);
	}
}

Test(activation_s16, sigmoids_reach_their_ends)
{
	const SigmoidS16 steep = {32767, 0};
	const int16_t in[] = {-32768, 0, 32767};
	logistic_s16(&steep, in, 3, out);
	cr_expect_arr_eq(out, ((int16_t[]){1, 16384, 32767}), 3 * sizeof *out);
	tanh_s16(&steep, in, 3, out);
	cr_expect_arr_eq(out, ((int16_t[]){-32767, 0, 32767}), 3 * sizeof *out);
}

Test(activation_s16, relu_moves_to_the_scale_of_the_output)
{
	const int16_t in[] = {-32768, -1, 0, 1, 3, 20000};
	ReluInt relu;
	cr_assert(relu_int_prepare(&relu, (Quant){0.5F, 0, true}, (Quant){0.25F, 0, true}));
	relu_s16(&relu, in, 6, out);
	cr_expect_arr_eq(out, ((int16_t[]){0, 0, 0, 2, 6, 32767}), 6 * sizeof *out);
}

Test(activation_s16, leaky_relu_takes_slopes_of_either_sign)
{
	const int16_t in[] = {-32768, -101, -100, 0, 7};
	const Quant same = {0.5F, 0, true};
	LeakyReluInt relu;
	cr_assert(leaky_relu_int_prepare(&relu, 0.25F, same, same));
	leaky_relu_s16(&relu, in, 5, out);
	cr_expect_arr_eq(out, ((int16_t[]){-8192, -25, -25, 0, 7}), 5 * sizeof *out);
	cr_assert(leaky_relu_int_prepare(&relu, -2, same, same));
	leaky_relu_s16(&relu, in, 5, out);
	cr_expect_arr_eq(out, ((int16_t[]){32767, 202, 200, 0, 7}), 5 * sizeof *out);
}

Test(activation_s16, clamps)
{
	const int16_t in[] = {-32768, -1, 0, 6000, 6001};
	clamp_s16(0, 6000, in, 5, out);
	cr_expect_arr_eq(out, ((int16_t[]){0, 0, 0, 6000, 6000}), 5 * sizeof *out);
}

typedef struct Recorded {
	float scale;
	int most_shift;
	void (
		*function)(const SigmoidS16 *sigmoid, const int16_t *in, size_t n, int16_t *out);
	int16_t expected[11];
} Recorded;

/* From TFLM's reference kernels. */
static const Recorded recorded[] = {
	{0.0003F, 0, logistic_s16,
		{2, 81, 9472, 16138, 16381, 16384, 16387, 16630, 23296, 32687, 32766}},
	{0x1p-12F, 0, logistic_s16,
		{11, 247, 10639, 16184, 16382, 16384, 16386, 16584, 22129, 32521, 32757}},
	{0.0003F, 1, tanh_s16,
		{-32767, -32767, -23472, -984, -11, 0, 11, 984, 23472, 32767, 32767}},
	{0x1p-11F, 1, tanh_s16,
		{-32767, -32767, -29445, -1599, -16, 0, 16, 1599, 29445, 32767, 32767}},
	{0x1p-12F, 1, tanh_s16,
		{-32767, -32764, -20465, -800, -8, 0, 8, 800, 20465, 32764, 32767}},
};

Test(activation_s16, sigmoids_have_the_reference_values)
{
	static const int16_t in[11] = {-32768, -20000, -3000, -100, -1, 0, 1, 100, 3000,
		20000, 32767};
	for (size_t i = 0; i < sizeof recorded / sizeof recorded[0]; i++) {
		SigmoidS16 sigmoid;
		cr_assert(sigmoid_s16_prepare(&sigmoid, (Quant){recorded[i].scale, 0, true},
			recorded[i].most_shift));
		recorded[i].function(&sigmoid, in, 11, out);
		cr_expect_arr_eq(out, recorded[i].expected, sizeof in, "case %zu", i);
	}
}
