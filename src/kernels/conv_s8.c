/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s8.h"

#include "src/kernels/window_tap.h"

#include <string.h>

/* An output pixel, and the image it is of, from the first of the group's channels on. */
typedef struct Pixel {
	const int8_t *image;
	int32_t y, x;
} Pixel;

static void next_pixel(const Window *window, Pixel *pixel)
{
	if (++pixel->x < window->out_w)
		return;
	pixel->x = 0;
	if (++pixel->y < window->out_h)
		return;
	pixel->y = 0;
	pixel->image += (ptrdiff_t)window->in_h * window->in_w * window->in_c;
}

/* Copy the group's channels in a pixel's window. */
static void gather(const ConvS8 *conv, const Pixel *pixel, int8_t *values)
{
	const Window *window = &conv->window;
	size_t depth = (size_t)(window->in_c / conv->groups);

	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++, values += depth) {
			ptrdiff_t tap = window_tap(window, pixel->y, pixel->x, ky, kx);

			if (tap < 0)
				memset(values, conv->quant.in_zero, depth);
			else
				memcpy(values, pixel->image + tap * window->in_c, depth);
		}
	}
}

static void convolve(const ConvS8 *conv, const FiltersS8 *filters, const int8_t *in,
	int8_t *out, void *scratch)
{
	const Window *window = &conv->window;
	int32_t left = window->batch * window->out_h * window->out_w;
	int32_t n = windows_together(filters->values, left);
	int8_t *first = (int8_t *)scratch + windows_begin(filters->values, n);
	int32_t step = window_step(filters->values);
	Pixel pixel = {in, 0, 0};

	for (; left > 0; left -= n, out += (ptrdiff_t)n * conv->out_step) {
		n = n < left ? n : left;
		for (int32_t i = 0; i < n; i++, next_pixel(window, &pixel))
			gather(conv, &pixel, first + (ptrdiff_t)i * step);
		filters_s8(filters, n, first, step, out, conv->out_step, scratch);
	}
}

void conv_s8(const ConvS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch)
{
	const Window *window = &conv->window;
	int32_t depth = window->in_c / conv->groups;
	FiltersS8 filters = {conv->quant, weight, bias, window->out_c / conv->groups,
		window->kernel_h * window->kernel_w * depth};

	for (int32_t g = 0; g < conv->groups; g++) {
		convolve(conv, &filters, in + (ptrdiff_t)g * depth,
			out + (ptrdiff_t)g * filters.channels, scratch);
		filters.weight += (ptrdiff_t)filters.channels * filters.values;
		filters.bias += filters.channels;
		filters.quant.multiplier += filters.channels;
		filters.quant.shift += filters.channels;
	}
}
