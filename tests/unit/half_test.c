/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/half.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "src/base/rng.h"

enum { INFINITE = 0x7c00, SIGN = 0x8000 };

Test(half, stands_for_the_numbers_of_the_standard)
{
	cr_expect_eq(half_to_float(0x3c00), 1);
	cr_expect_eq(half_to_float(0xc000), -2);
	cr_expect_eq(half_to_float(0x7bff), 65504);
	cr_expect_eq(half_to_float(0x0400), ldexpf(1, -14));
	cr_expect_eq(half_to_float(0x03ff), ldexpf(1023, -24));
	cr_expect_eq(half_to_float(0x0001), ldexpf(1, -24));
	cr_expect_eq(half_to_float(0x3555), 1365 / 4096.0F);
	cr_expect(signbit(half_to_float(SIGN)) && half_to_float(SIGN) == 0);
	cr_expect_eq(half_to_float(INFINITE), INFINITY);
	cr_expect_eq(half_to_float(INFINITE | SIGN), -INFINITY);
	cr_expect(isnan(half_to_float(0x7c01)));
}

Test(half, every_one_comes_back_from_float)
{
	for (unsigned half = 0; half <= 0xffff; half++) {
		float x = half_to_float((uint16_t)half);
		unsigned again = half_from_float(x);
		if (isnan(x))
			cr_expect((again & 0x7fff) > INFINITE && (again & SIGN) == (half & SIGN));
		else
			cr_expect_eq(again, half, "%04x became %04x", half, again);
	}
}

/* Of the two next to each other the nearer one, in the middle the even one. */
Test(half, rounds_to_the_nearest_and_ties_to_even)
{
	for (unsigned low = 0; low < INFINITE - 1; low++) {
		float below = half_to_float((uint16_t)low);
		float above = half_to_float((uint16_t)(low + 1));
		float middle = below + (above - below) / 2;
		unsigned even = low % 2 ? low + 1 : low;
		cr_expect_eq(half_from_float(middle), even, "%a", (double)middle);
		cr_expect_eq(half_from_float(-middle), even | SIGN, "%a", (double)middle);
		cr_expect_eq(half_from_float(nextafterf(middle, 0)), low, "%a", (double)middle);
		cr_expect_eq(half_from_float(nextafterf(middle, INFINITY)), low + 1, "%a",
			(double)middle);
	}
}

Test(half, the_ends_of_its_range_are_zero_and_infinity)
{
	cr_expect_eq(half_from_float(65519.996F), 0x7bff);
	cr_expect_eq(half_from_float(65520), INFINITE);
	cr_expect_eq(half_from_float(-1e30F), INFINITE | SIGN);
	cr_expect_eq(half_from_float(ldexpf(1, -25)), 0);
	cr_expect_eq(half_from_float(nextafterf(ldexpf(1, -25), 1)), 1);
	cr_expect_eq(half_from_float(-ldexpf(1, -140)), SIGN);
	cr_expect_eq(half_from_float(NAN) & INFINITE, INFINITE);
}
