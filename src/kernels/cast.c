/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/cast.h"

static int64_t load_integer(CastType from, const void *in, size_t i)
{
	switch (from) {
	case CAST_S8:
		return ((const int8_t *)in)[i];
	case CAST_U8:
		return ((const uint8_t *)in)[i];
	case CAST_S16:
		return ((const int16_t *)in)[i];
	case CAST_S32:
		return ((const int32_t *)in)[i];
	case CAST_S64:
		return ((const int64_t *)in)[i];
	default:
		return ((const uint8_t *)in)[i] != 0;
	}
}

static void store_integer(CastType to, int64_t x, void *out, size_t i)
{
	switch (to) {
	case CAST_S8:
		((int8_t *)out)[i] = (int8_t)x;
		break;
	case CAST_U8:
		((uint8_t *)out)[i] = (uint8_t)x;
		break;
	case CAST_S16:
		((int16_t *)out)[i] = (int16_t)x;
		break;
	case CAST_S32:
		((int32_t *)out)[i] = (int32_t)x;
		break;
	case CAST_S64:
		((int64_t *)out)[i] = x;
		break;
	default:
		((uint8_t *)out)[i] = x != 0;
	}
}

typedef struct Limits {
	int64_t low, high;
} Limits;

static Limits limits_of(CastType type)
{
	static const Limits limits[] = {
		{0, 0},
		{INT8_MIN, INT8_MAX},
		{0, UINT8_MAX},
		{INT16_MIN, INT16_MAX},
		{INT32_MIN, INT32_MAX},
		{INT64_MIN, INT64_MAX},
	};
	return limits[type];
}

/* 2^63, which is also (float)INT64_MAX, is the first number above all of int64. */
static int64_t truncated(float x, Limits limits)
{
	const float beyond = 9223372036854775808.0f;
	int64_t whole;

	if (x != x)
		return 0;
	if (x >= beyond || x < -beyond)
		return x > 0 ? limits.high : limits.low;
	whole = (int64_t)x;
	return whole < limits.low ? limits.low : whole > limits.high ? limits.high : whole;
}

static void cast_f32(CastType to, const float *in, size_t n, void *out)
{
	Limits limits;

	if (to == CAST_BOOL) {
		for (size_t i = 0; i < n; i++)
			((uint8_t *)out)[i] = !(in[i] == 0);
		return;
	}
	limits = limits_of(to);
	for (size_t i = 0; i < n; i++)
		store_integer(to, truncated(in[i], limits), out, i);
}

void cast(CastType from, CastType to, const void *in, size_t n, void *out)
{
	if (from == CAST_F32 && to == CAST_F32)
		for (size_t i = 0; i < n; i++)
			((float *)out)[i] = ((const float *)in)[i];
	else if (from == CAST_F32)
		cast_f32(to, (const float *)in, n, out);
	else if (to == CAST_F32)
		for (size_t i = 0; i < n; i++)
			((float *)out)[i] = (float)load_integer(from, in, i);
	else
		for (size_t i = 0; i < n; i++)
			store_integer(to, load_integer(from, in, i), out, i);
}
