/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/activation_int.h"

/* Everything here happens in 16 bits, held in 32. */

static int32_t shift_left_sat16(int32_t x, int32_t n)
{
	int64_t wide = (int64_t)x * ((int64_t)1 << n);

	return wide > INT16_MAX ? INT16_MAX : wide < INT16_MIN ? INT16_MIN : (int32_t)wide;
}

/* a * b / 2^15, rounded to nearest, ties upwards; b is at least 0. */
static int32_t high_mul16(int32_t a, int32_t b)
{
	return (a * b + (1 << 14)) >> 15;
}

/* The factor min(max(x / 6 + 1 / 2, 0), 1) with 15 fraction bits. */
static int32_t gate(const HardSwishS8 *swish, int32_t x)
{
	int32_t shift = swish->relu_shift;

	/* All of a positive shift but one comes first, so as to lose nothing to rounding and
	 * yet saturate where it should. */
	if (shift > 0)
		x = shift_left_sat16(x, shift - 1);
	x = high_mul16(x, swish->relu_multiplier);
	if (shift > 0)
		x = shift_left_sat16(x, 1);
	else
		x = round_shift_right(x, -shift);
	return (x + (1 << 15)) >> 1;
}

void hard_swish_s8(const HardSwishS8 *swish, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x = (in[i] - swish->in_zero) * 128;
		int32_t scaled = high_mul16(x, swish->out_multiplier);
		int32_t product = gate(swish, x) * scaled / (1 << 15);

		out[i] = to_s8(round_shift_right(product, -swish->out_shift), swish->out_zero,
			INT8_MIN, INT8_MAX);
	}
}
