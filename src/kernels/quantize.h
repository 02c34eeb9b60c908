/* SPDX-License-Identifier: Apache-2.0 */
/* Between real numbers, int8, uint8 and int16. */
#ifndef KERNELS_QUANTIZE_H
#define KERNELS_QUANTIZE_H

#include "src/kernels/fixed_point.h"

#include <stddef.h>
#include <stdint.h>

/* An 8-bit type: values are low .. low + 255, with low -128 for int8 and 0 for uint8. */
typedef struct Affine8 {
	int32_t zero; /* within the type's values */
	int32_t low;
} Affine8;

/*
 * n values of `from` in units of another scale: in / out is `scale`. Bit-exact with
 * TFLite's QUANTIZE; saturates. in and out are int8_t or uint8_t as `from` and `to` say,
 * and may be the same memory.
 */
void requantize_8(Affine8 from, Affine8 to, Rescale scale, const void *in, size_t n,
	void *out);

/*
 * real / scale, rounded to nearest with ties away from zero, + zero. Saturates; NaN gives
 * the zero point. The scale is above 0.
 */
void quantize_8(Affine8 to, float scale, const float *in, size_t n, void *out);

/* scale * (q - zero). */
void dequantize_8(Affine8 from, float scale, const void *in, size_t n, float *out);

/* The same with int16, whose zero point is 0. in and out must not overlap where their types
 * are of different sizes. */
void requantize_s16(Rescale scale, const int16_t *in, size_t n, int16_t *out);
void requantize_8_to_s16(Affine8 from, Rescale scale, const void *in, size_t n,
	int16_t *out);
void requantize_s16_to_8(Affine8 to, Rescale scale, const int16_t *in, size_t n,
	void *out);
void quantize_s16(float scale, const float *in, size_t n, int16_t *out);
void dequantize_s16(float scale, const int16_t *in, size_t n, float *out);

#endif
