/* SPDX-License-Identifier: Apache-2.0 */
/* Softmax of int8 and of int16. */
#ifndef KERNELS_SOFTMAX_INT_H
#define KERNELS_SOFTMAX_INT_H

#include "src/kernels/fixed_point.h"

#include <stdint.h>

typedef struct SoftmaxS8 {
	int32_t rows, n;  /* n at least 1 */
	Rescale scale;    /* beta * in to a number with five integer bits; shift 0 .. 31 */
	int32_t diff_min; /* at most 0; values that much below the maximum give 0 */
} SoftmaxS8;

/*
 * Softmax over each row, bit-exact with TFLite's int8 reference kernel.
 *
 *   in   [rows, n]
 *   out  [rows, n], scale 1/256, zero point -128; may be in itself
 *
 * Cannot fail. TFLite's arithmetic is undefined once a row's sum of exponentials reaches
 * 512 times the largest of them; here such a row gives -128 throughout.
 */
void softmax_s8(const SoftmaxS8 *softmax, const int8_t *in, int8_t *out);

typedef struct SoftmaxS16 {
	int32_t rows, n; /* n at least 1 */
	Rescale scale;   /* beta * in to units of 10 / 65535 */
} SoftmaxS16;

/*
 * Softmax over each row, bit-exact with TFLite's int16 reference kernel.
 *
 *   in   [rows, n], zero point 0
 *   out  [rows, n], scale 1/32768, zero point 0; may be in itself
 *
 * Cannot fail. Exponentials below e^-10 count as that. TFLite's sum overflows beyond 2^16
 * values a row; here it stays at its largest.
 */
void softmax_s16(const SoftmaxS16 *softmax, const int16_t *in, int16_t *out);

/*
 * The tables behind it, as TFLite makes them: f at 512 steps from one end of a range to the
 * other and at that end, with 15 fraction bits, moved so that linear interpolation is off by
 * as much at a step as halfway to the next. e^x for x from -10 to 0, and 1 / (1 + x) for x
 * from 0 to 1.
 */
enum { SOFTMAX_S16_STEPS = 512 };
extern const int16_t softmax_s16_exp[SOFTMAX_S16_STEPS + 1];
extern const int16_t softmax_s16_reciprocal[SOFTMAX_S16_STEPS + 1];

#endif
