/* SPDX-License-Identifier: Apache-2.0 */
/* Transposed int16 convolution, with int8 weights. */
#ifndef KERNELS_TRANSPOSE_CONV_S16_H
#define KERNELS_TRANSPOSE_CONV_S16_H

#include "src/kernels/layer_quant.h"
#include "src/kernels/window.h"

#include <stdint.h>

typedef struct TransposeConvS16 {
	Window window;    /* its dilations are not looked at */
	LayerQuant quant; /* shifts of at most 7 */
} TransposeConvS16;

/*
 * Transposed 2-D convolution, bit-exact with TFLite's int16 reference kernel: each input pixel
 * (y, x) spreads over the outputs from row y * stride_h - pad_top and column x * stride_w -
 * pad_left on, as far as the kernel reaches; what falls outside is dropped.
 *
 *   in      [batch, in_h, in_w, in_c]
 *   weight  [out_c, kernel_h, kernel_w, in_c]  symmetric, one scale per out_c; int8
 *   bias    [out_c], scale in * weight; may be NULL
 *   out     [batch, out_h, out_w, out_c]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise.
 */
void transpose_conv_s16(const TransposeConvS16 *conv, const int16_t *in,
	const int8_t *weight, const int64_t *bias, int16_t *out);

#endif
