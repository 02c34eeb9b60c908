/* SPDX-License-Identifier: Apache-2.0 */
/* Average and maximum pooling in float32. */
#ifndef KERNELS_POOL_F32_H
#define KERNELS_POOL_F32_H

#include "src/kernels/window.h"

typedef struct PoolF32 {
	Window window;          /* out_c is in_c */
	float act_min, act_max; /* see clamp_f32 */
} PoolF32;

/*
 * Pool each channel over the taps inside the image, in the order of TFLite's reference
 * kernels (kernel row, kernel column).
 *
 *   in   [batch, in_h, in_w, in_c]
 *   out  [batch, out_h, out_w, in_c]; must not overlap in
 *
 * The average is the sum, one tap after another, over the number of taps. The maximum starts
 * at -FLT_MAX and passes over NaN. Cannot fail. A window wholly outside the image, which
 * TFLite refuses, gives 0 as the average and -FLT_MAX as the maximum, clamped.
 */
void average_pool_f32(const PoolF32 *pool, const float *in, float *out);
void max_pool_f32(const PoolF32 *pool, const float *in, float *out);

#endif
