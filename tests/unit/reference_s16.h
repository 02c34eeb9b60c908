/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of int16 layers once more, straight from its definition. */
#ifndef TESTS_REFERENCE_S16_H
#define TESTS_REFERENCE_S16_H

#include <math.h>
#include <stdint.h>

#include "tests/unit/reference_s8.h"

static inline int64_t floor_of_half(int64_t x, int times)
{
	for (; times > 0; times--)
		x = x >= 0 || x % 2 == 0 ? x / 2 : x / 2 - 1;
	return x;
}

/* Sums of 64 bits: the multiplier is rounded to 16 bits, halves up, but stays below 2^15. */
static inline int64_t reference_wide(int64_t sum, int32_t multiplier, int32_t shift)
{
	double factor = fmin(floor(multiplier / 65536.0 + 0.5), 32767);
	int64_t half = (int64_t)ldexp(0.5, 15 - shift);

	return floor_of_half(sum * (int64_t)factor + half, 15 - shift);
}

static inline int16_t reference_clamp(int64_t y, int32_t low, int32_t high)
{
	return (int16_t)(y < low ? low : y > high ? high : y);
}

#endif
