/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "src/kernels/softmax_int.h"
#include "src/ops/quantize_params.h"
#include "tests/unit/random_s8.h"

static float reciprocal(float x)
{
	return 1 / (1 + x);
}

/* The rule in float32, as TFLite computes it: at each step the function is moved by half of
 * what interpolation from there to the next is off in the middle. */
static int expected_entry(float (*f)(float), float from, float to, int i)
{
	const float unit = 65536 / (2.0F / 65535 * 32767 + 2.0F / 65535 * 32768);
	float step = (to - from) / SOFTMAX_S16_STEPS, half = step / 2;
	float x = from + (float)i * step;
	if (i == SOFTMAX_S16_STEPS)
		return (int)fminf(roundf(f(to) * unit), 32767);
	float here = roundf(f(x) * unit);
	float next = f(from + (float)(i + 1) * step) * unit;
	float middle = roundf(f(x + half) * unit);
	float bias = roundf((roundf((next + here) / 2) - middle) / 2);
	return (int)fminf(here - bias, 32767);
}

Test(softmax_s16, has_the_tables_of_the_rule)
{
	for (int i = 0; i <= SOFTMAX_S16_STEPS; i++) {
		cr_expect_eq(softmax_s16_exp[i],
			expected_entry(expf, 10.0F / 65535 * -65535, 0, i), "%d", i);
		cr_expect_eq(softmax_s16_reciprocal[i],
			expected_entry(reciprocal, 0, 1.0F / 65535 * 65535, i), "%d", i);
	}
}

static SoftmaxS16 prepared(int32_t rows, int32_t n, float scale)
{
	SoftmaxS16 softmax = {.rows = rows, .n = n};
	cr_assert(softmax_s16_prepare(&softmax, 1, scale));
	return softmax;
}

Test(softmax_s16, is_near_the_real_softmax)
{
	enum { N = 12 };
	uint32_t state = 1;
	double worst = 0;
	for (int trial = 0; trial < 300; trial++) {
		float scale = (float)random_between(&state, 1, 2000) / 2000 / 4096;
		SoftmaxS16 softmax = prepared(1, N, scale);
		int16_t in[N], out[N];
		double sum = 0;
		for (int i = 0; i < N; i++)
			in[i] = (int16_t)random_between(&state, -32768, 32767);
		for (int i = 0; i < N; i++)
			sum += exp((double)scale * in[i]);
		softmax_s16(&softmax, in, out);
		for (int i = 0; i < N; i++) {
			double real = 32768 * exp((double)scale * in[i]) / sum;
			worst = fmax(worst, fabs(out[i] - fmin(real, 32767)));
		}
	}
	/* Each of the N that are summed may be off by about a unit. */
	cr_expect_leq(worst, N, "%g", worst);
}

Test(softmax_s16, takes_rows_one_by_one_and_in_place)
{
	SoftmaxS16 softmax = prepared(2, 3, 0.001F), single = prepared(1, 3, 0.001F);
	int16_t values[] = {100, 200, 300, -10000, 5000, 700}, out[6];
	softmax_s16(&single, values, out);
	softmax_s16(&single, values + 3, out + 3);
	softmax_s16(&softmax, values, values);
	cr_expect_arr_eq(values, out, sizeof out);
}

Test(softmax_s16, gives_a_lone_value_everything)
{
	SoftmaxS16 softmax = prepared(1, 1, 0.2F);
	const int16_t in = 5;
	int16_t out;
	softmax_s16(&softmax, &in, &out);
	cr_expect_geq(out, 32760);
}

Test(softmax_s16, is_defined_for_rows_of_any_length_and_scales_of_any_size)
{
	enum { N = 1 << 18 };
	int16_t *values = calloc(N, sizeof *values);
	SoftmaxS16 softmax = prepared(1, N, 0.2F);
	softmax_s16(&softmax, values, values);
	for (int i = 0; i < N; i++)
		cr_assert(values[i] >= 0 && values[i] <= 1);
	free(values);
	int16_t in[] = {-32768, 32767, 0}, out[3];
	for (float scale = 1e-8F; scale < 1e5F; scale *= 10) {
		SoftmaxS16 any = prepared(1, 3, scale);
		softmax_s16(&any, in, out);
		cr_expect_geq(out[1], 10922);
	}
}

/* From TFLM's reference kernel. */
Test(softmax_s16, has_the_reference_values)
{
	static const int16_t in[] = {-32768, -1280, 7680, 19712, 20480, 16384, 3072};
	static const int16_t expected[] = {2, 311, 1439, 11217, 12788, 6356, 655};
	SoftmaxS16 softmax = prepared(1, 7, 0.0437F / 256);
	int16_t out[7];
	softmax_s16(&softmax, in, out);
	cr_expect_arr_eq(out, expected, sizeof out);
}
