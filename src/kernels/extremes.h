/* SPDX-License-Identifier: Apache-2.0 */
/* The larger and the smaller of two tensors' elements. */
#ifndef KERNELS_EXTREMES_H
#define KERNELS_EXTREMES_H

#include "src/kernels/broadcast.h"

/*
 * a > b ? a : b and a < b ? a : b, element by element; integers are compared as they are, so
 * those that stand for real numbers must be quantised alike. Beside NaN, b is taken. The
 * shapes, and which operand is repeated along which axis, are in `shape`; out is dense, and
 * may be the same memory as an operand that is not repeated. Cannot fail.
 */
void maximum_f32(const Broadcast *shape, const float *a, const float *b, float *out);
void minimum_f32(const Broadcast *shape, const float *a, const float *b, float *out);
void maximum_s8(const Broadcast *shape, const int8_t *a, const int8_t *b, int8_t *out);
void minimum_s8(const Broadcast *shape, const int8_t *a, const int8_t *b, int8_t *out);
void maximum_s16(const Broadcast *shape, const int16_t *a, const int16_t *b,
	int16_t *out);
void minimum_s16(const Broadcast *shape, const int16_t *a, const int16_t *b,
	int16_t *out);
void maximum_s32(const Broadcast *shape, const int32_t *a, const int32_t *b,
	int32_t *out);
void minimum_s32(const Broadcast *shape, const int32_t *a, const int32_t *b,
	int32_t *out);
void maximum_s64(const Broadcast *shape, const int64_t *a, const int64_t *b,
	int64_t *out);
void minimum_s64(const Broadcast *shape, const int64_t *a, const int64_t *b,
	int64_t *out);

#endif
