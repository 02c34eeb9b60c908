/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/types.h"

#include <stdio.h>

typedef struct TypeInfo {
	const char *name;
	int bits;
} TypeInfo;

static const TypeInfo types[N_TYPES] = {
	[TYPE_FLOAT32] = {"float32", 32},
	[TYPE_FLOAT16] = {"float16", 16},
	[TYPE_INT32] = {"int32", 32},
	[TYPE_UINT8] = {"uint8", 8},
	[TYPE_INT64] = {"int64", 64},
	[TYPE_STRING] = {"string", 0},
	[TYPE_BOOL] = {"bool", 8},
	[TYPE_INT16] = {"int16", 16},
	[TYPE_COMPLEX64] = {"complex64", 64},
	[TYPE_INT8] = {"int8", 8},
	[TYPE_FLOAT64] = {"float64", 64},
	[TYPE_COMPLEX128] = {"complex128", 128},
	[TYPE_UINT64] = {"uint64", 64},
	[TYPE_RESOURCE] = {"resource", 0},
	[TYPE_VARIANT] = {"variant", 0},
	[TYPE_UINT32] = {"uint32", 32},
	[TYPE_UINT16] = {"uint16", 16},
	[TYPE_INT4] = {"int4", 4},
	[TYPE_BFLOAT16] = {"bfloat16", 16},
	[TYPE_INT2] = {"int2", 2},
	[TYPE_UINT4] = {"uint4", 4},
	[TYPE_FLOAT8_E4M3FN] = {"float8_e4m3fn", 8},
	[TYPE_FLOAT8_E5M2] = {"float8_e5m2", 8},
};

static bool is_known(DataType type)
{
	return (unsigned)type < N_TYPES;
}

const char *type_name(DataType type)
{
	return is_known(type) ? types[type].name : "unknown type";
}

int type_bits(DataType type)
{
	return is_known(type) ? types[type].bits : 0;
}

bool type_bytes(DataType type, int64_t count, size_t *bytes)
{
	uint64_t bits = (uint64_t)type_bits(type), n = (uint64_t)count;
	if (bits == 0 || count < 0 || n > (UINT64_MAX - 7) / bits)
		return false;
	uint64_t packed = (n * bits + 7) / 8;
	if (packed > SIZE_MAX)
		return false;
	*bytes = (size_t)packed;
	return true;
}

int64_t shape_count(Shape shape)
{
	int64_t count = 1;
	for (int i = 0; i < shape.rank; i++)
		count *= shape.dims[i];
	return count;
}

bool shape_equal(Shape a, Shape b)
{
	if (a.rank != b.rank)
		return false;
	for (int i = 0; i < a.rank; i++) {
		if (a.dims[i] != b.dims[i])
			return false;
	}
	return true;
}

const char *shape_text(Shape shape, char text[SHAPE_TEXT_BYTES])
{
	if (shape.rank == 0)
		snprintf(text, SHAPE_TEXT_BYTES, "scalar");
	size_t used = 0;
	for (int i = 0; i < shape.rank; i++) {
		size_t left = SHAPE_TEXT_BYTES - used;
		const char *between = i ? "x" : "";
		used += (size_t)snprintf(text + used, left, "%s%d", between, shape.dims[i]);
	}
	return text;
}

bool quantized_range(DataType type, int *low, int *high)
{
	switch (type) {
	case TYPE_INT8:
		*low = INT8_MIN, *high = INT8_MAX;
		return true;
	case TYPE_UINT8:
		*low = 0, *high = UINT8_MAX;
		return true;
	case TYPE_INT16:
		*low = INT16_MIN, *high = INT16_MAX;
		return true;
	default:
		return false;
	}
}
