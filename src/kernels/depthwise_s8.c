/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_s8.h"

#include "src/kernels/fixed_point.h"
#include "src/kernels/window_tap.h"

#include <stddef.h>
#include <string.h>

/* Where the taps of the window at (y, x) are; outside the image it is `outside`. */
static void find_taps(const DepthwiseS8 *conv, const int8_t *image, int32_t y, int32_t x,
	const int8_t *outside, const int8_t **tap)
{
	const Window *window = &conv->window;

	for (int32_t ky = 0; ky < window->kernel_h; ky++) {
		for (int32_t kx = 0; kx < window->kernel_w; kx++) {
			ptrdiff_t pixel = window_tap(window, y, x, ky, kx);

			*tap++ = pixel < 0 ? outside : image + pixel * window->in_c;
		}
	}
}

/* Output channels first to end - 1 of a pixel. */
static void point(const DepthwiseS8 *conv, const int8_t *const *tap, const int8_t *weight,
	const int32_t *bias, int32_t first, int32_t end, int8_t *out)
{
	const Window *window = &conv->window;
	const LayerQuant *quant = &conv->quant;
	int32_t taps = window->kernel_h * window->kernel_w;

	for (int32_t c = first; c < end; c++) {
		uint32_t sum = (uint32_t)bias[c];

		for (int32_t i = 0; i < taps; i++)
			sum += (uint32_t)(weight[(ptrdiff_t)i * window->out_c + c] *
				tap[i][c / conv->repeat]);
		out[c] = to_s8(rescale((int32_t)sum, quant->multiplier[c], quant->shift[c]),
			quant->out_zero, quant->act_min, quant->act_max);
	}
}

void depthwise_s8(const DepthwiseS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch)
{
	const Window *window = &conv->window;
	ptrdiff_t row_step = (ptrdiff_t)window->out_w * conv->out_step;
	int32_t block = depthwise_s8_block(conv);
	const int8_t **tap = (const int8_t **)scratch;
	int8_t *outside = (int8_t *)(tap + 2 * depthwise_s8_tap_pairs(conv));

	memset(outside, conv->quant.in_zero, (size_t)(window->out_c / conv->repeat));
	for (int32_t b = 0; b < window->batch; b++) {
		const int8_t *image = in + conv->first_c +
			(ptrdiff_t)b * window->in_h * window->in_w * window->in_c;

		for (int32_t y = 0; y < window->out_h; y++, out += row_step) {
			for (int32_t c = 0; c < window->out_c; c += block) {
				int32_t end = window->out_c - c < block ? window->out_c : c + block;

				for (int32_t x = 0; x < window->out_w; x++) {
					find_taps(conv, image, y, x, outside, tap);
					point(conv, tap, weight, bias, c, end,
						out + (ptrdiff_t)x * conv->out_step);
				}
			}
		}
	}
}
