/* SPDX-License-Identifier: Apache-2.0 */
/* int8 convolution. */
#ifndef KERNELS_CONV_S8_H
#define KERNELS_CONV_S8_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct ConvS8 {
	Window window;
	int32_t groups; /* divides in_c and out_c; 1 for an ordinary convolution */
	LayerQuant quant;
} ConvS8;

/*
 * 2-D convolution, bit-exact with TFLite's int8 reference kernel.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [out_c, kernel_h, kernel_w, in_c / groups]  symmetric, one scale per out_c
 *   bias    [out_c], scale in * weight; may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void conv_s8(const ConvS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out);

#endif
