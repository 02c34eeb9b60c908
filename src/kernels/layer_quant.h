/* SPDX-License-Identifier: Apache-2.0 */
/* How the sums of an int8 or int16 layer become its outputs. */
#ifndef KERNELS_LAYER_QUANT_H
#define KERNELS_LAYER_QUANT_H

#include <stdint.h>

/*
 * Of a convolution or a fully connected layer. Channel c's sums of weight * (in - in_zero)
 * are multiplied by multiplier[c] * 2^(shift[c] - 31), as in Rescale, moved by out_zero and
 * clamped. Zero points and limits lie within the activations' type; int16 has zero points
 * of 0.
 *
 * Of int8 layers, conv_s8, depthwise_s8 and dense_s8 sum up weight * in, so that their inner
 * loops subtract nothing: their bias already has the rest of it, -in_zero * the sum of the
 * channel's weights, modulo 2^32 (src/ops/fold_zero_point.h), and taps
 * outside the image count as in_zero.
 */
typedef struct LayerQuant {
	int32_t in_zero, out_zero;
	int32_t act_min, act_max;  /* act_min <= act_max */
	const int32_t *multiplier; /* one an output channel, as is the shift */
	const int8_t *shift;
} LayerQuant;

#endif
