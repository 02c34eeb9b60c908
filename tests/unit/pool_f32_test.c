/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/pool_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

static void check_output(const PoolF32 *pool, const float *in, int32_t b, int32_t y,
	int32_t x, int32_t c, double average, double largest)
{
	const Window *w = &pool->window;
	double sum = 0, most = -(double)FLT_MAX;
	int n = 0;
	for (int32_t ky = 0; ky < w->kernel_h; ky++)
		for (int32_t kx = 0; kx < w->kernel_w; kx++) {
			ptrdiff_t tap = tap_index(w, b, y, x, ky, kx, c);
			if (tap < 0)
				continue;
			sum += (double)in[tap];
			most = fmax(most, (double)in[tap]);
			n++;
		}
	/* n roundings of sums below n, and one of the quotient */
	cr_assert(fabs(average - (n ? sum / n : 0)) <= (n + 1) * 0x1p-24);
	cr_assert(eq(dbl, largest, most));
}

Test(pool_f32, takes_the_taps_inside_the_image)
{
	Random random = {4};
	for (int i = 0; i < 60; i++) {
		int32_t channels = random_between(&random, 1, 9);
		PoolF32 pool = {random_window(&random, channels, channels), -FLT_MAX, FLT_MAX};
		const Window *w = &pool.window;
		float *in = random_floats(&random, in_count(w));
		float *average = random_floats(&random, out_count(w));
		float *largest = random_floats(&random, out_count(w));
		size_t at = 0;

		average_pool_f32(&pool, in, average);
		max_pool_f32(&pool, in, largest);
		for (int32_t b = 0; b < w->batch; b++)
			for (int32_t y = 0; y < w->out_h; y++)
				for (int32_t x = 0; x < w->out_w; x++)
					for (int32_t c = 0; c < channels; c++, at++)
						check_output(&pool, in, b, y, x, c, (double)average[at],
							(double)largest[at]);
		free(in);
		free(average);
		free(largest);
	}
}

static const Window row_of_four = {.batch = 1,
	.in_h = 1,
	.in_w = 4,
	.in_c = 1,
	.out_h = 1,
	.out_w = 1,
	.out_c = 1,
	.kernel_h = 1,
	.kernel_w = 4,
	.stride_h = 1,
	.stride_w = 1,
	.dilation_h = 1,
	.dilation_w = 1};

Test(pool_f32, adds_one_tap_after_another_and_clamps)
{
	PoolF32 pool = {row_of_four, -FLT_MAX, FLT_MAX}, relu6 = {row_of_four, 0, 6};
	const float in[] = {1e8F, 1, -1e8F, 32};
	float out;

	average_pool_f32(&pool, in, &out);
	cr_expect(eq(flt, out, 8));
	average_pool_f32(&relu6, in, &out);
	cr_expect(eq(flt, out, 6));
	max_pool_f32(&relu6, in, &out);
	cr_expect(eq(flt, out, 6));
}

Test(pool_f32, finds_the_maximum_past_nan_and_among_infinities)
{
	PoolF32 pool = {row_of_four, -FLT_MAX, FLT_MAX};
	const float some[] = {NAN, -3, -2, NAN};
	const float low[] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
	float out;

	max_pool_f32(&pool, some, &out);
	cr_expect(eq(flt, out, -2));
	max_pool_f32(&pool, low, &out);
	cr_expect(eq(flt, out, -FLT_MAX));
}
