/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/exp_f32.h"
#include "tests/unit/units_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

Test(exp_f32, is_within_0_501_units_of_the_true_value)
{
	double worst = 0;
	for (float x = -103.9F; x < 88.7F; x += 0.000213F)
		worst = fmax(worst, units_off(exp_f32(x), exp((double)x)));
	cr_expect(lt(dbl, worst, 0.501));
}

Test(exp_f32, is_as_close_for_tiny_arguments)
{
	double worst = 0;
	for (float x = 1; x > 1e-40F; x *= 0.97F) {
		worst = fmax(worst, units_off(exp_f32(x), exp((double)x)));
		worst = fmax(worst, units_off(exp_f32(-x), exp(-(double)x)));
	}
	cr_expect(lt(dbl, worst, 0.501));
	cr_expect(eq(flt, exp_f32(0), 1));
	cr_expect(eq(flt, exp_f32(-0.0F), 1));
}

Test(exp_f32, meets_its_ends_where_the_true_value_does)
{
	const float largest = 0x1.62e42ep+6F, smallest = -0x1.9fe368p+6F;
	cr_expect(eq(flt, exp_f32(largest), (float)exp((double)largest)));
	cr_expect(isinf(exp_f32(nextafterf(largest, INFINITY))));
	cr_expect(eq(flt, exp_f32(smallest), 0x1p-149F));
	cr_expect(eq(flt, exp_f32(nextafterf(smallest, -INFINITY)), 0));
}

Test(exp_f32, knows_infinities_and_nan)
{
	cr_expect(isinf(exp_f32(INFINITY)));
	cr_expect(isinf(exp_f32(1e30F)));
	cr_expect(eq(flt, exp_f32(-INFINITY), 0));
	cr_expect(eq(flt, exp_f32(-1e30F), 0));
	cr_expect(isnan(exp_f32(NAN)));
}

Test(exp_f32, has_a_core_good_to_twelve_digits)
{
	for (double x = -700; x <= 700; x += 0.1371)
		cr_assert(lt(dbl, fabs(exp_core(x) / exp(x) - 1), 1e-12));
}

/* Bits worked out once; another machine, compiler or C library must find the same. */
Test(exp_f32, gives_the_same_bits_everywhere)
{
	cr_expect(eq(flt, exp_f32(1), 0x1.5bf0a8p+1F));
	cr_expect(eq(flt, exp_f32(-1), 0x1.78b564p-2F));
	cr_expect(eq(flt, exp_f32(-20.25F), 0x1.b93de2p-30F));
	cr_expect(eq(flt, exp_f32(50.125F), 0x1.3e7c92p+72F));
}
