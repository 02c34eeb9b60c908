/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/array.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "src/base/half.h"

bool array_read(const Array *array, size_t first, size_t count, void *to, Error *err)
{
	if (array->reader)
		return array->reader->read(array->reader, first, count, to, err);
	size_t element_bytes = (size_t)type_bits(array->type) / 8;
	const uint8_t *data = array->data;
	memcpy(to, data + first * element_bytes, count * element_bytes);
	return true;
}

bool array_load(Array *array, Arena *arena, Error *err)
{
	size_t n_bytes;
	if (!array->reader)
		return true;
	int64_t n = shape_count(array->shape);
	if (!type_bytes(array->type, n, &n_bytes) || !memory_holds(n_bytes))
		return failed(err, "%s: too large for this machine's memory", array->name);
	void *data = arena_alloc(arena, n_bytes);
	if (!array_read(array, 0, (size_t)n, data, err))
		return false;
	array_close(array);
	array->data = data;
	return true;
}

void array_close(Array *array)
{
	if (array->reader)
		array->reader->close(array->reader);
	array->reader = NULL;
}

bool array_has_numbers(const Array *array)
{
	switch (array->type) {
	case TYPE_BOOL:
	case TYPE_INT8:
	case TYPE_INT16:
	case TYPE_INT32:
	case TYPE_INT64:
	case TYPE_UINT8:
	case TYPE_UINT16:
	case TYPE_UINT32:
	case TYPE_UINT64:
	case TYPE_FLOAT16:
	case TYPE_FLOAT32:
	case TYPE_FLOAT64:
		return true;
	default:
		return false;
	}
}

/* Elements of one type as doubles. */
#define NUMBERS_OF(Type) \
	for (size_t i = 0; i < count; i++) \
		numbers[i] = (double)((const Type *)data)[first + i]; \
	break

void array_numbers(const Array *array, size_t first, size_t count, double *numbers)
{
	const void *data = array->data;
	switch (array->type) {
	case TYPE_BOOL:
		for (size_t i = 0; i < count; i++)
			numbers[i] = ((const uint8_t *)data)[first + i] != 0;
		break;
	case TYPE_FLOAT16:
		for (size_t i = 0; i < count; i++)
			numbers[i] = (double)half_to_float(((const uint16_t *)data)[first + i]);
		break;
	case TYPE_INT8:
		NUMBERS_OF(int8_t);
	case TYPE_INT16:
		NUMBERS_OF(int16_t);
	case TYPE_INT32:
		NUMBERS_OF(int32_t);
	case TYPE_INT64:
		NUMBERS_OF(int64_t);
	case TYPE_UINT8:
		NUMBERS_OF(uint8_t);
	case TYPE_UINT16:
		NUMBERS_OF(uint16_t);
	case TYPE_UINT32:
		NUMBERS_OF(uint32_t);
	case TYPE_UINT64:
		NUMBERS_OF(uint64_t);
	case TYPE_FLOAT32:
		NUMBERS_OF(float);
	case TYPE_FLOAT64:
		NUMBERS_OF(double);
	default:
		assert(!"an array without numbers");
	}
}

bool array_to_float(const Array *array, Arena *arena, Array *out, Error *err)
{
	if (!array_has_numbers(array))
		return failed(err, "%s: %s are no real numbers", array->name,
			type_name(array->type));
	size_t n = (size_t)shape_count(array->shape);
	size_t n_rows = array->shape.rank ? (size_t)array->shape.dims[0] : 1;
	float *values = arena_array(arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++) {
		double number;
		array_numbers(array, i, 1, &number);
		values[i] = (float)number;
		if (!isfinite(values[i]))
			return failed(err, "%s: row %zu, value %zu: %g is no finite float32",
				array->name, i / (n / n_rows), i % (n / n_rows), number);
	}
	*out = *array;
	out->type = TYPE_FLOAT32;
	out->data = values;
	return true;
}
