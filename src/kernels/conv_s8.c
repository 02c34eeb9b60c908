/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/conv_s8.h"

#include "src/kernels/fixed_point.h"
#include "src/kernels/machine.h"
#include "src/kernels/window_tap.h"

#include <string.h>

#if defined(KERNELS_HELIUM)
#include <arm_mve.h>
#endif

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

/* Most runs are short, and where they are the C library's copying begins with more than it
 * takes to do the work. */
static inline void copy(int8_t *to, const int8_t *from, int32_t n)
{
#if defined(KERNELS_HELIUM)
	for (; n > 0; n -= 16, to += 16, from += 16) {
		mve_pred16_t some = vctp8q((uint32_t)n);

		vstrbq_p_s8(to, vldrbq_z_s8(from, some), some);
	}
#else
	for (; n >= 4; n -= 4, to += 4, from += 4)
		memcpy(to, from, 4);
	if (n & 2) {
		memcpy(to, from, 2);
		to += 2;
		from += 2;
	}
	if (n & 1)
		*to = *from;
#endif
}

/* Copy n pixels of `depth` channels, the first in column x; outside it is in_zero. */
static int8_t *gather_run(const ConvS8 *conv, const int8_t *row, int32_t x, int32_t n,
	int32_t depth, int8_t *values)
{
	int32_t in_c = conv->window.in_c, zero = conv->quant.in_zero;
	int32_t begin = clamp(-x, 0, n), end = clamp(conv->window.in_w - x, begin, n);
	size_t pixel = (size_t)depth;

	if (begin > 0)
		memset(values, zero, (size_t)begin * pixel);
	if (end > begin)
		copy(values + begin * depth, row + (ptrdiff_t)(x + begin) * in_c,
			(end - begin) * depth);
	if (n > end)
		memset(values + end * depth, zero, (size_t)(n - end) * pixel);
	return values + n * depth;
}

/* Copy the group's channels in a pixel's window: a row's taps in one run if they are
 * adjacent, or by themselves. */
static void gather(const ConvS8 *conv, const Pixel *pixel, int8_t *values)
{
	const Window *window = &conv->window;
	int32_t depth = window->in_c / conv->groups;
	int32_t run = window->dilation_w == 1 && conv->groups == 1 ? window->kernel_w : 1;
	int32_t y = pixel->y * window->stride_h - window->pad_top;
	int32_t left = pixel->x * window->stride_w - window->pad_left;
	ptrdiff_t row_bytes = (ptrdiff_t)window->in_w * window->in_c;

	if (run == window->kernel_w && window_is_inside(window, pixel->y, pixel->x)) {
		const int8_t *row = pixel->image + y * row_bytes + (ptrdiff_t)left * window->in_c;

		for (int32_t ky = 0; ky < window->kernel_h; ky++, values += run * depth) {
			copy(values, row, run * depth);
			row += window->dilation_h * row_bytes;
		}
		return;
	}
	for (int32_t ky = 0; ky < window->kernel_h; ky++, y += window->dilation_h) {
		int32_t is_row = y >= 0 && y < window->in_h;
		const int8_t *row = is_row ? pixel->image + y * row_bytes : pixel->image;

		for (int32_t kx = 0; kx < window->kernel_w; kx += run) {
			int32_t x = is_row ? left + kx * window->dilation_w : window->in_w;

			values = gather_run(conv, row, x, run, depth, values);
		}
	}
}

/* A window of one pixel within the image, where it lies; or a copy at `place`. */
static const int8_t *window_of(const ConvS8 *conv, const Pixel *pixel, int8_t *place)
{
	const Window *window = &conv->window;

	if (windows_are_copied() && window->kernel_h == 1 && window->kernel_w == 1) {
		ptrdiff_t at = window_tap(window, pixel->y, pixel->x, 0, 0);

		if (at >= 0)
			return pixel->image + at * window->in_c;
	}
	gather(conv, pixel, place);
	return place;
}

static void convolve(const ConvS8 *conv, const FiltersS8 *filters, const int8_t *in,
	int8_t *out, void *scratch)
{
	const Window *window = &conv->window;
	int32_t left = window->batch * window->out_h * window->out_w;
	int32_t n = windows_together(filters->values, left);
	int8_t *place = (int8_t *)scratch + windows_begin(filters->values, n);
	int32_t step = window_step(filters->values);
	const int8_t *windows[WINDOWS_MOST];
	Pixel pixel = {in, 0, 0};

	for (; left > 0; left -= n, out += (ptrdiff_t)n * conv->out_step) {
		n = n < left ? n : left;
		for (int32_t i = 0; i < n; i++, next_pixel(window, &pixel))
			windows[i] = window_of(conv, &pixel, place + (ptrdiff_t)i * step);
		filters_s8(filters, n, windows, out, conv->out_step, scratch);
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
