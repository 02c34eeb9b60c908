/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic of whole numbers that cannot overflow: what does not fit in int64 is its nearest
 * limit. Divisors are the caller's promise not to be 0. Comparisons give 1 or 0.
 */
#ifndef FORMATS_ONNX_WHOLE_H
#define FORMATS_ONNX_WHOLE_H

#include <stdint.h>

typedef int64_t WholeOfTwo(int64_t a, int64_t b);
typedef int64_t WholeOfOne(int64_t a);

WholeOfTwo whole_sum, whole_difference, whole_product;
WholeOfTwo whole_quotient;        /* the fraction is dropped */
WholeOfTwo whole_remainder;       /* has the sign of a */
WholeOfTwo whole_floor_remainder; /* has the sign of b */
WholeOfTwo
	whole_power; /* 1 / a^-b, its fraction dropped, where b is negative; 0 where a is 0 too */
WholeOfTwo whole_min, whole_max;
WholeOfTwo whole_equal, whole_less, whole_less_or_equal, whole_greater,
	whole_greater_or_equal;
WholeOfTwo whole_and, whole_or, whole_xor; /* of truth values */
WholeOfOne whole_negative, whole_absolute, whole_sign, whole_itself, whole_not;

#endif
