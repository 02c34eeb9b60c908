/* SPDX-License-Identifier: Apache-2.0 */
/* The short ways to outputs, against the long one. */
#include <criterion/criterion.h>

#include "src/kernels/output_s8.h"
#include "tests/unit/random_s8.h"

/* Numbers about which roundings change: of all sizes and signs, and half-way cases. */
static int32_t random_sum(uint32_t *state)
{
	int32_t bits = random_between(state, 0, 31);
	int32_t x = random_between(state, INT32_MIN, INT32_MAX) >> bits;

	return random_between(state, 0, 3) ? x : (x & ~0xff) + random_between(state, -1, 1);
}

static int32_t random_multiplier(uint32_t *state)
{
	int32_t kind = random_between(state, 0, 4);

	return kind == 0 ? 1 << 30
		: kind == 1  ? INT32_MAX
		: kind == 2  ? 0
					 : random_between(state, 1 << 30, INT32_MAX);
}

Test(quick_rescale, is_rescale_for_every_shift_to_the_right)
{
	uint32_t state = 1;

	for (int trial = 0; trial < 2000000; trial++) {
		Rescale scale = {random_multiplier(&state), random_between(&state, -31, -1)};
		int32_t x = random_sum(&state);

		cr_assert_eq(quick_rescale(quick_rescale_of(scale), x),
			rescale(x, scale.multiplier, scale.shift), "%d * %d * 2^%d", x,
			scale.multiplier, scale.shift);
	}
}

Test(quick_rescale, rounds_small_numbers_as_rescale_does)
{
	static const int32_t multipliers[] = {1 << 30, (1 << 30) + 1, INT32_MAX};

	for (int i = 0; i < 3; i++) {
		for (int32_t shift = -31; shift < 0; shift++) {
			Rescale scale = {multipliers[i], shift};

			for (int32_t x = -1000; x <= 1000; x++)
				cr_assert_eq(quick_rescale(quick_rescale_of(scale), x),
					rescale(x, scale.multiplier, shift), "%d * %d * 2^%d", x,
					scale.multiplier, shift);
		}
	}
}

Test(quick_rescale, outputs_are_those_of_the_long_way_for_every_shift)
{
	uint32_t state = 2;

	for (int trial = 0; trial < 2000000; trial++) {
		OutputS8 output = {random_multiplier(&state), random_between(&state, -31, 31),
			random_between(&state, -128, 127)};
		int32_t x = random_sum(&state);
		int8_t expected = to_s8(rescale(x, output.multiplier, output.shift), output.zero,
			INT8_MIN, INT8_MAX);
		int8_t one, two;

		put_output(output, x, &one);
		cr_assert_eq(one, expected, "%d * %d * 2^%d + %d", x, output.multiplier,
			output.shift, output.zero);
		put_two_outputs(output, x, &one, x, &two);
		cr_assert(one == expected && two == expected);
	}
}
