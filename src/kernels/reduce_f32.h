/* SPDX-License-Identifier: Apache-2.0 */
/* Mean, sum and maximum over some axes of an array, in float32. */
#ifndef KERNELS_REDUCE_F32_H
#define KERNELS_REDUCE_F32_H

#include "src/kernels/reduction.h"

/*
 * The sum over the reduced axes, of elements in the order in which they lie in memory,
 * starting at 0; the mean is that sum divided by their number, as in TFLite's reference
 * kernel. out is dense and must not overlap in. Cannot fail.
 */
void sum_f32(const Reduction *shape, const float *in, float *out);
void mean_f32(const Reduction *shape, const float *in, float *out);

/* The largest value, among those from the first on: NaN where that is, and passed over later. */
void reduce_max_f32(const Reduction *shape, const float *in, float *out);

#endif
