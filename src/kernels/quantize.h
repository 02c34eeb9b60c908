/* SPDX-License-Identifier: Apache-2.0 */
/* Between real numbers, int8 and uint8. */
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

#endif
