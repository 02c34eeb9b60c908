/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of int8 layers once more, straight from its definition. */
#ifndef TESTS_REFERENCE_S8_H
#define TESTS_REFERENCE_S8_H

#include <math.h>
#include <stdint.h>

/* The number that agrees with x in its lowest 32 bits. */
static inline int64_t wrapped(int64_t x)
{
	int64_t modulus = (int64_t)1 << 32;
	int64_t rest = ((x % modulus) + modulus) % modulus;

	return rest >= modulus / 2 ? rest - modulus : rest;
}

/* The multiplier is at least 0, so that no product saturates. */
static inline int64_t reference_rescale(int64_t x, int32_t multiplier, int32_t shift)
{
	int64_t left = shift > 0 ? wrapped(wrapped(x) * ((int64_t)1 << shift)) : wrapped(x);
	int64_t product = left * multiplier;
	int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
	int64_t high = (product + nudge) / ((int64_t)1 << 31);

	return shift < 0 ? (int64_t)round(ldexp((double)high, shift)) : high;
}

static inline int8_t reference_output(int64_t sum, int32_t multiplier, int32_t shift,
	int32_t zero, int32_t low, int32_t high)
{
	int64_t y = wrapped(reference_rescale(sum, multiplier, shift) + zero);

	return (int8_t)(y < low ? low : y > high ? high : y);
}

#endif
