/* SPDX-License-Identifier: Apache-2.0 */
/* The logistic function in float32. */
#ifndef KERNELS_LOGISTIC_F32_H
#define KERNELS_LOGISTIC_F32_H

#include <stddef.h>

/*
 * 1 / (1 + exp(-x)) over n elements, as TFLite's reference kernel has it, with exp_f32 for
 * the C library's exp: 1 above 16.619, exp(x) below -9. Within 1.3e-4 of the true value as
 * a ratio below -9, within two units in the last place elsewhere. out may be in.
 */
void logistic_f32(const float *in, size_t n, float *out);

#endif
