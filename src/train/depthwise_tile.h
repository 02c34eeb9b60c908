/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loops of depthwise convolution in training. */
#ifndef TRAIN_DEPTHWISE_TILE_H
#define TRAIN_DEPTHWISE_TILE_H

#include <stddef.h>
#include <stdint.h>

#include "src/train/real.h"

/*
 * An image x [..][channels], with room for every tap of every window, and an output
 * [out_h][out_w][channels]: output (y, v) and tap k meet at x[y * row_step + v * column_step +
 * tap[k]], each channel on its own.
 */
typedef struct DepthwiseImage {
	int channels, out_h, out_w, n_taps;
	ptrdiff_t row_step, column_step;
	const int32_t *tap;
	const Real *x;
	const Real *weight; /* [n_taps][channels] */

	/* Forward. */
	const Real *bias; /* [channels] */
	Real low, high;
	Real *out;

	/* Backward: d_weight [n_taps][channels] and d_x are added to; d_x NULL where nobody asks. */
	const Real *d_out;
	Real *d_weight, *d_x;
} DepthwiseImage;

/* Sums go from the bias through the taps, and over an image's outputs row by row, products and
 * sums rounded apart: the same bits for every width of vectors. */
void depthwise_forward(const DepthwiseImage *image);
void depthwise_backward(const DepthwiseImage *image);

#endif
