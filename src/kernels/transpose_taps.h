/* SPDX-License-Identifier: Apache-2.0 */
/* Which input pixels reach an output of a transposed convolution. */
#ifndef KERNELS_TRANSPOSE_TAPS_H
#define KERNELS_TRANSPOSE_TAPS_H

#include "src/kernels/window.h"

#include <stddef.h>
#include <stdint.h>

/* Pixels begin to end - 1 along one axis; none where end is not above begin. */
typedef struct Reaching {
	int32_t begin, end;
} Reaching;

/*
 * Input i spreads over the places i * stride to i * stride + kernel - 1, tap 0 first. Those of
 * extent inputs that reach a place, which is at least 0 and below 2^30; input i does so with
 * tap place - i * stride.
 */
static inline Reaching inputs_reaching(int32_t place, int32_t stride, int32_t kernel,
	int32_t extent)
{
	Reaching range = {0, place / stride + 1};

	if (place >= kernel)
		range.begin = (place - kernel) / stride + 1;
	if (range.end > extent)
		range.end = extent;
	return range;
}

/* The pixel (in_y * in_w + in_x) that reaches output (y, x) with tap (ky, kx); -1 for none. */
static inline ptrdiff_t pixel_reaching(const Window *window, int32_t y, int32_t x,
	int32_t ky, int32_t kx)
{
	int32_t down = y + window->pad_top - ky, across = x + window->pad_left - kx;

	if (down < 0 || down % window->stride_h || down / window->stride_h >= window->in_h ||
		across < 0 || across % window->stride_w ||
		across / window->stride_w >= window->in_w)
		return -1;
	return (ptrdiff_t)(down / window->stride_h) * window->in_w +
		across / window->stride_w;
}

#endif
