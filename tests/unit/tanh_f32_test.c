/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/tanh_f32.h"
#include "tests/unit/units_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

static float tanh_of(float x)
{
	tanh_f32(&x, 1, &x);
	return x;
}

Test(tanh_f32, is_within_0_501_units_of_the_true_value)
{
	double worst = 0;
	for (float x = -11; x < 11; x += 0.00019F)
		worst = fmax(worst, units_off(tanh_of(x), tanh((double)x)));
	for (float x = 1; x > 1e-40F; x *= 0.99F)
		worst = fmax(worst, units_off(tanh_of(-x), tanh(-(double)x)));
	cr_expect(lt(dbl, worst, 0.501));
}

Test(tanh_f32, knows_its_limits_zeros_and_nan)
{
	cr_expect(eq(flt, tanh_of(INFINITY), 1));
	cr_expect(eq(flt, tanh_of(-INFINITY), -1));
	cr_expect(eq(flt, tanh_of(1e30F), 1));
	cr_expect(eq(flt, tanh_of(0), 0));
	cr_expect(signbit(tanh_of(-0.0F)) != 0);
	cr_expect(isnan(tanh_of(NAN)));
}
