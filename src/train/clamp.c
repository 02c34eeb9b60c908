/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/clamp.h"

#include "src/train/simd.h"

bool activation_trains(Activation activation, Error *err)
{
	return activation != ACTIVATION_SIGN_BIT ||
		failed(err, "the activation SIGN_BIT has no gradient");
}

Clamp activation_clamp(Activation activation)
{
	switch (activation) {
	case ACTIVATION_RELU:
		return (Clamp){0, (Real)INFINITY};
	case ACTIVATION_RELU_N1_TO_1:
		return (Clamp){-1, 1};
	case ACTIVATION_RELU6:
		return (Clamp){0, 6};
	default:
		return (Clamp){(Real)-INFINITY, (Real)INFINITY};
	}
}

SIMD_BODY clamp_all_body(Clamp to, Real *x, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		Real raised = x[i] < to.low ? to.low : x[i];
		x[i] = raised > to.high ? to.high : raised;
	}
}

SIMD_VARIANTS(clamp_all, (Clamp to, Real *x, size_t n), (to, x, n))

SIMD_BODY mask_all_body(Clamp to, const Real *out, Real *d, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		d[i] = out[i] <= to.low || out[i] >= to.high ? 0 : d[i];
}

SIMD_VARIANTS(mask_all, (Clamp to, const Real *out, Real *d, size_t n), (to, out, d, n))

void activation_do(Activation activation, Real *values, size_t n)
{
	if (activation == ACTIVATION_TANH)
		for (size_t i = 0; i < n; i++)
			values[i] = real_tanh(values[i]);
	else if (activation != ACTIVATION_NONE)
		clamp_all(activation_clamp(activation), values, n);
}

void activation_undo(Activation activation, const Real *out, Real *gradient, size_t n)
{
	if (activation == ACTIVATION_TANH)
		for (size_t i = 0; i < n; i++)
			gradient[i] *= 1 - out[i] * out[i];
	else if (activation != ACTIVATION_NONE)
		mask_all(activation_clamp(activation), out, gradient, n);
}
