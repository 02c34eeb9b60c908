/* SPDX-License-Identifier: Apache-2.0 */
/* Depthwise convolution in float32. */
#ifndef KERNELS_DEPTHWISE_F32_H
#define KERNELS_DEPTHWISE_F32_H

#include "src/kernels/window.h"

typedef struct DepthwiseF32 {
	Window window;          /* depth multiplier: out_c / in_c, without remainder */
	float act_min, act_max; /* see clamp_f32 */
} DepthwiseF32;

/*
 * Depthwise convolution: output channel c sees input channel c / multiplier. Order of sums,
 * rounding and promises as conv_f32.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [kernel_h, kernel_w, out_c]
 *   bias    [out_c], may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 */
void depthwise_f32(const DepthwiseF32 *conv, const float *in, const float *weight,
	const float *bias, float *out);

#endif
