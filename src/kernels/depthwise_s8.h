/* SPDX-License-Identifier: Apache-2.0 */
/* int8 depthwise convolution. */
#ifndef KERNELS_DEPTHWISE_S8_H
#define KERNELS_DEPTHWISE_S8_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct DepthwiseS8 {
	Window window;
	int32_t repeat;   /* the depth multiplier; divides out_c */
	int32_t first_c;  /* of the input; 0 unless only a few channels are worked out */
	int32_t out_step; /* bytes from a pixel's outputs to the next's, at least out_c */
	LayerQuant quant;
} DepthwiseS8;

/*
 * 2-D depthwise convolution, bit-exact with TFLite's int8 reference kernel. Output
 * channel c sees input channel first_c + c / repeat and no other.
 *
 *   in       [batch, in_h, in_w, in_c]
 *   weight   [kernel_h, kernel_w, out_c]  symmetric, one scale per out_c
 *   bias     [out_c], scale in * weight, with the input's zero point: see LayerQuant
 *   out      [batch, out_h, out_w, out_c], pixels out_step bytes apart
 *   scratch  depthwise_s8_scratch() bytes, 4-aligned
 *
 * A few output channels at a time can be had: out_c says how many; weight (of these channels
 * alone), bias and quant begin at the first of them, out at the first pixel's first of them.
 * in and out of the whole may overlap as depthwise_s8_lead (lead.h) says.
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void depthwise_s8(const DepthwiseS8 *conv, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch);

/*
 * Channels are worked out in blocks, row by row, so that one block's weights can lie in
 * scratch as 16-bit pairs; usually there is one block. With a depth multiplier there is none
 * of that.
 */
enum { DEPTHWISE_PAIRS_BYTES = 2048 };

static inline int32_t depthwise_s8_tap_pairs(const DepthwiseS8 *conv)
{
	return (conv->window.kernel_h * conv->window.kernel_w + 1) / 2;
}

static inline int32_t depthwise_s8_block(const DepthwiseS8 *conv)
{
	int32_t most = DEPTHWISE_PAIRS_BYTES / (4 * depthwise_s8_tap_pairs(conv)) / 4 * 4;

	if (conv->repeat > 1 || conv->window.out_c <= most)
		return conv->window.out_c;
	return most > 4 ? most : 4;
}

/* The same on every machine: a block's weights, a pointer a tap, and a pixel of zeros. */
static inline int32_t depthwise_s8_scratch(const DepthwiseS8 *conv)
{
	enum { POINTER_BYTES = 8, TO_ALIGN_THEM = 4 };
	int32_t block = (depthwise_s8_block(conv) + 3) / 4 * 4;
	int32_t pairs = conv->repeat > 1 ? 0 : depthwise_s8_tap_pairs(conv) * block * 4;
	int32_t pixel = (conv->window.out_c / conv->repeat + 3) / 4 * 4;

	return 2 * depthwise_s8_tap_pairs(conv) * POINTER_BYTES + TO_ALIGN_THEM + pairs +
		pixel;
}

#endif
