/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_s16.h"

#include "src/kernels/fixed_point.h"
#include "src/kernels/window_tap.h"

#include <stddef.h>

/* Channels that are summed side by side, so that memory is read in order. */
enum { CHUNK = 32 };

static void add_tap(const Window *window, const int16_t *pixel, const int8_t *weight,
	int32_t first, int32_t n, uint64_t *sum)
{
	int32_t repeat = window->out_c / window->in_c;

	if (repeat == 1) {
		for (int32_t i = 0; i < n; i++)
			sum[i] += (uint64_t)(int64_t)(weight[first + i] * pixel[first + i]);
	} else {
		for (int32_t i = 0; i < n; i++)
			sum[i] +=
				(uint64_t)(int64_t)(weight[first + i] * pixel[(first + i) / repeat]);
	}
}

/* Output channels first .. first + n - 1 at (y, x). */
static void point(const DepthwiseS16 *conv, int32_t y, int32_t x, const int16_t *image,
	const int8_t *weight, const int64_t *bias, int32_t first, int32_t n, int16_t *out)
{
	const Window *window = &conv->window;
	const LayerQuant *quant = &conv->quant;
	uint64_t sum[CHUNK];

	for (int32_t i = 0; i < n; i++)
		sum[i] = bias ? (uint64_t)bias[first + i] : 0;
	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++, weight += window->out_c) {
			ptrdiff_t pixel = window_tap(window, y, x, ky, kx);

			if (pixel >= 0)
				add_tap(window, image + pixel * window->in_c, weight, first, n, sum);
		}
	}
	for (int32_t i = 0; i < n; i++) {
		int32_t scaled = rescale_wide((int64_t)sum[i], quant->multiplier[first + i],
			quant->shift[first + i]);

		out[first + i] = to_s16(scaled, quant->act_min, quant->act_max);
	}
}

void depthwise_s16(const DepthwiseS16 *conv, const int16_t *in, const int8_t *weight,
	const int64_t *bias, int16_t *out)
{
	const Window *window = &conv->window;
	ptrdiff_t image_size = (ptrdiff_t)window->in_h * window->in_w * window->in_c;
	ptrdiff_t n = (ptrdiff_t)window->batch * window->out_h * window->out_w;

	for (ptrdiff_t i = 0; i < n; i++, out += window->out_c) {
		int32_t x = (int32_t)(i % window->out_w);
		int32_t y = (int32_t)(i / window->out_w % window->out_h);
		const int16_t *image = in + i / window->out_w / window->out_h * image_size;

		for (int32_t c = 0; c < window->out_c; c += CHUNK) {
			int32_t left = window->out_c - c;

			point(conv, y, x, image, weight, bias, c,
				left < CHUNK ? left : (int32_t)CHUNK, out);
		}
	}
}
