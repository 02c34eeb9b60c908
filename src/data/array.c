/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/array.h"

#include <assert.h>
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

static double number_at(const Array *array, size_t i)
{
	const void *data = array->data;
	switch (array->type) {
	case TYPE_BOOL:
		return ((const uint8_t *)data)[i] != 0;
	case TYPE_INT8:
		return ((const int8_t *)data)[i];
	case TYPE_INT16:
		return ((const int16_t *)data)[i];
	case TYPE_INT32:
		return ((const int32_t *)data)[i];
	case TYPE_INT64:
		return (double)((const int64_t *)data)[i];
	case TYPE_UINT8:
		return ((const uint8_t *)data)[i];
	case TYPE_UINT16:
		return ((const uint16_t *)data)[i];
	case TYPE_UINT32:
		return ((const uint32_t *)data)[i];
	case TYPE_UINT64:
		return (double)((const uint64_t *)data)[i];
	case TYPE_FLOAT16:
		return (double)half_to_float(((const uint16_t *)data)[i]);
	case TYPE_FLOAT32:
		return (double)((const float *)data)[i];
	case TYPE_FLOAT64:
		return ((const double *)data)[i];
	default:
		assert(!"an array without numbers");
		return 0;
	}
}

void array_numbers(const Array *array, size_t first, size_t count, double *numbers)
{
	for (size_t i = 0; i < count; i++)
		numbers[i] = number_at(array, first + i);
}
