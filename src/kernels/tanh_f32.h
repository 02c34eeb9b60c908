/* SPDX-License-Identifier: Apache-2.0 */
/* The hyperbolic tangent in float32. */
#ifndef KERNELS_TANH_F32_H
#define KERNELS_TANH_F32_H

#include <stddef.h>

/*
 * The hyperbolic tangent over n elements, within 0.501 units in the last place of the true
 * value, and the same bits on every machine (see exp_f32); out may be in.
 */
void tanh_f32(const float *in, size_t n, float *out);

#endif
