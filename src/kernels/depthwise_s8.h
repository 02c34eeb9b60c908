/* SPDX-License-Identifier: Apache-2.0 */
/* int8 depthwise convolution. */
#ifndef KERNELS_DEPTHWISE_S8_H
#define KERNELS_DEPTHWISE_S8_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct DepthwiseS8 {
	Window window; /* out_c is a multiple of in_c: the depth multiplier */
	LayerQuant quant;
} DepthwiseS8;

/*
 * 2-D depthwise convolution, bit-exact with TFLite's int8 reference kernel. Output
 * channel c sees input channel c / (out_c / in_c) and no other.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [kernel_h, kernel_w, out_c]  symmetric, one scale per out_c
 *   bias    [out_c], scale in * weight; may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void depthwise_s8(const DepthwiseS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out);

#endif
