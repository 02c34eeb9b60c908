/* SPDX-License-Identifier: Apache-2.0 */
/* Transposed 2-D convolution in float32. */
#ifndef KERNELS_TRANSPOSE_CONV_F32_H
#define KERNELS_TRANSPOSE_CONV_F32_H

#include "src/kernels/window.h"

typedef struct TransposeConvF32 {
	Window window;          /* its dilations are not looked at */
	float act_min, act_max; /* see clamp_f32 */
} TransposeConvF32;

/*
 * Each input pixel (y, x) spreads over the outputs from row y * stride_h - pad_top and column
 * x * stride_w - pad_left on, as far as the kernel reaches; what falls outside is dropped.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [out_c, kernel_h, kernel_w, in_c]
 *   bias    [out_c], may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * In the order of TFLite's reference kernel: each output starts at 0 and takes in what reaches
 * it by input row, column and channel, each product rounded before it is added, then the bias,
 * then the clamp. Compiled without contraction of products and sums the result is the same
 * bits on every machine with IEEE floats, save for the payloads of NaNs. Cannot fail.
 */
void transpose_conv_f32(const TransposeConvF32 *conv, const float *in,
	const float *weight, const float *bias, float *out);

#endif
