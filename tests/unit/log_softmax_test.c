/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_log.h"
#include "src/kernels/log_softmax.h"
#include "src/ops/quantize_params.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static LogSoftmaxS8 prepared(int32_t rows, int32_t n, float scale)
{
	LogSoftmaxS8 softmax = {.rows = rows, .n = n};

	cr_assert(log_softmax_s8_prepare(&softmax, scale));
	return softmax;
}

static const int8_t two_rows[16] = {-128, -100, -60, -20, 0, 40, 90, 127, 5, 5, 5, 5, 6,
	7, 8, 9};

/* The outputs were recorded from tflite-micro 90b983c2's reference kernel. */
Test(log_softmax_s8, gives_what_the_reference_gave)
{
	static const struct {
		float scale;
		int8_t out[16];
	} recorded[] = {
		{0.002F, {90, 91, 92, 93, 94, 95, 97, 98, 94, 94, 94, 94, 94, 94, 94, 94}},
		{0.05F, {-80, -57, -25, 7, 23, 55, 95, 124, 93, 93, 93, 93, 93, 94, 95, 96}},
		{0.4F,
			{-128, -128, -128, -128, -128, -128, -110, 127, 83, 83, 83, 83, 89, 95, 102,
				108}},
		{30,
			{-128, -128, -128, -128, -128, -128, -128, 127, -128, -128, -128, -128, -128,
				-128, -128, 127}},
	};
	for (size_t i = 0; i < sizeof recorded / sizeof recorded[0]; i++) {
		int8_t out[16];
		LogSoftmaxS8 softmax = prepared(2, 8, recorded[i].scale);

		log_softmax_s8(&softmax, two_rows, out);
		cr_expect_arr_eq(out, recorded[i].out, sizeof out, "scale %g",
			(double)recorded[i].scale);
	}
}

Test(log_softmax_s8, is_near_the_real_logarithm)
{
	enum { N = 12 };
	uint32_t state = 1;

	for (int trial = 0; trial < 300; trial++) {
		float scale = (float)random_between(&state, 1, 2000) / 8000;
		LogSoftmaxS8 softmax = prepared(1, N, scale);
		int8_t in[N], out[N];
		double sum = 0;

		for (int i = 0; i < N; i++)
			in[i] = (int8_t)random_between(&state, -128, 127);
		for (int i = 0; i < N; i++)
			sum += exp((double)scale * in[i]);
		log_softmax_s8(&softmax, in, out);
		for (int i = 0; i < N; i++) {
			double real = 16 * ((double)scale * in[i] - log(sum)) + 127;

			cr_assert_float_eq(out[i], fmax(real, -128), 0.51);
		}
	}
}

Test(log_softmax_s8, stands_rows_longer_than_the_reference_can)
{
	enum { N = 20000 };
	static int8_t in[N], out[N];
	LogSoftmaxS8 softmax = prepared(1, N, 0.1F);

	log_softmax_s8(&softmax, in, out);
	for (int i = 0; i < N; i++) /* the sum stays at 4096: ln 4096 is 8.3 */
		cr_assert_eq(out[i], (int8_t)(127 - 133));
}

Test(log_softmax_s8, refuses_scales_without_arithmetic)
{
	LogSoftmaxS8 softmax = {0};

	cr_expect_not(log_softmax_s8_prepare(&softmax, 0));
	cr_expect_not(log_softmax_s8_prepare(&softmax, INFINITY));
	cr_expect_not(log_softmax_s8_prepare(&softmax, 0x1p-26F));
}

Test(log_softmax_f32, is_the_real_logarithm)
{
	static const float in[] = {1, -2, 0.5F, 3, 100, 101, -50, 99};
	float out[8];

	log_softmax_f32(in, 2, 4, out);
	for (int row = 0; row < 8; row += 4) {
		double sum = 0;

		for (int i = row; i < row + 4; i++)
			sum += exp((double)in[i] - (double)in[row]);
		for (int i = row; i < row + 4; i++)
			cr_expect_float_eq((double)out[i], (double)in[i] - (double)in[row] - log(sum),
				1e-5);
	}
}

/* From 1 to the largest that twelve integer bits hold. */
Test(fixed_log, is_near_the_real_logarithm)
{
	double worst = 0;

	for (double x = 1; x < 4095; x *= 1.0003) {
		double exact = (double)(int32_t)ldexp(x, 19);

		worst = fmax(worst,
			fabs(ldexp(fixed_log((int32_t)exact), -26) - log(ldexp(exact, -19))));
	}
	cr_expect(worst < 1e-5, "%g", worst);
}
