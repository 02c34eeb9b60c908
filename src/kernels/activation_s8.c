/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/activation_int.h"

#include "src/kernels/fixed_exp.h"

void clamp_s8(int32_t low, int32_t high, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (int8_t)clamp(in[i], low, high);
}

void relu_s8(const ReluInt *relu, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x =
			rescale(in[i] - relu->in_zero, relu->scale.multiplier, relu->scale.shift);

		out[i] = to_s8(x, relu->out_zero, relu->out_zero, INT8_MAX);
	}
}

void leaky_relu_s8(const LeakyReluInt *relu, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x = in[i] - relu->in_zero;

		if (x >= 0)
			x = rescale(x, relu->positive.multiplier, relu->positive.shift);
		else
			x = rescale(x, relu->negative.multiplier, relu->negative.shift) *
				relu->alpha_sign;
		out[i] = to_s8(x, relu->out_zero, INT8_MIN, INT8_MAX);
	}
}

/* The argument with four integer bits, which |x| < radius keeps within range. */
static int32_t sigmoid_argument(const SigmoidS8 *sigmoid, int32_t x)
{
	return rescale(x, sigmoid->scale.multiplier, sigmoid->scale.shift);
}

static int32_t minus_magnitude(int32_t x)
{
	return x < 0 ? x : -x;
}

static int32_t logistic(int32_t x)
{
	int32_t result;

	if (x == 0)
		return (int32_t)1 << 30;
	result = fixed_one_over_one_plus(fixed_exp(minus_magnitude(x), 4));
	return x > 0 ? result : INT32_MAX - result;
}

void logistic_s8(const SigmoidS8 *sigmoid, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x = in[i] - sigmoid->in_zero;

		if (x <= -sigmoid->radius)
			out[i] = INT8_MIN;
		else if (x >= sigmoid->radius)
			out[i] = INT8_MAX;
		else
			out[i] = to_s8(round_shift_right(logistic(sigmoid_argument(sigmoid, x)), 23),
				INT8_MIN, INT8_MIN, INT8_MAX);
	}
}

/* tanh x = (1 - e^-2x) / (1 + e^-2x); one integer bit more is the doubling. */
static int32_t hyperbolic_tangent(int32_t x)
{
	int32_t result;

	if (x == 0)
		return 0;
	result = fixed_one_minus_over_one_plus(fixed_exp(minus_magnitude(x), 5));
	return x > 0 ? result : sub_wrap(0, result);
}

void tanh_s8(const SigmoidS8 *sigmoid, const int8_t *in, size_t n, int8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t x = in[i] - sigmoid->in_zero;

		if (x <= -sigmoid->radius)
			out[i] = INT8_MIN;
		else if (x >= sigmoid->radius)
			out[i] = INT8_MAX;
		else
			out[i] =
				to_s8(round_shift_right(hyperbolic_tangent(sigmoid_argument(sigmoid, x)),
						  24),
					0, INT8_MIN, INT8_MAX);
	}
}
