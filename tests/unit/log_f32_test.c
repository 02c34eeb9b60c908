/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/log_f32.h"
#include "tests/unit/units_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

Test(log_f32, is_within_0_501_units_of_the_true_value)
{
	double worst = 0;
	for (float x = 1e-41F; x < 3e38F; x *= 1.000717F)
		worst = fmax(worst, units_off(log_f32(x), log((double)x)));
	for (float x = 0.99F; x < 1.01F; x += 0.0000017F)
		if (x != 1)
			worst = fmax(worst, units_off(log_f32(x), log((double)x)));
	cr_expect(lt(dbl, worst, 0.501));
	cr_expect(eq(flt, log_f32(1), 0));
}

Test(log_f32, knows_zero_infinity_and_what_has_no_logarithm)
{
	cr_expect(isinf(log_f32(0)) && log_f32(0) < 0);
	cr_expect(isinf(log_f32(INFINITY)) && log_f32(INFINITY) > 0);
	cr_expect(isnan(log_f32(-1)));
	cr_expect(isnan(log_f32(NAN)));
}

/* Bits worked out once; another machine, compiler or C library must find the same. */
Test(log_f32, gives_the_same_bits_everywhere)
{
	cr_expect(eq(flt, log_f32(2), 0x1.62e43p-1F));
	cr_expect(eq(flt, log_f32(10), 0x1.26bb1cp+1F));
	cr_expect(eq(flt, log_f32(1000.5F), 0x1.ba20dap+2F));
}
