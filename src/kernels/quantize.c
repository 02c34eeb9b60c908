/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/quantize.h"

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
		target[i] = affine_byte(nearest(in[i] / scale, 512) + to.zero, to.low);
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
		out[i] = scale * (float)(affine_value(source[i], from.low) - from.zero);
}

void dequantize_s16(float scale, const int16_t *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = scale * (float)in[i];
}
