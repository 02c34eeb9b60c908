/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_log.h"

#include "src/kernels/fixed_exp.h"
#include "src/kernels/fixed_point.h"

/* Integer bits of x, and of sums on the way: one more than of the result. */
enum { X_BITS = 12, SUM_BITS = 6 };

/* In Q0: 2^-1/2 and 2^-1/4. */
static const int32_t root_half = 1518500250, fourth_root_half = 1805811301;

/* How far x, which is above 0, can be shifted left. */
static int32_t headroom(int32_t x)
{
	int32_t zeros = leading_zeros((uint32_t)x);

	return zeros > 0 ? zeros - 1 : 0;
}

/* A whole number and quarters, as a power of two. */
static int32_t power(int32_t whole, int32_t quarters)
{
	return whole * ((int32_t)1 << (31 - SUM_BITS)) +
		quarters * ((int32_t)1 << (29 - SUM_BITS));
}

/* The logarithm of r * 2^(1/4), for r in Q0 from 1/2 to 2^-1/2 or so: a quotient of polynomials
 * in q, twice the distance from 2^-1/4. */
static int32_t log_of_fraction(int32_t r)
{
	const int32_t numerator_cubic = 117049297;       /* 11/240 * 2^(1/4) */
	const int32_t denominator_square = 127690142;    /* 1/20 * 2^(1/4) */
	const int32_t denominator_constant = 1057819769; /* 2 * 2^-(1/4) - 2^(1/4) */
	const int32_t denominator_linear = 638450708;    /* 1/4 * 2^(1/4) */
	int64_t twice_mean = (int64_t)r + fourth_root_half;
	int32_t mean = (int32_t)((twice_mean + (twice_mean >= 0 ? 1 : -1)) / 2);
	int32_t q = shift_left_wrap(sub_wrap(r, fourth_root_half), 1);
	int32_t square = high_mul(q, q);
	int32_t numerator =
		add_wrap(high_mul(q, r), high_mul(high_mul(q, square), numerator_cubic));
	int32_t sum =
		add_wrap(add_wrap(denominator_constant, q), high_mul(denominator_square, square));
	int32_t denominator_less_1 =
		add_wrap(high_mul(mean, sum), high_mul(denominator_linear, q));

	return high_mul(round_shift_right(numerator, SUM_BITS),
		fixed_one_over_one_plus(denominator_less_1));
}

/* x is 2^k times a fraction. Of the two ways to have it near 2^-1/4, by the leading bit of x and
 * by that of x / 2^(1/2), the one with the smaller fraction and larger power is taken. */
int32_t fixed_log(int32_t x)
{
	const int32_t ln_2 = 1488522236;
	int32_t shift = headroom(x);
	int32_t fraction = shift_left_sat(high_mul(shift_left_sat(x, shift), root_half), 1);
	int32_t exponent = power(X_BITS - 1 - shift, 1);
	int32_t shift_b = headroom(high_mul(x, root_half));
	int32_t fraction_b = shift_left_sat(x, shift_b);
	int32_t exponent_b = power(X_BITS - shift_b, -1);

	if (fraction_b < fraction)
		fraction = fraction_b;
	if (exponent_b > exponent)
		exponent = exponent_b;
	return shift_left_sat(add_wrap(high_mul(exponent, ln_2), log_of_fraction(fraction)),
		1);
}
