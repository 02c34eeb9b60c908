/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/logistic_f32.h"
#include "tests/unit/units_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

static float logistic(float x)
{
	logistic_f32(&x, 1, &x);
	return x;
}

Test(logistic_f32, is_within_two_units_of_the_true_value_from_minus_nine_on)
{
	double worst = 0;
	for (float x = -9; x < 20; x += 0.00037F)
		worst = fmax(worst, units_off(logistic(x), 1 / (1 + exp(-(double)x))));
	cr_expect(lt(dbl, worst, 2));
}

Test(logistic_f32, is_the_exponential_below_as_in_the_reference)
{
	for (float x = -9.001F; x > -87; x -= 0.0137F) {
		cr_assert(lt(dbl, units_off(logistic(x), exp((double)x)), 0.501));
		cr_assert(lt(dbl, fabs((double)logistic(x) * (1 + exp(-(double)x)) - 1), 1.3e-4));
	}
}

Test(logistic_f32, knows_its_limits_and_nan)
{
	cr_expect(eq(flt, logistic(0), 0.5F));
	cr_expect(eq(flt, logistic(17), 1));
	cr_expect(eq(flt, logistic(INFINITY), 1));
	cr_expect(eq(flt, logistic(-INFINITY), 0));
	cr_expect(isnan(logistic(NAN)));
}
