/* SPDX-License-Identifier: Apache-2.0 */
/* 2-D convolution in float32. */
#ifndef KERNELS_CONV_F32_H
#define KERNELS_CONV_F32_H

#include "src/kernels/window.h"

typedef struct ConvF32 {
	Window window;
	int32_t weight_c;       /* input channels that a filter sees: in_c / groups */
	float act_min, act_max; /* see clamp_f32 */
} ConvF32;

/*
 * 2-D convolution, grouped where weight_c is below in_c, in the order of TFLite's reference
 * float kernel: each output starts at 0, takes in its taps inside the image one after
 * another (kernel row, kernel column, channel), each product rounded before it is added,
 * then the bias, then the clamp. Compiled without contraction of products and sums
 * (-ffp-contract=off) the result is the same bits on every machine with IEEE floats, save
 * for the payloads of NaNs.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [out_c, kernel_h, kernel_w, weight_c]
 *   bias    [out_c], may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: in_c and out_c are multiples of the number of groups.
 */
void conv_f32(const ConvF32 *conv, const float *in, const float *weight,
	const float *bias, float *out);

#endif
