/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/difference.h"

#include <criterion/criterion.h>
#include <math.h>

static const Holds everything = {-HUGE_VAL, HUGE_VAL};

Test(difference, sums_squares_and_finds_the_largest)
{
	static const float a[] = {1, 2, -4}, b[] = {1.5F, 2, -1};
	Difference sum = {0};
	difference_add_row(&sum, a, b, 3, everything);
	cr_expect_eq(sum.n, 3);
	cr_expect_eq(sum.signal, 2.25 + 4 + 1);
	cr_expect_eq(sum.noise, 0.25 + 9);
	cr_expect_eq(sum.bias, -0.5 - 3);
	cr_expect_eq(sum.largest, 3);
	cr_expect_eq(sum.n_saturated, 0);
}

Test(difference, adds_up_rows)
{
	static const float a[] = {1, 5}, b[] = {2, 2};
	Difference whole = {0}, part = {0};
	difference_add_row(&part, a, b, 2, everything);
	difference_add(&whole, &part);
	difference_add(&whole, &part);
	cr_expect_eq(whole.n, 4);
	cr_expect_eq(whole.n_rows, 2);
	cr_expect_eq(whole.signal, 16);
	cr_expect_eq(whole.noise, 20);
	cr_expect_eq(whole.largest, 3);
}

Test(difference, counts_what_lies_beyond_what_can_be_held)
{
	static const float b[] = {-2, -1.75F, 0, 3, 3.25F}, a[] = {0, 0, 0, 0, 0};
	Difference sum = {0};
	difference_add_row(&sum, a, b, 5, (Holds){-1.75, 3});
	cr_expect_eq(sum.n_saturated, 2);
}

Test(difference, counts_rows_with_the_same_answer)
{
	static const float a[] = {1, 3, 3}, second[] = {0, 9, 1}, third[] = {0, 1, 9};
	Difference sum = {0};
	difference_add_row(&sum, a, second, 3, everything);
	cr_expect_eq(sum.n_same_top, 1, "of equal values the first counts");
	difference_add_row(&sum, a, third, 3, everything);
	cr_expect_eq(sum.n_same_top, 1);
	cr_expect_eq(sum.n_rows, 2);
}

Test(difference, gives_decibels)
{
	Difference tenth = {.signal = 100, .noise = 1}, silence = {.noise = 1};
	Difference none = {0}, same = {.signal = 1};
	cr_expect_float_eq(difference_snr(&tenth), 20, 1e-12);
	cr_expect(difference_snr(&same) == HUGE_VAL);
	cr_expect(difference_snr(&none) == HUGE_VAL);
	cr_expect(difference_snr(&silence) == -HUGE_VAL);
}
