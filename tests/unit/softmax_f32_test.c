/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/softmax_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

Test(softmax_f32, equals_the_definition_in_double_up_to_rounding)
{
	enum { ROWS = 4, N = 23 };
	Random random = {6};
	float *in = random_floats(&random, ROWS * N);
	float out[ROWS * N];

	softmax_f32(in, ROWS, N, 2.5F, out);
	for (int row = 0; row < ROWS; row++) {
		double sum = 0;
		for (int i = 0; i < N; i++)
			sum += exp(2.5 * (double)in[row * N + i]);
		for (int i = 0; i < N; i++) {
			double expected = exp(2.5 * (double)in[row * N + i]) / sum;
			/* the argument, at most 5, is rounded twice; the sum N times; two more */
			double tolerance = (10 + N + 2) * 0x1p-24;
			cr_assert(fabs((double)out[row * N + i] / expected - 1) <= tolerance);
		}
	}
	free(in);
}

Test(softmax_f32, does_not_overflow)
{
	const float in[] = {3e38F, 3e38F, -3e38F, 0};
	float out[4];

	softmax_f32(in, 1, 4, 1, out);
	cr_expect(eq(flt, out[0], 0.5F));
	cr_expect(eq(flt, out[1], 0.5F));
	cr_expect(eq(flt, out[2], 0));
	cr_expect(eq(flt, out[3], 0));
}

Test(softmax_f32, gives_minus_infinity_no_share_and_may_work_in_place)
{
	float x[] = {-INFINITY, 1, 1};
	softmax_f32(x, 1, 3, 1, x);
	cr_expect(eq(flt, x[0], 0));
	cr_expect(eq(flt, x[1], 0.5F));
	cr_expect(eq(flt, x[2], 0.5F));
}
