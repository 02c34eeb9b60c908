/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_f32.h"

#include "src/kernels/clamp_f32.h"
#include "src/kernels/taps.h"

#include <stddef.h>

static float add_products(float sum, const float *x, const float *weight, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		sum += x[i] * weight[i];
	return sum;
}

/* image starts at the group's first channel; the window's first tap reads (top, left). */
static float apply_filter(const ConvF32 *conv, const float *image, const float *filter,
	int32_t top, int32_t left)
{
	const Window *w = &conv->window;
	Taps rows = taps_inside(top, w->dilation_h, w->kernel_h, w->in_h);
	Taps columns = taps_inside(left, w->dilation_w, w->kernel_w, w->in_w);
	float sum = 0;

	for (int32_t ky = rows.begin; ky < rows.end; ky++) {
		ptrdiff_t in_row = (ptrdiff_t)(top + ky * w->dilation_h) * w->in_w;
		ptrdiff_t tap_row = (ptrdiff_t)ky * w->kernel_w;
		for (int32_t kx = columns.begin; kx < columns.end; kx++) {
			ptrdiff_t pixel = in_row + left + kx * w->dilation_w;
			sum = add_products(sum, image + pixel * w->in_c,
				filter + (tap_row + kx) * conv->weight_c, conv->weight_c);
		}
	}
	return sum;
}

void conv_f32(const ConvF32 *conv, const float *in, const float *weight,
	const float *bias, float *out)
{
	const Window *w = &conv->window;
	ptrdiff_t image_size = (ptrdiff_t)w->in_h * w->in_w * w->in_c;
	ptrdiff_t filter_size = (ptrdiff_t)w->kernel_h * w->kernel_w * conv->weight_c;
	int32_t filters = w->out_c / (w->in_c / conv->weight_c); /* in a group */

	for (int32_t b = 0; b < w->batch; b++, in += image_size)
		for (int32_t y = 0; y < w->out_h; y++)
			for (int32_t x = 0; x < w->out_w; x++, out += w->out_c)
				for (int32_t c = 0; c < w->out_c; c++) {
					float sum = apply_filter(conv, in + c / filters * conv->weight_c,
						weight + c * filter_size, y * w->stride_h - w->pad_top,
						x * w->stride_w - w->pad_left);
					if (bias)
						sum += bias[c];
					out[c] = clamp_f32(sum, conv->act_min, conv->act_max);
				}
}
