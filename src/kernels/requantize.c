/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/requantize.h"

void requantize_8(Affine8 from, Affine8 to, Rescale scale, const void *in, size_t n,
	void *out)
{
	const uint8_t *source = (const uint8_t *)in;
	uint8_t *target = (uint8_t *)out;

	for (size_t i = 0; i < n; i++) {
		int32_t x = affine_value(source[i], from.low) - from.zero;

		target[i] =
			affine_byte(add_wrap(rescale(x, scale.multiplier, scale.shift), to.zero),
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
		int32_t x = affine_value(source[i], from.low) - from.zero;

		out[i] = to_s16(rescale(x, scale.multiplier, scale.shift), INT16_MIN, INT16_MAX);
	}
}

void requantize_s16_to_8(Affine8 to, Rescale scale, const int16_t *in, size_t n,
	void *out)
{
	uint8_t *target = (uint8_t *)out;

	for (size_t i = 0; i < n; i++)
		target[i] =
			affine_byte(add_wrap(rescale(in[i], scale.multiplier, scale.shift), to.zero),
				to.low);
}
