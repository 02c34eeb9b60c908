/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_f32.h"

#include "src/kernels/clamp_f32.h"
#include "src/kernels/taps.h"

#include <stddef.h>

/* Add one tap's products to the sums of a pixel's out_c channels. */
static void add_tap(const Window *w, const float *x, const float *weight, float *sum)
{
	if (w->in_c == w->out_c) {
		for (int32_t c = 0; c < w->out_c; c++)
			sum[c] += x[c] * weight[c];
		return;
	}
	int32_t multiplier = w->out_c / w->in_c;
	for (int32_t c = 0; c < w->in_c; c++)
		for (int32_t m = 0; m < multiplier; m++)
			*sum++ += x[c] * *weight++;
}

/* The sums of the window whose first tap reads (top, left), kept in the output itself. */
static void add_window(const Window *w, const float *image, const float *weight,
	int32_t top, int32_t left, float *sum)
{
	Taps rows = taps_inside(top, w->dilation_h, w->kernel_h, w->in_h);
	Taps columns = taps_inside(left, w->dilation_w, w->kernel_w, w->in_w);

	for (int32_t c = 0; c < w->out_c; c++)
		sum[c] = 0;
	for (int32_t ky = rows.begin; ky < rows.end; ky++) {
		ptrdiff_t in_row = (ptrdiff_t)(top + ky * w->dilation_h) * w->in_w;
		ptrdiff_t tap_row = (ptrdiff_t)ky * w->kernel_w;
		for (int32_t kx = columns.begin; kx < columns.end; kx++) {
			ptrdiff_t pixel = in_row + left + kx * w->dilation_w;
			add_tap(w, image + pixel * w->in_c, weight + (tap_row + kx) * w->out_c, sum);
		}
	}
}

void depthwise_f32(const DepthwiseF32 *conv, const float *in, const float *weight,
	const float *bias, float *out)
{
	const Window *w = &conv->window;
	ptrdiff_t image_size = (ptrdiff_t)w->in_h * w->in_w * w->in_c;

	for (int32_t b = 0; b < w->batch; b++, in += image_size)
		for (int32_t y = 0; y < w->out_h; y++)
			for (int32_t x = 0; x < w->out_w; x++, out += w->out_c) {
				add_window(w, in, weight, y * w->stride_h - w->pad_top,
					x * w->stride_w - w->pad_left, out);
				for (int32_t c = 0; c < w->out_c; c++) {
					float sum = bias ? out[c] + bias[c] : out[c];
					out[c] = clamp_f32(sum, conv->act_min, conv->act_max);
				}
			}
}
