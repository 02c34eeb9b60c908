/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_exp.h"

#include "src/kernels/fixed_point.h"

/* e^x in Q0 for x in Q0 and -1/4 .. 0: four terms of the series around -1/8. */
static int32_t exp_of_fraction(int32_t x)
{
	const int32_t exp_of_minus_eighth = 1895147668;
	const int32_t third = 715827883;
	int32_t y = x + ((int32_t)1 << 28);
	int32_t y2 = high_mul(y, y);
	int32_t y3 = high_mul(y2, y);
	int32_t y4 = high_mul(y2, y2);
	int32_t tail = high_mul(round_shift_right(y4, 2) + y3, third) + y2;

	return exp_of_minus_eighth +
		high_mul(exp_of_minus_eighth, y + round_shift_right(tail, 1));
}

int32_t fixed_exp(int32_t x, int32_t integer_bits)
{
	/* e^-(1/4), e^-(1/2), e^-1 ... e^-16 in Q0 */
	static const int32_t factor[] = {1672461947, 1302514674, 790015084, 290630308,
		39332535, 720401, 242};
	int32_t quarter = (int32_t)1 << (29 - integer_bits);
	int32_t fraction = (x & (quarter - 1)) - quarter;
	int32_t quarters = (fraction - x) / quarter;
	int32_t result;

	if (x == 0)
		return INT32_MAX;
	result = exp_of_fraction(fraction * ((int32_t)1 << integer_bits));
	for (int32_t bit = 0; bit < integer_bits + 2; bit++)
		if (quarters >> bit & 1)
			result = high_mul(result, factor[bit]);
	return result;
}

/* 2 / (1 + x) with two integer bits: Newton's method, three steps. */
static int32_t two_over_one_plus(int32_t x)
{
	const int32_t one = (int32_t)1 << 29;
	int32_t half = (int32_t)(((int64_t)x + INT32_MAX + 1) / 2);
	int32_t guess = add_wrap(1515870810, high_mul(half, -1010580540));

	for (int step = 0; step < 3; step++) {
		int32_t rest = sub_wrap(one, high_mul(half, guess));

		guess = add_wrap(guess, shift_left_sat(high_mul(guess, rest), 2));
	}
	return guess;
}

int32_t fixed_one_over_one_plus(int32_t x)
{
	return shift_left_sat(two_over_one_plus(x), 1);
}

int32_t fixed_one_minus_over_one_plus(int32_t x)
{
	return shift_left_sat(sub_wrap(two_over_one_plus(x), (int32_t)1 << 29), 2);
}
