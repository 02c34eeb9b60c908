/* SPDX-License-Identifier: Apache-2.0 */
/* Where a window's taps lie. */
#ifndef KERNELS_WINDOW_TAP_H
#define KERNELS_WINDOW_TAP_H

#include "src/kernels/window.h"

#include <stddef.h>
#include <stdint.h>

/* Whether all taps of output (y, x) are inside the image. */
static inline int window_is_inside(const Window *window, int32_t y, int32_t x)
{
	ptrdiff_t top = (ptrdiff_t)y * window->stride_h - window->pad_top;
	ptrdiff_t left = (ptrdiff_t)x * window->stride_w - window->pad_left;

	return top >= 0 && left >= 0 &&
		top + (ptrdiff_t)(window->kernel_h - 1) * window->dilation_h < window->in_h &&
		left + (ptrdiff_t)(window->kernel_w - 1) * window->dilation_w < window->in_w;
}

/* The pixel (in_y * in_w + in_x) under tap (ky, kx) of output (y, x); -1 when outside. */
static inline ptrdiff_t window_tap(const Window *window, int32_t y, int32_t x, int32_t ky,
	int32_t kx)
{
	ptrdiff_t in_y = (ptrdiff_t)y * window->stride_h +
		(ptrdiff_t)ky * window->dilation_h - window->pad_top;
	ptrdiff_t in_x = (ptrdiff_t)x * window->stride_w +
		(ptrdiff_t)kx * window->dilation_w - window->pad_left;

	if (in_y < 0 || in_y >= window->in_h || in_x < 0 || in_x >= window->in_w)
		return -1;
	return in_y * window->in_w + in_x;
}

#endif
