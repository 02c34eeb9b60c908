/* SPDX-License-Identifier: Apache-2.0 */
/* The scratch of depthwise_s8, and in it the taps of a window. */
#ifndef KERNELS_DEPTHWISE_S8_TAPS_H
#define KERNELS_DEPTHWISE_S8_TAPS_H

#include "src/kernels/depthwise_s8.h"

#include <stddef.h>
#include <string.h>

/* What lies in scratch. */
typedef struct Workspace {
	const int8_t **tap; /* where each tap is, from first_c on; an even number of them */
	int8_t *outside;    /* what taps outside the image see */
	uint32_t *pairs;    /* of a block's weights, where the machine has use for them */
	int32_t taps;
} Workspace;

static inline Workspace workspace(const DepthwiseS8 *conv, void *scratch)
{
	int32_t pairs = depthwise_s8_tap_pairs(conv);
	int32_t channels = conv->window.out_c / conv->repeat;
	Workspace space;

	space.tap = (const int8_t **)(((uintptr_t)scratch + sizeof *space.tap - 1) /
		sizeof *space.tap * sizeof *space.tap);
	space.outside = (int8_t *)(space.tap + (ptrdiff_t)2 * pairs);
	space.pairs = (uint32_t *)(void *)(space.outside + (channels + 3) / 4 * 4);
	space.taps = conv->window.kernel_h * conv->window.kernel_w;
	space.tap[2 * pairs - 1] = space.outside;
	memset(space.outside, conv->quant.in_zero, (size_t)channels);
	return space;
}

/* Find the taps of the window at (y, x). */
static inline void find_taps(const DepthwiseS8 *conv, const int8_t *image, int32_t y,
	int32_t x, const Workspace *space)
{
	const Window *window = &conv->window;
	int32_t in_c = window->in_c, in_w = window->in_w;
	int32_t in_y = y * window->stride_h - window->pad_top;
	int32_t left = x * window->stride_w - window->pad_left;
	const int8_t **tap = space->tap;

	for (int32_t ky = 0; ky < window->kernel_h; ky++, in_y += window->dilation_h) {
		int32_t is_row = in_y >= 0 && in_y < window->in_h, in_x = left;
		const int8_t *row = is_row ? image + (ptrdiff_t)in_y * in_w * in_c : image;

		for (int32_t kx = 0; kx < window->kernel_w; kx++, in_x += window->dilation_w)
			*tap++ = is_row && in_x >= 0 && in_x < in_w ? row + (ptrdiff_t)in_x * in_c
														: space->outside;
	}
}

/* Those of a window `bytes` on, if both are within the image. */
static inline void move_taps(const Workspace *space, ptrdiff_t bytes)
{
	for (int32_t i = 0; i < space->taps; i++)
		space->tap[i] += bytes;
}

#endif
