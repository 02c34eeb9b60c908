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
 */
typedef struct LayerQuant {
	int32_t in_zero, out_zero;
	int32_t act_min, act_max;          /* act_min <= act_max */
	const int32_t *multiplier, *shift; /* one of each an output channel */
} LayerQuant;

#endif
