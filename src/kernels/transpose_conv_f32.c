/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/transpose_conv_f32.h"

#include "src/kernels/clamp_f32.h"
#include "src/kernels/transpose_taps.h"

#include <stddef.h>

/* Filters whose sums grow side by side: none waits for the one before. */
enum { BLOCK = 8 };

/* The weights of the filters in a block lie filter_size apart. */
static void add_pixel(const float *x, const float *weight, ptrdiff_t filter_size,
	int32_t n, float sums[BLOCK])
{
	const float *w0 = weight, *w1 = w0 + filter_size, *w2 = w1 + filter_size;
	const float *w3 = w2 + filter_size, *w4 = w3 + filter_size, *w5 = w4 + filter_size;
	const float *w6 = w5 + filter_size, *w7 = w6 + filter_size;
	float s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
	float s4 = sums[4], s5 = sums[5], s6 = sums[6], s7 = sums[7];

	for (int32_t i = 0; i < n; i++) {
		s0 += x[i] * w0[i];
		s1 += x[i] * w1[i];
		s2 += x[i] * w2[i];
		s3 += x[i] * w3[i];
		s4 += x[i] * w4[i];
		s5 += x[i] * w5[i];
		s6 += x[i] * w6[i];
		s7 += x[i] * w7[i];
	}
	sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
	sums[4] = s4, sums[5] = s5, sums[6] = s6, sums[7] = s7;
}

static void add_pixel_to_some(const float *x, const float *weight, ptrdiff_t filter_size,
	int32_t n, float *sums, int32_t n_filters)
{
	for (int32_t k = 0; k < n_filters; k++)
		for (int32_t i = 0; i < n; i++)
			sums[k] += x[i] * weight[k * filter_size + i];
}

/* The sums of n_filters, at most a block, at output (y, x). */
static void sum_filters(const TransposeConvF32 *conv, const float *image,
	const float *filters, int32_t y, int32_t x, int32_t n_filters, float sums[BLOCK])
{
	const Window *w = &conv->window;
	ptrdiff_t filter_size = (ptrdiff_t)w->kernel_h * w->kernel_w * w->in_c;
	int32_t bottom = y + w->pad_top, right = x + w->pad_left;
	Reaching rows = inputs_reaching(bottom, w->stride_h, w->kernel_h, w->in_h);
	Reaching columns = inputs_reaching(right, w->stride_w, w->kernel_w, w->in_w);

	for (int32_t k = 0; k < BLOCK; k++)
		sums[k] = 0;
	for (int32_t in_y = rows.begin; in_y < rows.end; in_y++) {
		ptrdiff_t tap_row = (ptrdiff_t)(bottom - in_y * w->stride_h) * w->kernel_w;
		for (int32_t in_x = columns.begin; in_x < columns.end; in_x++) {
			ptrdiff_t tap = tap_row + right - in_x * w->stride_w;
			const float *pixel = image + ((ptrdiff_t)in_y * w->in_w + in_x) * w->in_c;
			const float *weight = filters + tap * w->in_c;
			if (n_filters == BLOCK)
				add_pixel(pixel, weight, filter_size, w->in_c, sums);
			else
				add_pixel_to_some(pixel, weight, filter_size, w->in_c, sums, n_filters);
		}
	}
}

static void apply_filters(const TransposeConvF32 *conv, const float *image,
	const float *weight, const float *bias, int32_t y, int32_t x, float *out)
{
	const Window *w = &conv->window;
	ptrdiff_t filter_size = (ptrdiff_t)w->kernel_h * w->kernel_w * w->in_c;

	for (int32_t first = 0; first < w->out_c; first += BLOCK) {
		int32_t n = w->out_c - first < BLOCK ? w->out_c - first : (int32_t)BLOCK;
		float sums[BLOCK];

		sum_filters(conv, image, weight + first * filter_size, y, x, n, sums);
		for (int32_t k = 0; k < n; k++) {
			float sum = bias ? sums[k] + bias[first + k] : sums[k];

			out[first + k] = clamp_f32(sum, conv->act_min, conv->act_max);
		}
	}
}

void transpose_conv_f32(const TransposeConvF32 *conv, const float *in,
	const float *weight, const float *bias, float *out)
{
	const Window *w = &conv->window;
	ptrdiff_t image_size = (ptrdiff_t)w->in_h * w->in_w * w->in_c;

	for (int32_t b = 0; b < w->batch; b++, in += image_size)
		for (int32_t y = 0; y < w->out_h; y++)
			for (int32_t x = 0; x < w->out_w; x++, out += w->out_c)
				apply_filters(conv, in, weight, bias, y, x, out);
}
