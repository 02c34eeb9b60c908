/* SPDX-License-Identifier: Apache-2.0 */
/* Mean over some axes of an array, in float32. */
#ifndef KERNELS_MEAN_F32_H
#define KERNELS_MEAN_F32_H

#include "src/kernels/reduction.h"

/*
 * The mean over the reduced axes. Elements are added in the order in which they lie in
 * memory, starting at 0, and the sum is divided by their number, as in TFLite's reference
 * kernel. out is dense and must not overlap in. Cannot fail.
 */
void mean_f32(const Reduction *shape, const float *in, float *out);

#endif
