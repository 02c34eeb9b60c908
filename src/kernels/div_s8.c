/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/div_s8.h"

#include "src/kernels/fixed_exp.h"

/* Bits of x in front of its highest that only repeat the sign: 31 of 0. */
static int32_t headroom_of(int32_t x)
{
	int32_t magnitude = x < 0 ? -(x + 1) : x;

	return magnitude == 0 ? 31 : leading_zeros((uint32_t)magnitude) - 1;
}

/* a / b for a in -255 .. 255 and b above 0, before the zero point of the output. */
static int32_t quotient(const DivS8 *div, int32_t a, int32_t b)
{
	/* b = (1 + fraction) * 2^(31 - zeros) */
	int32_t zeros = leading_zeros((uint32_t)b);
	int32_t fraction = (int32_t)(((uint32_t)b << zeros) & INT32_MAX);
	int32_t reciprocal = fixed_one_over_one_plus(fraction);
	int32_t headroom = headroom_of(a);
	int32_t raw = high_mul(shift_left_wrap(a, headroom), reciprocal);
	int32_t right = 31 - zeros + headroom - div->out.shift;

	if (right < 32)
		return round_shift_right(high_mul(raw, div->out.multiplier), right);
	return 0;
}

static int8_t divide(const DivS8 *div, int32_t a, int32_t b)
{
	int32_t result = 0;

	if (b == 0)
		result = a > 0 ? INT8_MAX - INT8_MIN : a < 0 ? INT8_MIN - INT8_MAX : 0;
	else
		result = quotient(div, b < 0 ? -a : a, b < 0 ? -b : b);
	return to_s8(result, div->out_zero, div->act_min, div->act_max);
}

void div_s8(const DivS8 *div, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out)
{
	int32_t last = shape->rank - 1;
	BroadcastRow at = {0, 0, {0}};

	do {
		const int8_t *x = a + at.a, *y = b + at.b;

		for (int32_t i = 0; i < shape->dims[last]; i++)
			out[i] = divide(div, x[i * shape->a_stride[last]] - div->a_zero,
				y[i * shape->b_stride[last]] - div->b_zero);
		out += shape->dims[last];
	} while (broadcast_next(shape, &at));
}
