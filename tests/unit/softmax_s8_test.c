/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/softmax_int.h"
#include "src/ops/quantize_params.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static SoftmaxS8 prepared(int32_t rows, int32_t n, float scale)
{
	SoftmaxS8 softmax = {.rows = rows, .n = n};

	cr_assert(softmax_s8_prepare(&softmax, 1, scale));
	return softmax;
}

Test(softmax_s8, is_near_the_real_softmax)
{
	enum { N = 12 };
	uint32_t state = 1;

	for (int trial = 0; trial < 300; trial++) {
		float scale = (float)random_between(&state, 1, 2000) / 4000;
		SoftmaxS8 softmax = prepared(1, N, scale);
		int8_t in[N], out[N];
		double sum = 0;

		for (int i = 0; i < N; i++)
			in[i] = (int8_t)random_between(&state, -128, 127);
		for (int i = 0; i < N; i++)
			sum += exp((double)scale * in[i]);
		softmax_s8(&softmax, in, out);
		for (int i = 0; i < N; i++) {
			double real = 256 * exp((double)scale * in[i]) / sum - 128;

			cr_assert_float_eq(out[i], fmin(real, 127), 0.51);
		}
	}
}

Test(softmax_s8, takes_rows_one_by_one)
{
	SoftmaxS8 softmax = prepared(2, 3, 0.1f);
	SoftmaxS8 single = prepared(1, 3, 0.1f);
	const int8_t in[] = {1, 2, 3, -100, 50, 7};
	int8_t out[6], expected[6];

	softmax_s8(&softmax, in, out);
	softmax_s8(&single, in, expected);
	softmax_s8(&single, in + 3, expected + 3);
	cr_expect_arr_eq(out, expected, 6);
}

Test(softmax_s8, works_in_place)
{
	SoftmaxS8 softmax = prepared(1, 4, 0.2f);
	int8_t values[] = {9, -9, 0, 20}, out[4];

	softmax_s8(&softmax, values, out);
	softmax_s8(&softmax, values, values);
	cr_expect_arr_eq(values, out, 4);
}

Test(softmax_s8, gives_a_lone_value_everything)
{
	SoftmaxS8 softmax = prepared(1, 1, 0.2f);
	const int8_t in = 5;
	int8_t out;

	softmax_s8(&softmax, &in, &out);
	cr_expect_eq(out, 127);
}

Test(softmax_s8, is_defined_for_rows_of_any_length)
{
	enum { N = 8192 };
	static int8_t values[N];
	SoftmaxS8 softmax = prepared(1, N, 0.2f);

	memset(values, 3, N);
	softmax_s8(&softmax, values, values);
	for (int i = 0; i < N; i++)
		cr_assert_eq(values[i], -128);
}

Test(softmax_s8, takes_scales_of_any_size)
{
	const int8_t in[] = {-128, 127, 126};
	int8_t out[3];
	SoftmaxS8 steep = prepared(1, 3, 1e30f);
	SoftmaxS8 flat = prepared(1, 3, 1e-7f);

	softmax_s8(&steep, in, out);
	cr_expect_eq(out[0], -128);
	cr_expect_eq(out[1], 127);
	cr_expect_eq(out[2], -128);
	softmax_s8(&flat, in, out);
	cr_expect_eq(out[0], -43);
	cr_expect_eq(out[1], -43);
}

/* From a second implementation of the definition, in exact integers of any size. */
Test(softmax_s8, has_the_reference_values)
{
	static const int8_t in[] = {-128, -5, 30, 77, 80, 64, 12};
	static const int8_t expected[] = {-128, -126, -117, -40, -28, -78, -123};
	SoftmaxS8 softmax = prepared(1, 7, 0.0437f);
	int8_t out[7];

	softmax_s8(&softmax, in, out);
	cr_expect_arr_eq(out, expected, 7);
}
