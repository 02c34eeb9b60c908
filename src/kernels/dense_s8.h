/* SPDX-License-Identifier: Apache-2.0 */
/* int8 fully connected layer. */
#ifndef KERNELS_DENSE_S8_H
#define KERNELS_DENSE_S8_H

#include "src/kernels/layer_quant.h"

#include <stdint.h>

typedef struct DenseS8 {
	int32_t rows, in_n, out_n;
	LayerQuant quant; /* all channels alike when the weights have a single scale */
} DenseS8;

/*
 * Fully connected layer, bit-exact with TFLite's int8 reference kernel.
 *
 *   in      [rows, in_n]
 *   weight  [out_n, in_n]  symmetric, one scale or one per out_n
 *   bias    [out_n], scale in * weight; may be NULL
 *   out     [rows, out_n]; must not overlap in
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void dense_s8(const DenseS8 *dense, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out);

#endif
