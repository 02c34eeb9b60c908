/* SPDX-License-Identifier: Apache-2.0 */
/* int16 convolution with int8 weights. */
#ifndef KERNELS_CONV_S16_H
#define KERNELS_CONV_S16_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct ConvS16 {
	Window window;
	int32_t groups;   /* divides in_c and out_c; 1 for an ordinary convolution */
	LayerQuant quant; /* shifts of at most 7, unless sums are narrow */
	int32_t
		is_narrow; /* 1: sums have 32 bits, and wrap around, as beside an int32 bias */
} ConvS16;

/*
 * 2-D convolution, bit-exact with TFLite's int16 reference kernel. A fully connected layer
 * is one of a 1 x 1 kernel over a batch of 1 x 1 images, one for each row.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [out_c, kernel_h, kernel_w, in_c / groups]  symmetric, one scale per out_c
 *   bias    [out_c], scale in * weight; may be NULL; within 32 bits where sums are narrow
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise.
 */
void conv_s16(const ConvS16 *conv, const int16_t *in, const int8_t *weight,
	const int64_t *bias, int16_t *out);

#endif
