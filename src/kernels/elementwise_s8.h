/* SPDX-License-Identifier: Apache-2.0 */
/* int8 addition, subtraction and product of two tensors. */
#ifndef KERNELS_ELEMENTWISE_S8_H
#define KERNELS_ELEMENTWISE_S8_H

#include "src/kernels/broadcast.h"
#include "src/kernels/fixed_point.h"

#include <stdint.h>

typedef struct AddS8 {
	int32_t a_zero, b_zero, out_zero; /* -128 .. 127 */
	int32_t act_min, act_max;         /* -128 <= act_min <= act_max <= 127 */
	Rescale a, b; /* to the common scale, 2^-20 of twice the larger of the two */
	Rescale out;
} AddS8;

typedef struct MulS8 {
	int32_t a_zero, b_zero, out_zero; /* -128 .. 127 */
	int32_t act_min, act_max;         /* -128 <= act_min <= act_max <= 127 */
	Rescale out;
} MulS8;

/*
 * a + b, a - b and a * b, bit-exact with TFLite's int8 reference kernels. The shapes, and
 * which operand is repeated along which axis, are in `shape`; out is dense, and may be the
 * same memory as an operand that is not repeated. Cannot fail.
 */
void add_s8(const AddS8 *add, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);
void sub_s8(const AddS8 *sub, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);
void mul_s8(const MulS8 *mul, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);

#endif
