/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>

/* A value in double, and what n roundings of float32 on the way to it may have added. */
typedef struct Expected {
	double value, tolerance;
} Expected;

static Expected expect(const ConvF32 *conv, const float *in, const float *weight,
	const float *bias, int32_t b, int32_t y, int32_t x, int32_t c)
{
	const Window *w = &conv->window;
	int32_t first_c = c / (w->out_c / (w->in_c / conv->weight_c)) * conv->weight_c;
	double sum = (double)bias[c], size = fabs(sum);
	int32_t n = 2;

	weight += (ptrdiff_t)c * w->kernel_h * w->kernel_w * conv->weight_c;
	for (int32_t ky = 0; ky < w->kernel_h; ky++)
		for (int32_t kx = 0; kx < w->kernel_w; kx++)
			for (int32_t i = 0; i < conv->weight_c; i++, weight++) {
				ptrdiff_t tap = tap_index(w, b, y, x, ky, kx, first_c + i);
				double product = tap < 0 ? 0 : (double)in[tap] * (double)*weight;
				sum += product;
				size += fabs(product);
				n++;
			}
	Expected expected = {sum, n * 0x1p-24 * size + n * 0x1p-149};
	return expected;
}

static void check_shape(Random *random, ConvF32 conv)
{
	const Window *w = &conv.window;
	size_t taps = (size_t)(w->kernel_h * w->kernel_w * conv.weight_c);
	float *in = random_floats(random, in_count(w));
	float *weight = random_floats(random, (size_t)w->out_c * taps);
	float *bias = random_floats(random, (size_t)w->out_c);
	float *out = random_floats(random, out_count(w));
	size_t i = 0;

	conv_f32(&conv, in, weight, bias, out);
	for (int32_t b = 0; b < w->batch; b++)
		for (int32_t y = 0; y < w->out_h; y++)
			for (int32_t x = 0; x < w->out_w; x++)
				for (int32_t c = 0; c < w->out_c; c++, i++) {
					Expected expected = expect(&conv, in, weight, bias, b, y, x, c);
					cr_assert(
						fabs((double)out[i] - expected.value) <= expected.tolerance);
				}
	free(in);
	free(weight);
	free(bias);
	free(out);
}

Test(conv_f32, equals_the_sum_in_double_up_to_rounding)
{
	Random random = {1};
	for (int i = 0; i < 60; i++) {
		int32_t groups =
			random_between(&random, 0, 2) ? 1 : random_between(&random, 2, 3);
		int32_t weight_c = random_between(&random, 1, 5);
		Window w = random_window(&random, groups * weight_c,
			groups * random_between(&random, 1, 4));
		check_shape(&random, (ConvF32){w, weight_c, -FLT_MAX, FLT_MAX});
	}
}

static const Window one_pixel = {.batch = 1,
	.in_h = 1,
	.in_w = 1,
	.in_c = 3,
	.out_h = 1,
	.out_w = 1,
	.out_c = 1,
	.kernel_h = 1,
	.kernel_w = 1,
	.stride_h = 1,
	.stride_w = 1,
	.dilation_h = 1,
	.dilation_w = 1};

static float convolve_pixel(const float in[3], const float weight[3], const float *bias,
	float low, float high)
{
	ConvF32 conv = {one_pixel, 3, low, high};
	float out;
	conv_f32(&conv, in, weight, bias, &out);
	return out;
}

Test(conv_f32, adds_the_taps_one_after_another_and_the_bias_last)
{
	const float in[] = {1e8F, 1, -1e8F}, ones[] = {1, 1, 1}, bias = 3;
	cr_assert(eq(flt, convolve_pixel(in, ones, &bias, -FLT_MAX, FLT_MAX), 3));
}

Test(conv_f32, rounds_each_product_before_it_is_added)
{
	const float in[] = {-1 - 0x1p-11F, 1 + 0x1p-12F, 0};
	const float weight[] = {1, 1 + 0x1p-12F, 1};
	cr_assert(eq(flt, convolve_pixel(in, weight, NULL, -FLT_MAX, FLT_MAX), 0));
}

Test(conv_f32, clamps_the_sum)
{
	const float in[] = {4, 4, 4}, ones[] = {1, 1, 1}, minus[] = {-1, -1, -1};
	cr_expect(eq(flt, convolve_pixel(in, ones, NULL, 0, 6), 6));
	cr_expect(eq(flt, convolve_pixel(in, minus, NULL, 0, 6), 0));
}

Test(conv_f32, keeps_nan_and_brings_infinity_to_the_bound)
{
	const float infinite[] = {INFINITY, 1, 1}, nan[] = {NAN, 1, 1}, ones[] = {1, 1, 1};
	cr_expect(eq(flt, convolve_pixel(infinite, ones, NULL, -FLT_MAX, FLT_MAX), FLT_MAX));
	cr_expect(isinf(convolve_pixel(infinite, ones, NULL, -INFINITY, INFINITY)));
	cr_expect(isnan(convolve_pixel(nan, ones, NULL, 0, 6)));
}
