/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/activation_int.h"

void clamp_s16(int32_t low, int32_t high, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = to_s16(in[i], low, high);
}

void relu_s16(const ReluInt *relu, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = to_s16(rescale(in[i], relu->scale.multiplier, relu->scale.shift), 0,
			INT16_MAX);
}

void leaky_relu_s16(const LeakyReluInt *relu, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x;

		if (in[i] >= 0)
			x = rescale(in[i], relu->positive.multiplier, relu->positive.shift);
		else
			x = rescale(in[i], relu->negative.multiplier, relu->negative.shift);
		if (in[i] < 0 && relu->alpha_sign < 0)
			x = sub_wrap(0, x);
		out[i] = to_s16(x, INT16_MIN, INT16_MAX);
	}
}

/* The argument of a sigmoid, in units of 1 / 12288. */
static int32_t argument(const SigmoidS16 *sigmoid, int16_t x)
{
	int32_t half = sigmoid->shift > 0 ? (int32_t)1 << (sigmoid->shift - 1) : 0;

	return (x * sigmoid->multiplier + half) >> sigmoid->shift;
}

/* The table at size / 2^bits, of which it has entries, with bits more than the table's. */
static int32_t look_up(int32_t size, int32_t bits)
{
	int32_t step = size >> bits, rest = size & (((int32_t)1 << bits) - 1);
	int32_t low = sigmoid_s16_table[step], high = sigmoid_s16_table[step + 1];

	return low * ((int32_t)1 << bits) + rest * (high - low);
}

static int32_t magnitude(int32_t x)
{
	return x < 0 ? -x : x;
}

/* The logistic function with 25 fraction bits becomes one with 15. */
static int32_t logistic(int32_t x)
{
	enum { BITS = 9, LAST = SIGMOID_S16_ENTRIES - 1 };
	int32_t size = magnitude(x);
	int32_t result = INT16_MAX * (1 << 10);

	if (size >> BITS < LAST)
		result = look_up(size, BITS);
	return x < 0 ? ((1 << 25) - result + (1 << 9) - 1) >> 10 : (result + (1 << 9)) >> 10;
}

void logistic_s16(const SigmoidS16 *sigmoid, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = to_s16(logistic(argument(sigmoid, in[i])), 0, INT16_MAX);
}

/* tanh x is twice the logistic function of 2x, less 1: 24 fraction bits become 15. */
static int32_t hyperbolic_tangent(int32_t x)
{
	enum { BITS = 8, LAST = SIGMOID_S16_ENTRIES - 1 };
	const int32_t one_half = 1 << 23;
	int32_t size = magnitude(x);
	int32_t result = UINT16_MAX * (1 << BITS);

	if (size >> BITS < LAST)
		result = look_up(size, BITS);
	return x < 0 ? (one_half - result + (1 << 7) - 1) >> 8
				 : (result - one_half + (1 << 7)) >> 8;
}

void tanh_s16(const SigmoidS16 *sigmoid, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] =
			to_s16(hyperbolic_tangent(argument(sigmoid, in[i])), INT16_MIN, INT16_MAX);
}
