/* SPDX-License-Identifier: Apache-2.0 */
/* Between real numbers and int8, uint8 or int16. */
#ifndef KERNELS_QUANTIZE_H
#define KERNELS_QUANTIZE_H

#include "src/kernels/affine_8.h"

#include <stddef.h>
#include <stdint.h>

/*
 * real / scale, rounded to nearest with ties away from zero, + zero. Saturates; NaN gives
 * the zero point. The scale is above 0. out is int8_t or uint8_t as `to` says.
 */
void quantize_8(Affine8 to, float scale, const float *in, size_t n, void *out);

/* scale * (q - zero). */
void dequantize_8(Affine8 from, float scale, const void *in, size_t n, float *out);

/* The same with int16, whose zero point is 0. */
void quantize_s16(float scale, const float *in, size_t n, int16_t *out);
void dequantize_s16(float scale, const int16_t *in, size_t n, float *out);

#endif
