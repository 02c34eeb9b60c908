/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/div_s8.h"
#include "src/ops/quantize_params.h"

#include <criterion/criterion.h>
#include <math.h>

enum { ALL = 1 << 16 };

static const ActRange all = {-INFINITY, INFINITY};

/* Every pair of values. */
static void divide_all(const DivS8 *div, int8_t *out)
{
	static int8_t a[ALL], b[ALL];
	const Broadcast shape = {1, {ALL}, {1}, {1}};

	for (int i = 0; i < ALL; i++) {
		a[i] = (int8_t)(i >> 8);
		b[i] = (int8_t)i;
	}
	div_s8(div, &shape, a, b, out);
}

/* Half a step, and what rounding in between leaves of a quotient of up to 2^8 steps. */
Test(div_s8, is_the_nearest_step_to_the_quotient)
{
	static int8_t out[ALL];
	const Quant a = {0.1f, 3, false}, b = {0.02f, -128, false}, to = {0.05f, -20, false};
	DivS8 div;

	cr_assert(div_s8_prepare(&div, a, b, to, all));
	divide_all(&div, out);
	for (int i = 0; i < ALL; i++) {
		double x = 0.1 * ((int8_t)(i >> 8) - 3), y = 0.02 * ((int8_t)i + 128);
		double q = fmin(fmax(x / y / 0.05 - 20, -128), 127);

		if (y > 0)
			cr_assert(fabs(out[i] - q) <= 0.5 + 1e-5, "%d: %d, not %g", i, out[i], q);
	}
}

Test(div_s8, by_negative_numbers_mirrors)
{
	static int8_t out[ALL];
	DivS8 div;

	cr_assert(div_s8_prepare(&div, (Quant){1, 0, false}, (Quant){1, 0, false},
		(Quant){0.01f, 0, false}, all));
	divide_all(&div, out);
	for (int a = -127; a < 128; a++)
		for (int b = 1; b < 128; b++)
			cr_assert_eq(out[(a & 255) << 8 | (b & 255)],
				out[(-a & 255) << 8 | (-b & 255)], "%d / %d", a, b);
}

Test(div_s8, by_zero_goes_to_the_end)
{
	static int8_t out[ALL];
	DivS8 div;

	cr_assert(div_s8_prepare(&div, (Quant){1, 10, false}, (Quant){1, -5, false},
		(Quant){1, 7, false}, all));
	divide_all(&div, out);
	for (int a = -128; a < 128; a++)
		cr_assert_eq(out[(a & 255) << 8 | (-5 & 255)], a > 10 ? 127 : a < 10 ? -128 : 7);
}

/* Results of TFLM's reference kernel. */
Test(div_s8, gives_what_the_reference_gave)
{
	DivS8 div;
	int8_t out[8];
	const int8_t a[8] = {-128, -77, -3, 0, 1, 50, 99, 127};
	const int8_t b[8] = {3, -128, 17, -90, 44, 120, 127, -127};
	const Broadcast shape = {1, {8}, {1}, {1}};

	cr_assert(div_s8_prepare(&div, (Quant){0.11f, -7, false}, (Quant){0.013f, -1, false},
		(Quant){0.09f, 12, false}, all));
	div_s8(&div, &shape, a, b, out);
	const int8_t wanted[8] = {-128, 64, 33, 5, 29, 56, 90, -88};
	cr_expect_arr_eq(out, wanted, sizeof wanted, "%d %d %d %d %d %d %d %d", out[0],
		out[1], out[2], out[3], out[4], out[5], out[6], out[7]);
}

Test(div_s8, refuses_factors_that_the_reference_has_no_bits_for)
{
	DivS8 div;

	cr_expect(div_s8_prepare(&div, (Quant){1, 0, false}, (Quant){1, 0, false},
		(Quant){1.0f / (1 << 22), 0, false}, all));
	cr_expect_not(div_s8_prepare(&div, (Quant){1, 0, false}, (Quant){1, 0, false},
		(Quant){1.0f / (1 << 23), 0, false}, all));
}
