/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/half.h"

#include <math.h>
#include <string.h>

float half_to_float(uint16_t half)
{
	int exponent = half >> 10 & 31, fraction = half & 1023;
	float size = ldexpf((float)(1024 + fraction), exponent - 25);
	if (exponent == 0)
		size = ldexpf((float)fraction, -24);
	else if (exponent == 31)
		size = fraction ? NAN : INFINITY;
	return half >> 15 ? -size : size;
}

/* x / 2^n, rounded to nearest, ties to even; n is 1 .. 31. */
static uint32_t shift_to_even(uint32_t x, int n)
{
	uint32_t rest = x & ((1u << n) - 1), half = 1u << (n - 1);
	uint32_t whole = x >> n;
	return whole + (rest > half || (rest == half && whole % 2));
}

uint16_t half_from_float(float x)
{
	enum { INFINITE = 31 << 10, QUIET = 1 << 9, FRACTION_BITS = 23, BIAS_GAP = 127 - 15 };
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	uint32_t sign = bits >> 16 & 1u << 15, size = bits & INT32_MAX, made;
	int exponent = (int)(size >> FRACTION_BITS) - BIAS_GAP;
	uint32_t fraction = (size & ((1u << FRACTION_BITS) - 1)) | 1u << FRACTION_BITS;
	if (isnan(x))
		made = INFINITE | QUIET;
	else if (exponent >= 31)
		made = INFINITE;
	else if (exponent > 0) /* rounding up may carry into the exponent, which is right */
		made = shift_to_even(((uint32_t)exponent << FRACTION_BITS) + fraction -
				(1u << FRACTION_BITS),
			FRACTION_BITS - 10);
	else /* a fraction of 2^-24 without a leading one */
		made = exponent < -10
			? 0
			: shift_to_even(fraction, FRACTION_BITS - 10 + 1 - exponent);
	return (uint16_t)(sign | made);
}
