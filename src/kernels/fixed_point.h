/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fixed-point steps that every int8 and int16 kernel is made of.
 *
 * They follow gemmlowp and TFLite's reference kernels with double rounding, to the bit.
 * Sums wrap around at 32 bits; nothing here is undefined for any argument within the
 * ranges given. Right shifts of negative numbers are taken to be arithmetic.
 */
#ifndef KERNELS_FIXED_POINT_H
#define KERNELS_FIXED_POINT_H

#include <stdint.h>

/*
 * A real factor multiplier * 2^(shift - 31). The multiplier is 0 or 2^30 .. 2^31 - 1
 * (2^31 / count less for a mean), the shift -31 .. 31: src/ops/quantize_params.h makes
 * no others.
 */
typedef struct Rescale {
	int32_t multiplier;
	int32_t shift;
} Rescale;

static inline int32_t clamp(int32_t x, int32_t low, int32_t high)
{
	return x < low ? low : x > high ? high : x;
}

/* a + b, a - b, x * 2^n (n 0 .. 31), modulo 2^32. */
static inline int32_t add_wrap(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t sub_wrap(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a - (uint32_t)b);
}

static inline int32_t shift_left_wrap(int32_t x, int32_t n)
{
	return (int32_t)((uint32_t)x << n);
}

/* x * 2^n, held at the ends of the range. */
static inline int32_t shift_left_sat(int32_t x, int32_t n)
{
	int64_t wide = (int64_t)x * ((int64_t)1 << n);

	return wide > INT32_MAX ? INT32_MAX : wide < INT32_MIN ? INT32_MIN : (int32_t)wide;
}

/*
 * The upper half of 2ab: a * b / 2^31, rounded to nearest, ties upwards. The one product
 * that does not fit, -2^31 squared, gives 2^31 - 1. ("SaturatingRoundingDoublingHighMul".)
 */
static inline int32_t high_mul(int32_t a, int32_t b)
{
	int64_t product = (int64_t)a * b;

	if (a == INT32_MIN && b == INT32_MIN)
		return INT32_MAX;
	return (int32_t)((product + ((int64_t)1 << 30)) >> 31);
}

/* x / 2^n rounded to nearest, ties away from zero; n is 0 .. 31. */
static inline int32_t round_shift_right(int32_t x, int32_t n)
{
	int32_t mask = (int32_t)(((uint32_t)1 << n) - 1);
	int32_t half = (mask >> 1) + (x < 0);

	return (x >> n) + ((x & mask) > half);
}

/* x * multiplier * 2^(shift - 31), rounded twice; a positive shift may wrap x around. */
static inline int32_t rescale(int32_t x, int32_t multiplier, int32_t shift)
{
	int32_t left = shift > 0 ? shift : 0;
	int32_t right = shift > 0 ? 0 : -shift;

	return round_shift_right(high_mul(shift_left_wrap(x, left), multiplier), right);
}

/*
 * The same for the 64-bit sums of int16 layers: multiplier is first rounded to 16 bits, and
 * the result once, to nearest, ties upwards. shift is at most 7. Sums of 2^47 and more, and
 * results beyond 32 bits, wrap around.
 */
static inline int32_t rescale_wide(int64_t x, int32_t multiplier, int32_t shift)
{
	int32_t factor = multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : INT16_MAX;
	uint64_t half = (uint64_t)1 << (14 - shift);

	return (int32_t)((int64_t)((uint64_t)x * (uint64_t)factor + half) >> (15 - shift));
}

/* The leading zero bits of a number above 0: at most 31. */
static inline int32_t leading_zeros(uint32_t x)
{
	int32_t n = 0;

	while (n < 31 && !(x >> (31 - n)))
		n++;
	return n;
}

/* x + zero within low .. high, which lie within -128 .. 127. */
static inline int8_t to_s8(int32_t x, int32_t zero, int32_t low, int32_t high)
{
	return (int8_t)clamp(add_wrap(x, zero), low, high);
}

/* x within low .. high, which lie within -32768 .. 32767; int16 has no zero point. */
static inline int16_t to_s16(int32_t x, int32_t low, int32_t high)
{
	return (int16_t)clamp(x, low, high);
}

#endif
