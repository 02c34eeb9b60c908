/* SPDX-License-Identifier: Apache-2.0 */
/* Fully connected layer in float32. */
#ifndef KERNELS_DENSE_F32_H
#define KERNELS_DENSE_F32_H

#include <stdint.h>

typedef struct DenseF32 {
	int32_t rows, in_n, out_n;
	float act_min, act_max; /* see clamp_f32 */
} DenseF32;

/*
 * Fully connected layer: each output is a row of weights times a row of the input, summed
 * from the first product to the last as in conv_f32.
 *
 *   in      [rows, in_n]
 *   weight  [out_n, in_n]
 *   bias    [out_n], may be NULL
 *   out     [rows, out_n]; must not overlap in
 */
void dense_f32(const DenseF32 *dense, const float *in, const float *weight,
	const float *bias, float *out);

#endif
