/* SPDX-License-Identifier: Apache-2.0 */
/* int8 fully connected layer. */
#ifndef KERNELS_DENSE_S8_H
#define KERNELS_DENSE_S8_H

#include "src/kernels/filters_s8.h"

typedef struct DenseS8 {
	int32_t rows, in_n, out_n;
	int32_t out_step; /* bytes from a row's outputs to the next's, at least out_n */
	LayerQuant quant; /* all channels alike when the weights have a single scale */
} DenseS8;

/*
 * Fully connected layer, bit-exact with TFLite's int8 reference kernel.
 *
 *   in       [rows, in_n]
 *   weight   [out_n, in_n]  symmetric, one scale or one per out_n
 *   bias     [out_n], scale in * weight, with the input's zero point: see LayerQuant
 *   out      [rows, out_n], rows out_step bytes apart; must not overlap in
 *   scratch  dense_s8_scratch() bytes, 4-aligned
 *
 * A few outputs at a time can be had: out_n says how many; weight, bias and quant begin at
 * the first of them, out at the first row's first of them.
 *
 * Cannot fail: shapes and ranges are the caller's promise. Sums wrap around at 32 bits.
 */
void dense_s8(const DenseS8 *dense, const int8_t *in, const int8_t *weight,
	const int32_t *bias, int8_t *out, void *scratch);

/* The same on every machine. */
static inline int32_t dense_s8_scratch(const DenseS8 *dense)
{
	return windows_scratch(dense->in_n, dense->rows);
}

#endif
