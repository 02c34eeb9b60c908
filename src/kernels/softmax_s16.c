/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/softmax_int.h"

#include <stddef.h>

/* A table's function at x, -32768 .. 32767 being its range: 128 to a step. */
static int16_t look_up(const int16_t *table, int32_t x)
{
	int32_t step = (x + 32768) >> 7, rest = x & 127;
	int32_t slope = table[step + 1] - table[step];

	return (int16_t)(table[step] + ((slope * rest + 64) >> 7));
}

static int32_t within_s16(int32_t x)
{
	return clamp(x, INT16_MIN, INT16_MAX);
}

static int16_t exp_of_difference(const SoftmaxS16 *softmax, int32_t diff)
{
	int32_t x = rescale(diff, softmax->scale.multiplier, softmax->scale.shift);

	return look_up(softmax_s16_exp, within_s16(add_wrap(x, INT16_MAX)));
}

static void softmax_row(const SoftmaxS16 *softmax, const int16_t *in, int16_t *out)
{
	int32_t most = INT16_MIN;
	int64_t total = 0;
	int32_t sum, zeros, reciprocal;

	for (int32_t i = 0; i < softmax->n; i++)
		most = in[i] > most ? in[i] : most;
	for (int32_t i = 0; i < softmax->n; i++) {
		out[i] = exp_of_difference(softmax, in[i] - most);
		total += out[i];
	}
	sum = total < INT32_MAX ? (int32_t)total : INT32_MAX;

	/* sum = (1 + fraction) * 2^(31 - zeros); the fraction gets 16 bits. */
	zeros = leading_zeros((uint32_t)sum);
	reciprocal = (int32_t)((((int64_t)sum << (zeros - 1)) + (1 << 13)) >> 14);
	reciprocal =
		look_up(softmax_s16_reciprocal, within_s16(reciprocal - (1 << 16) - (1 << 15)));
	for (int32_t i = 0; i < softmax->n; i++) {
		int32_t right = 31 - zeros;
		int64_t share = ((int64_t)out[i] * reciprocal + (1 << (right - 1))) >> right;

		out[i] = to_s16((int32_t)share, 0, INT16_MAX);
	}
}

void softmax_s16(const SoftmaxS16 *softmax, const int16_t *in, int16_t *out)
{
	for (int32_t row = 0; row < softmax->rows; row++)
		softmax_row(softmax, in + (ptrdiff_t)row * softmax->n,
			out + (ptrdiff_t)row * softmax->n);
}
