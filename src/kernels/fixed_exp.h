/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exponential and reciprocal in fixed point, as gemmlowp has them, to the bit.
 *
 * "Q0" is a fraction of 2^31, within -1 .. 1; a number with i integer bits is one of
 * 2^(31 - i).
 */
#ifndef KERNELS_FIXED_EXP_H
#define KERNELS_FIXED_EXP_H

#include <stdint.h>

/* e^x in Q0, for x at most 0 with 4 or 5 integer bits. */
int32_t fixed_exp(int32_t x, int32_t integer_bits);

/* 1 / (1 + x) and (1 - x) / (1 + x) in Q0, for x in Q0 and at least 0. */
int32_t fixed_one_over_one_plus(int32_t x);
int32_t fixed_one_minus_over_one_plus(int32_t x);

#endif
