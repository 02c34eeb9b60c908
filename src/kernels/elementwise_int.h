/* SPDX-License-Identifier: Apache-2.0 */
/* Addition, subtraction and product of two int8 or int16 tensors. */
#ifndef KERNELS_ELEMENTWISE_INT_H
#define KERNELS_ELEMENTWISE_INT_H

#include "src/kernels/broadcast.h"
#include "src/kernels/fixed_point.h"

#include <stdint.h>

/* Zero points and limits lie within the type; int16 has zero points of 0. */
typedef struct AddInt {
	int32_t a_zero, b_zero, out_zero;
	int32_t act_min, act_max; /* act_min <= act_max */
	Rescale a, b; /* to the common scale, 2^-20 (int16: 2^-15) of twice the larger one */
	Rescale out;
} AddInt;

typedef struct MulInt {
	int32_t a_zero, b_zero, out_zero;
	int32_t act_min, act_max; /* act_min <= act_max */
	Rescale out;
} MulInt;

/*
 * a + b, a - b and a * b, bit-exact with TFLite's reference kernels. The shapes, and
 * which operand is repeated along which axis, are in `shape`; out is dense, and may be the
 * same memory as an operand that is not repeated. Cannot fail.
 */
void add_s8(const AddInt *add, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);
void sub_s8(const AddInt *sub, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);
void mul_s8(const MulInt *mul, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);

void add_s16(const AddInt *add, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out);
void sub_s16(const AddInt *sub, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out);
void mul_s16(const MulInt *mul, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out);

#endif
