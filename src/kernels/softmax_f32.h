/* SPDX-License-Identifier: Apache-2.0 */
/* Softmax in float32. */
#ifndef KERNELS_SOFTMAX_F32_H
#define KERNELS_SOFTMAX_F32_H

#include <stdint.h>

/*
 * Softmax of each row: exp((x - largest) * beta), over their sum from first to last.
 * TFLite's reference order, with exp_f32 for the C library's exp.
 *
 *   in   [rows, n]
 *   out  [rows, n]; may be in
 */
void softmax_f32(const float *in, int32_t rows, int32_t n, float beta, float *out);

#endif
