/* SPDX-License-Identifier: Apache-2.0 */
/* int8, uint8 and int16 in units of another scale. */
#ifndef KERNELS_REQUANTIZE_H
#define KERNELS_REQUANTIZE_H

#include "src/kernels/affine_8.h"

#include <stddef.h>
#include <stdint.h>

/*
 * n values of `from` in units of another scale: in / out is `scale`. Bit-exact with
 * TFLite's QUANTIZE; saturates. in and out are int8_t or uint8_t as `from` and `to` say,
 * and may be the same memory.
 */
void requantize_8(Affine8 from, Affine8 to, Rescale scale, const void *in, size_t n,
	void *out);

/* The same with int16, whose zero point is 0. in and out must not overlap where their types
 * are of different sizes. */
void requantize_s16(Rescale scale, const int16_t *in, size_t n, int16_t *out);
void requantize_8_to_s16(Affine8 from, Rescale scale, const void *in, size_t n,
	int16_t *out);
void requantize_s16_to_8(Affine8 to, Rescale scale, const int16_t *in, size_t n,
	void *out);

#endif
