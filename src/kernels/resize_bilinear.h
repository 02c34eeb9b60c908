/* SPDX-License-Identifier: Apache-2.0 */
/* Images made larger or smaller, in a straight line from pixel to pixel. */
#ifndef KERNELS_RESIZE_BILINEAR_H
#define KERNELS_RESIZE_BILINEAR_H

#include <stdint.h>

/*
 * Where a row or column of the output lies in the input: between two, of which the second has
 * the share, and the first the rest. At the image's edge both may be the same, and the share
 * beyond 0 .. 1.
 */
typedef struct BetweenF32 {
	int32_t first, second;
	float rest, share; /* rest is 1 - share */
} BetweenF32;

typedef struct BetweenS8 {
	int32_t first, second;
	int32_t rest, share; /* of 1024, which they add up to; each within +-2048 */
} BetweenS8;

typedef struct ResizeF32 {
	int32_t batch, in_h, in_w, channels, out_h, out_w;
	const BetweenF32 *rows, *columns; /* one for each of the output's */
} ResizeF32;

typedef struct ResizeS8 {
	int32_t batch, in_h, in_w, channels, out_h, out_w;
	const BetweenS8 *rows, *columns;
} ResizeS8;

/*
 * Each output is the sum of four pixels, upper left, lower left, upper right and lower right,
 * each times its row's share and then its column's: float32 in this order, as TFLite's
 * reference kernel adds them up; int8 rounded once, ties away from zero, to the bit.
 *
 *   in   [batch, in_h, in_w, channels]
 *   out  [batch, out_h, out_w, channels], of the same scale; must not overlap in
 *
 * Cannot fail: rows and columns lie within the input.
 */
void resize_bilinear_f32(const ResizeF32 *resize, const float *in, float *out);
void resize_bilinear_s8(const ResizeS8 *resize, const int8_t *in, int8_t *out);

#endif
