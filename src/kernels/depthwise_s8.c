/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/depthwise_s8.h"

#include "src/kernels/depthwise_s8_taps.h"
#include "src/kernels/machine.h"
#include "src/kernels/output_s8.h"
#include "src/kernels/window_tap.h"

/*
 * Each machine has
 *
 *   pack_block  prepares the weights of channels first to end - 1
 *   put_most    works out a pixel's channels from `first` on, some at a time, and tells
 *               which is the first that is left
 */
#if defined(KERNELS_HELIUM)
#include "src/kernels/depthwise_s8_mve.h"
#else
#include "src/kernels/depthwise_s8_fours.h"
#endif

/* Channels first to end - 1 of a pixel one by one. */
static void put_singles(const DepthwiseS8 *conv, const Workspace *space,
	const int8_t *weight, const int32_t *bias, int32_t first, int32_t end, int8_t *out)
{
	for (int32_t c = first; c < end; c++) {
		const int8_t *at = weight + c;
		int32_t sum = bias[c];

		for (int32_t i = 0; i < space->taps; i++, at += conv->window.out_c)
			sum = add_wrap(sum, *at * space->tap[i][c / conv->repeat]);
		put_output(output_of(&conv->quant, c), sum, out + c);
	}
}

/* Channels first to end - 1 of row y. */
static void put_row(const DepthwiseS8 *conv, const int8_t *image, int32_t y,
	const Workspace *space, const int8_t *weight, const int32_t *bias, int32_t first,
	int32_t end, int8_t *out)
{
	const Window *window = &conv->window;
	int32_t was_inside = 0;

	for (int32_t x = 0; x < window->out_w; x++, out += conv->out_step) {
		int32_t c = first, inside = window_is_inside(window, y, x);

		if (inside && was_inside)
			move_taps(space, (ptrdiff_t)window->stride_w * window->in_c);
		else
			find_taps(conv, image, y, x, space);
		was_inside = inside;
		if (conv->repeat == 1)
			c = put_most(conv, space, weight, bias, first, end, out);
		put_singles(conv, space, weight, bias, c, end, out);
		limit_outputs(conv->quant.act_min, conv->quant.act_max, out + first, end - first);
	}
}

void depthwise_s8(const DepthwiseS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch)
{
	const Window *window = &conv->window;
	Workspace space = workspace(conv, scratch);
	int32_t rows = window->batch * window->out_h;
	int32_t block = depthwise_s8_block(conv);
	int32_t packed = -1; /* the block's first channel */

	in += conv->first_c;
	for (int32_t i = 0, y = 0; i < rows; i++) {
		for (int32_t c = 0; c < window->out_c; c += block) {
			int32_t end = window->out_c - c < block ? window->out_c : c + block;

			if (conv->repeat == 1 && packed != c)
				pack_block(conv, &space, weight, c, end);
			packed = c;
			put_row(conv, in, y, &space, weight, bias, c, end, out);
		}
		out += (ptrdiff_t)window->out_w * conv->out_step;
		if (++y == window->out_h) {
			y = 0;
			in += (ptrdiff_t)window->in_h * window->in_w * window->in_c;
		}
	}
}
