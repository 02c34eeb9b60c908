/* SPDX-License-Identifier: Apache-2.0 */
/* The logarithm of softmax. */
#ifndef KERNELS_LOG_SOFTMAX_H
#define KERNELS_LOG_SOFTMAX_H

#include "src/kernels/fixed_point.h"

#include <stdint.h>

/*
 * Of each row: x - largest - ln(the sum of exp(x - largest) from first to last). TFLite's
 * reference order, with exp_f32 and log_f32 for the C library's functions.
 *
 *   in   [rows, n]
 *   out  [rows, n]; may be in
 */
void log_softmax_f32(const float *in, int32_t rows, int32_t n, float *out);

typedef struct LogSoftmaxS8 {
	int32_t rows, n;  /* n at least 1 */
	Rescale scale;    /* the input to a number with five integer bits; shift 0 .. 31 */
	Rescale back;     /* its reciprocal; shift -31 .. 0 */
	int32_t diff_min; /* at most 0; values that much below the maximum add nothing */
} LogSoftmaxS8;

/*
 * The same, bit-exact with TFLite's int8 reference kernel.
 *
 *   in   [rows, n]
 *   out  [rows, n], scale 16/256, zero point 127; may be in
 *
 * Cannot fail. TFLite's sum overflows where a row's exponentials reach 4096 times the largest
 * of them; here it stays at its largest.
 */
void log_softmax_s8(const LogSoftmaxS8 *softmax, const int8_t *in, int8_t *out);

#endif
