/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_exp.h"

#include <criterion/criterion.h>
#include <math.h>

static double fraction(int32_t q)
{
	return ldexp(q, -31);
}

Test(fixed_exp, is_near_the_exponential)
{
	for (int32_t bits = 4; bits <= 5; bits++) {
		for (int64_t x = INT32_MIN; x <= 0; x += 100003) {
			double real = exp(ldexp((double)x, bits - 31));

			cr_assert_float_eq(fraction(fixed_exp((int32_t)x, bits)), real, 3e-7, "%lld",
				(long long)x);
		}
	}
}

Test(fixed_exp, is_one_at_zero)
{
	cr_expect_eq(fixed_exp(0, 4), INT32_MAX);
	cr_expect_eq(fixed_exp(0, 5), INT32_MAX);
}

Test(fixed_exp, reciprocals_are_near_the_real_ones)
{
	for (int64_t q = 0; q <= INT32_MAX; q += 50021) {
		double x = fraction((int32_t)q);

		cr_assert_float_eq(fraction(fixed_one_over_one_plus((int32_t)q)), 1 / (1 + x),
			1e-7);
		cr_assert_float_eq(fraction(fixed_one_minus_over_one_plus((int32_t)q)),
			(1 - x) / (1 + x), 1e-7);
	}
}

/* From a second implementation, in exact integers of any size. */
Test(fixed_exp, has_the_reference_values)
{
	cr_expect_eq(fixed_exp(-(1 << 26), 5), 790015308);
	cr_expect_eq(fixed_exp(-123456789, 4), 855963115);
	cr_expect_eq(fixed_one_over_one_plus(123456789), 2030738432);
	cr_expect_eq(fixed_one_minus_over_one_plus(1987654321), 83003484);
}
