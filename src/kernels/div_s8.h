/* SPDX-License-Identifier: Apache-2.0 */
/* Quotients of two int8 tensors. */
#ifndef KERNELS_DIV_S8_H
#define KERNELS_DIV_S8_H

#include "src/kernels/broadcast.h"
#include "src/kernels/fixed_point.h"

/* The headroom of the smallest kind that a difference of two int8 values has in 32 bits. */
enum { DIV_S8_MOST_SHIFT = 23 };

typedef struct DivS8 {
	int32_t a_zero, b_zero, out_zero; /* -128 .. 127 */
	int32_t act_min, act_max;         /* act_min <= act_max */
	Rescale out; /* a / (b * out), the scales; shift at most the above */
} DivS8;

/*
 * a / b by way of the reciprocal of b, bit-exact with TFLite's reference kernel wherever that
 * has a result. Where it stops, or leaves what it is defined for, there is one here too: a
 * quotient too small for its shifts, by 32 bits and more, is 0, and one by 0 is the
 * largest or smallest value by the sign of a, or 0 / 0 = 0. Shapes are as for add_s8. Cannot
 * fail.
 */
void div_s8(const DivS8 *div, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out);

#endif
