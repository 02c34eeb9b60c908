/* SPDX-License-Identifier: Apache-2.0 */
/* Images made larger or smaller by taking pixels as they are. */
#ifndef KERNELS_RESIZE_NEAREST_H
#define KERNELS_RESIZE_NEAREST_H

#include <stddef.h>
#include <stdint.h>

typedef struct ResizeNearest {
	int32_t batch, in_h, in_w, out_h, out_w;
	size_t pixel_bytes; /* all channels of a pixel */
	const int32_t *rows,
		*columns; /* of the input, for each row and column of the output */
} ResizeNearest;

/*
 * Pixel (y, x) of the output is pixel (rows[y], columns[x]) of the input.
 *
 *   in   [batch, in_h, in_w] pixels
 *   out  [batch, out_h, out_w] pixels; must not overlap in
 *
 * Cannot fail: rows and columns lie within the input.
 */
void resize_nearest(const ResizeNearest *resize, const void *in, void *out);

#endif
