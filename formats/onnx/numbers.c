/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/numbers.h"

#include <string.h>

#include "src/base/half.h"

bool is_real_type(DataType type)
{
	return type == TYPE_FLOAT32 || type == TYPE_FLOAT64 || type == TYPE_FLOAT16 ||
		type == TYPE_BFLOAT16;
}

typedef struct Limits {
	int64_t low, high; /* of uint64 what int64 has of it */
} Limits;

static bool limits_of(DataType type, Limits *limits)
{
	static const struct {
		DataType type;
		Limits limits;
	} types[] = {
		{TYPE_INT64, {INT64_MIN, INT64_MAX}},
		{TYPE_INT32, {INT32_MIN, INT32_MAX}},
		{TYPE_INT16, {INT16_MIN, INT16_MAX}},
		{TYPE_INT8, {INT8_MIN, INT8_MAX}},
		{TYPE_UINT64, {0, INT64_MAX}},
		{TYPE_UINT32, {0, UINT32_MAX}},
		{TYPE_UINT16, {0, UINT16_MAX}},
		{TYPE_UINT8, {0, UINT8_MAX}},
		{TYPE_BOOL, {0, 1}},
	};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].type == type) {
			*limits = types[i].limits;
			return true;
		}
	return false;
}

bool is_whole_type(DataType type)
{
	Limits ignored;
	return limits_of(type, &ignored);
}

/* --- Loading --- */

int64_t whole_at(DataType type, const void *data, int64_t i)
{
	switch (type) {
	case TYPE_INT64:
		return ((const int64_t *)data)[i];
	case TYPE_INT32:
		return ((const int32_t *)data)[i];
	case TYPE_INT16:
		return ((const int16_t *)data)[i];
	case TYPE_INT8:
		return ((const int8_t *)data)[i];
	case TYPE_UINT64: {
		uint64_t x = ((const uint64_t *)data)[i];
		return x > INT64_MAX ? INT64_MAX : (int64_t)x;
	}
	case TYPE_UINT32:
		return ((const uint32_t *)data)[i];
	case TYPE_UINT16:
		return ((const uint16_t *)data)[i];
	default: /* uint8 and bool */
		return ((const uint8_t *)data)[i];
	}
}

/* bfloat16 is the upper half of a float32. */
static float brain_to_float(uint16_t brain)
{
	uint32_t bits = (uint32_t)brain << 16;
	float x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static uint16_t brain_from_float(float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	if (x != x)
		return (uint16_t)(bits >> 16 | 0x40);
	return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

double real_at(DataType type, const void *data, int64_t i)
{
	switch (type) {
	case TYPE_FLOAT32:
		return (double)((const float *)data)[i];
	case TYPE_FLOAT64:
		return ((const double *)data)[i];
	case TYPE_FLOAT16:
		return (double)half_to_float(((const uint16_t *)data)[i]);
	case TYPE_BFLOAT16:
		return (double)brain_to_float(((const uint16_t *)data)[i]);
	default:
		return (double)whole_at(type, data, i);
	}
}

/* --- Storing --- */

/* The lowest bits of x. */
static void store_bits(DataType type, int64_t x, void *data, int64_t i)
{
	switch (type_bits(type)) {
	case 64:
		((int64_t *)data)[i] = x;
		break;
	case 32:
		((uint32_t *)data)[i] = (uint32_t)x;
		break;
	case 16:
		((uint16_t *)data)[i] = (uint16_t)x;
		break;
	default:
		((uint8_t *)data)[i] = (uint8_t)x;
	}
}

void store_whole(DataType type, int64_t x, void *data, int64_t i)
{
	Limits limits = {0};
	limits_of(type, &limits);
	store_bits(type,
		x < limits.low        ? limits.low
			: x > limits.high ? limits.high
							  : x,
		data, i);
}

int64_t whole_from_real(double x)
{
	const double beyond = 9223372036854775808.0; /* 2^63 */
	if (x != x)
		return 0;
	if (x >= beyond || x < -beyond)
		return x > 0 ? INT64_MAX : INT64_MIN;
	return (int64_t)x;
}

void store_real(DataType type, double x, void *data, int64_t i)
{
	switch (type) {
	case TYPE_FLOAT32:
		((float *)data)[i] = (float)x;
		break;
	case TYPE_FLOAT64:
		((double *)data)[i] = x;
		break;
	case TYPE_FLOAT16:
		((uint16_t *)data)[i] = half_from_float((float)x);
		break;
	case TYPE_BFLOAT16:
		((uint16_t *)data)[i] = brain_from_float((float)x);
		break;
	case TYPE_BOOL:
		((uint8_t *)data)[i] = !(x == 0);
		break;
	default:
		store_whole(type, whole_from_real(x), data, i);
	}
}

void convert_numbers(DataType from, const void *in, DataType to, void *out, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		if (is_real_type(from) || is_real_type(to))
			store_real(to, real_at(from, in, i), out, i);
		else if (to == TYPE_BOOL)
			((uint8_t *)out)[i] = whole_at(from, in, i) != 0;
		else
			store_bits(to, whole_at(from, in, i), out, i);
}
