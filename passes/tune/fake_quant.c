/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/fake_quant.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "src/train/simd.h"

_Static_assert(sizeof(Real) == sizeof(uint32_t),
	"the mark is in the last bit of a float");

FakeQuant fake_quant(float scale, int zero, int low, int high, float least, float most)
{
	float bottom = ((float)(low - zero) - 0.5F) * scale;
	float top = ((float)(high - zero) + 0.5F) * scale;
	return (FakeQuant){
		.scale = scale,
		.zero = (float)zero,
		.low = (float)low,
		.high = (float)high,
		.above = least > bottom ? least : bottom,
		.below = most < top ? most : top,
	};
}

/* To the nearest whole number, of equals the even one; for magnitudes below 2^22. */
static inline float rounded(float x)
{
	const float shift = 0x1.8p23F;
	return x + shift - shift;
}

static inline Real marked(Real value, bool passes)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	bits = (bits & ~(uint32_t)1) | passes;
	memcpy(&value, &bits, sizeof bits);
	return value;
}

SIMD_BODY quantize_all_body(const FakeQuant *how, Real *values, size_t n)
{
	const FakeQuant f = *how;
	const Real next_to_nothing = f.scale * 0x1p-30F;
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		Real x = values[i], q = x / f.scale + f.zero;
		q = q < f.low ? f.low : q;
		q = q > f.high ? f.high : q;
		Real value = (rounded(q) - f.zero) * f.scale;
		bool passes = x > f.above && x < f.below;
		Real instead = x < 0 ? -next_to_nothing : next_to_nothing;
		value = passes && value == 0 ? instead : value;
		values[i] = marked(value, passes);
	}
}

SIMD_VARIANTS(quantize_all, (const FakeQuant *how, Real *values, size_t n),
	(how, values, n))

SIMD_BODY quantize_all_back_body(const Real *values, Real *gradient, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;
		memcpy(&bits, &values[i], sizeof bits);
		gradient[i] = bits & 1 ? gradient[i] : 0;
	}
}

SIMD_VARIANTS(quantize_all_back, (const Real *values, Real *gradient, size_t n),
	(values, gradient, n))

void fake_quantize(const FakeQuant *how, Real *values, size_t n)
{
	quantize_all(how, values, n);
}

void fake_quantize_back(const Real *values, Real *gradient, size_t n)
{
	quantize_all_back(values, gradient, n);
}

/* As round(), for magnitudes below 2^31. */
static inline double nearest(double x)
{
	double whole = (double)(int32_t)x, rest = x - whole;
	return whole + (rest >= 0.5) - (rest <= -0.5);
}

SIMD_BODY quantize_weights_body(float scale, int limit, Real *values, size_t n,
	size_t step)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		double x = (double)values[i * step] / (double)scale;
		bool is_number = x == x;
		double q = nearest(is_number ? x : 0);
		q = q < -limit ? -limit : q > limit ? limit : q;
		values[i * step] = is_number ? (Real)q * scale : (Real)x;
	}
}

SIMD_VARIANTS(quantize_weights,
	(float scale, int limit, Real *values, size_t n, size_t step),
	(scale, limit, values, n, step))

void fake_quantize_weights(float scale, int limit, Real *values, size_t n, size_t step)
{
	quantize_weights(scale, limit, values, n, step);
}
