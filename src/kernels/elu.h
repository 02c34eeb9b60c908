/* SPDX-License-Identifier: Apache-2.0 */
/* ELU: x where it is not below 0, else e^x - 1. */
#ifndef KERNELS_ELU_H
#define KERNELS_ELU_H

#include <stddef.h>
#include <stdint.h>

/* n values, within a unit in the last place; out may be in. NaN stays NaN. */
void elu_f32(const float *in, size_t n, float *out);

/* How int8 values stand for real ones: scales and their reciprocals are finite and above 0,
 * zero points int8. */
typedef struct EluS8 {
	float in_scale, out_scale;
	int32_t in_zero, out_zero;
} EluS8;

/*
 * n values; out may be in. In float32, as TFLite's reference kernel makes its table of 256
 * results, with exp_f32 for the C library's exp: meant for such a table.
 */
void elu_s8(const EluS8 *elu, const int8_t *in, size_t n, int8_t *out);

#endif
