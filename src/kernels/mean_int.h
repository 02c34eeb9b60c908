/* SPDX-License-Identifier: Apache-2.0 */
/* Mean and sum of int8 or int16 over axes. */
#ifndef KERNELS_MEAN_INT_H
#define KERNELS_MEAN_INT_H

#include "src/kernels/fixed_point.h"
#include "src/kernels/reduction.h"

#include <stdint.h>

typedef struct MeanInt {
	Reduction shape;
	int32_t in_zero, out_zero; /* within the type; 0 of int16 */
	Rescale scale;             /* in / (count * out) for a mean, in / out for a sum */
} MeanInt;

/*
 * MEAN and SUM, which differ in `scale` alone; bit-exact with TFLite's reference
 * kernels. out is dense and must not overlap in. Cannot fail; sums wrap around at 32 bits.
 */
void mean_s8(const MeanInt *mean, const int8_t *in, int8_t *out);
void mean_s16(const MeanInt *mean, const int16_t *in, int16_t *out);

#endif
