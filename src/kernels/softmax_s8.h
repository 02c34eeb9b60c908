/* SPDX-License-Identifier: Apache-2.0 */
/* int8 softmax. */
#ifndef KERNELS_SOFTMAX_S8_H
#define KERNELS_SOFTMAX_S8_H

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

#endif
