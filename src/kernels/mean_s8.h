/* SPDX-License-Identifier: Apache-2.0 */
/* int8 mean and sum over axes. */
#ifndef KERNELS_MEAN_S8_H
#define KERNELS_MEAN_S8_H

#include "src/kernels/fixed_point.h"
#include "src/kernels/reduction.h"

#include <stdint.h>

typedef struct MeanS8 {
	Reduction shape;
	int32_t in_zero, out_zero; /* -128 .. 127 */
	Rescale scale;             /* in / (count * out) for a mean, in / out for a sum */
} MeanS8;

/*
 * MEAN and SUM, which differ in `scale` alone; bit-exact with TFLite's int8 reference
 * kernels. out is dense and must not overlap in. Cannot fail; sums wrap around at 32 bits.
 */
void mean_s8(const MeanS8 *mean, const int8_t *in, int8_t *out);

#endif
