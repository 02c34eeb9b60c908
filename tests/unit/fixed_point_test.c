/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_point.h"
#include "tests/unit/random_s8.h"

#include <criterion/criterion.h>
#include <math.h>

enum { TRIALS = 20000 };

/* The definition: the sign decides the nudge, and division truncates. */
static int32_t high_mul_defined(int32_t a, int32_t b)
{
	int64_t product = (int64_t)a * b;
	int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);

	return (int32_t)((product + nudge) / ((int64_t)1 << 31));
}

Test(fixed_point, high_mul_is_the_rounded_upper_half)
{
	uint32_t state = 1;

	for (int i = 0; i < TRIALS; i++) {
		int32_t a = random_between(&state, INT32_MIN, INT32_MAX);
		int32_t b = random_between(&state, INT32_MIN + 1, INT32_MAX);

		cr_assert_eq(high_mul(a, b), high_mul_defined(a, b), "%d * %d", a, b);
	}
}

Test(fixed_point, high_mul_rounds_ties_up)
{
	cr_expect_eq(high_mul(1 << 30, 1), 1);
	cr_expect_eq(high_mul(-(1 << 30), 1), high_mul_defined(-(1 << 30), 1));
	cr_expect_eq(high_mul(-(1 << 30), 1), 0);
	cr_expect_eq(high_mul(3 << 29, -1), -1);
}

Test(fixed_point, high_mul_saturates_the_one_product_that_does_not_fit)
{
	cr_expect_eq(high_mul(INT32_MIN, INT32_MIN), INT32_MAX);
	cr_expect_eq(high_mul(INT32_MIN, INT32_MAX), -INT32_MAX);
	cr_expect_eq(high_mul(INT32_MAX, INT32_MAX), INT32_MAX - 1);
}

Test(fixed_point, round_shift_right_rounds_ties_away_from_zero)
{
	cr_expect_eq(round_shift_right(5, 1), 3);
	cr_expect_eq(round_shift_right(-5, 1), -3);
	cr_expect_eq(round_shift_right(6, 2), 2);
	cr_expect_eq(round_shift_right(-6, 2), -2);
	cr_expect_eq(round_shift_right(5, 2), 1);
	cr_expect_eq(round_shift_right(-5, 2), -1);
	cr_expect_eq(round_shift_right(-7, 0), -7);
}

Test(fixed_point, round_shift_right_is_round_of_the_quotient)
{
	uint32_t state = 2;

	for (int i = 0; i < TRIALS; i++) {
		int32_t x = random_between(&state, INT32_MIN, INT32_MAX);
		int32_t n = random_between(&state, 0, 31);

		cr_assert_eq(round_shift_right(x, n), (int32_t)round(ldexp(x, -n)), "%d by %d", x,
			n);
	}
}

Test(fixed_point, rescale_rounds_twice)
{
	/* 0.5 * 2^-1: 3 becomes 2 and then 1, where 0.75 would be 1; 5: 3, then 2, not 1. */
	cr_expect_eq(rescale(3, 1 << 30, -1), 1);
	cr_expect_eq(rescale(5, 1 << 30, -1), 2);
	cr_expect_eq(rescale(100, 1 << 30, 1), 100);
	cr_expect_eq(rescale(7, 0, 0), 0);
}

Test(fixed_point, rescale_is_near_the_real_product)
{
	uint32_t state = 3;

	for (int i = 0; i < TRIALS; i++) {
		int32_t x = random_between(&state, -1000000, 1000000);
		int32_t multiplier = random_between(&state, 1 << 30, INT32_MAX);
		int32_t shift = random_between(&state, -31, 10);
		double real = ldexp((double)x * multiplier, shift - 31);

		cr_assert_leq(fabs(rescale(x, multiplier, shift) - real), 1.0);
	}
}

Test(fixed_point, rescale_is_defined_for_every_shift)
{
	for (int32_t shift = -31; shift <= 31; shift++) {
		uint32_t wrapped = shift > 0 ? (uint32_t)INT32_MAX << shift : (uint32_t)INT32_MAX;
		int32_t high = high_mul((int32_t)wrapped, INT32_MAX);

		cr_expect_eq(rescale(INT32_MAX, INT32_MAX, shift),
			round_shift_right(high, shift > 0 ? 0 : -shift));
	}
}

Test(fixed_point, to_s8_wraps_before_it_clamps)
{
	cr_expect_eq(to_s8(100, 100, -128, 127), 127);
	cr_expect_eq(to_s8(-100, -100, -50, 127), -50);
	cr_expect_eq(to_s8(INT32_MAX, 1, -128, 127), -128);
}
