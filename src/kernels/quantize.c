/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/quantize.h"

static int32_t value(uint8_t byte, int32_t low)
{
	return low + (uint8_t)(byte - low);
}

static uint8_t saturated(int32_t q, int32_t low)
{
	return (uint8_t)clamp(q, low, low + 255);
}

void requantize_8(Affine8 from, Affine8 to, Rescale scale, const void *in, size_t n,
	void *out)
{
	const uint8_t *source = (const uint8_t *)in;
	uint8_t *target = (uint8_t *)out;

	for (size_t i = 0; i < n; i++) {
		int32_t x = value(source[i], from.low) - from.zero;

		target[i] =
			saturated(add_wrap(rescale(x, scale.multiplier, scale.shift), to.zero),
				to.low);
	}
}

void requantize_s16(Rescale scale, const int16_t *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] =
			to_s16(rescale(in[i], scale.multiplier, scale.shift), INT16_MIN, INT16_MAX);
}

void requantize_8_to_s16(Affine8 from, Rescale scale, const void *in, size_t n,
	int16_t *out)
{
	const uint8_t *source = (const uint8_t *)in;

	for (size_t i = 0; i < n; i++) {
		int32_t x = value(source[i], from.low) - from.zero;

		out[i] = to_s16(rescale(x, scale.multiplier, scale.shift), INT16_MIN, INT16_MAX);
	}
}

void requantize_s16_to_8(Affine8 to, Rescale scale, const int16_t *in, size_t n,
	void *out)
{
	uint8_t *target = (uint8_t *)out;

	for (size_t i = 0; i < n; i++)
		target[i] =
			saturated(add_wrap(rescale(in[i], scale.multiplier, scale.shift), to.zero),
				to.low);
}

/* The nearest integer, ties away from zero; beyond +-limit that limit, and 0 for NaN. */
static int32_t nearest(float x, int32_t limit)
{
	int32_t whole;
	float rest;

	if (!(x == x))
		return 0;
	if (x >= (float)limit || x <= (float)-limit)
		return x > 0 ? limit : -limit;
	whole = (int32_t)x;
	rest = x - (float)whole;
	return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
}

void quantize_8(Affine8 to, float scale, const float *in, size_t n, void *out)
{
	uint8_t *target = (uint8_t *)out;

	for (size_t i = 0; i < n; i++)
		target[i] = saturated(nearest(in[i] / scale, 512) + to.zero, to.low);
}

void quantize_s16(float scale, const float *in, size_t n, int16_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = to_s16(nearest(in[i] / scale, 1 << 17), INT16_MIN, INT16_MAX);
}

void dequantize_8(Affine8 from, float scale, const void *in, size_t n, float *out)
{
	const uint8_t *source = (const uint8_t *)in;

	for (size_t i = 0; i < n; i++)
		out[i] = scale * (float)(value(source[i], from.low) - from.zero);
}

void dequantize_s16(float scale, const int16_t *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = scale * (float)in[i];
}
