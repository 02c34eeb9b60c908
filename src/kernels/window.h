/* SPDX-License-Identifier: Apache-2.0 */
/* The geometry that convolution and pooling kernels share. */
#ifndef KERNELS_WINDOW_H
#define KERNELS_WINDOW_H

#include <stdint.h>

/*
 * A window sliding over images in NHWC layout.
 *
 *   in   [batch, in_h, in_w, in_c]
 *   out  [batch, out_h, out_w, out_c]
 *
 * The tap (ky, kx) of output (y, x) reads input row y * stride_h + ky * dilation_h - pad_top
 * and column x * stride_w + kx * dilation_w - pad_left; taps outside the image count as
 * zero (int8: as the input's zero point), and pooling leaves them out.
 * Every count, stride and dilation is at least 1; pads are at least 0.
 */
typedef struct Window {
	int32_t batch;
	int32_t in_h, in_w, in_c;
	int32_t out_h, out_w, out_c;
	int32_t kernel_h, kernel_w;
	int32_t stride_h, stride_w;
	int32_t dilation_h, dilation_w;
	int32_t pad_top, pad_left;
} Window;

#endif
