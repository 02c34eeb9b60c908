/* SPDX-License-Identifier: Apache-2.0 */
/* int16 depthwise convolution with int8 weights. */
#ifndef KERNELS_DEPTHWISE_S16_H
#define KERNELS_DEPTHWISE_S16_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct DepthwiseS16 {
	Window window;    /* out_c is a multiple of in_c: the depth multiplier */
	LayerQuant quant; /* shifts of at most 7 */
} DepthwiseS16;

/*
 * 2-D depthwise convolution, bit-exact with TFLite's int16 reference kernel. Output
 * channel c sees input channel c / (out_c / in_c) and no other.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [kernel_h, kernel_w, out_c]  symmetric, one scale per out_c
 *   bias    [out_c], scale in * weight; may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 64 bits.
 */
void depthwise_s16(const DepthwiseS16 *conv, const int16_t *in, const int8_t *weight,
	const int64_t *bias, int16_t *out);

#endif
