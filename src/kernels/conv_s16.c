/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s16.h"

#include "src/kernels/dot_s16.h"
#include "src/kernels/fixed_point.h"
#include "src/kernels/window_tap.h"

#include <stddef.h>

/* One filter at output (y, x); image starts at the filter's group of channels. */
static int64_t filter_sum(const ConvS16 *conv, int32_t y, int32_t x, const int16_t *image,
	const int8_t *filter, int64_t sum)
{
	const Window *window = &conv->window;
	int32_t depth = window->in_c / conv->groups;

	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++, filter += depth) {
			ptrdiff_t pixel = window_tap(window, y, x, ky, kx);

			if (pixel >= 0)
				sum = dot_s16(sum, image + pixel * window->in_c, filter, depth);
		}
	}
	return sum;
}

/* Channel c's sum as an output. */
static int16_t finish(const ConvS16 *conv, int64_t sum, int32_t c)
{
	const LayerQuant *quant = &conv->quant;
	int32_t multiplier = quant->multiplier[c], shift = quant->shift[c];
	int32_t scaled = conv->is_narrow ? rescale((int32_t)sum, multiplier, shift)
									 : rescale_wide(sum, multiplier, shift);

	return to_s16(scaled, quant->act_min, quant->act_max);
}

void conv_s16(const ConvS16 *conv, const int16_t *in, const int8_t *weight,
	const int64_t *bias, int16_t *out)
{
	const Window *window = &conv->window;
	int32_t in_depth = window->in_c / conv->groups;
	int32_t out_depth = window->out_c / conv->groups;
	ptrdiff_t image_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t filter_size = (ptrdiff_t)window->kernel_h * window->kernel_w * in_depth;
	ptrdiff_t n = (ptrdiff_t)window->batch * window->out_h * window->out_w;

	for (ptrdiff_t i = 0; i < n; i++) {
		int32_t x = (int32_t)(i % window->out_w);
		int32_t y = (int32_t)(i / window->out_w % window->out_h);
		const int16_t *image = in + i / window->out_w / window->out_h * image_size;

		for (int32_t c = 0; c < window->out_c; c++) {
			int64_t sum = filter_sum(conv, y, x, image + c / out_depth * in_depth,
				weight + c * filter_size, bias ? bias[c] : 0);

			*out++ = finish(conv, sum, c);
		}
	}
}
