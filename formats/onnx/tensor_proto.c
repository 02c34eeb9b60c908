/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/tensor_proto.h"

#include <string.h>

#include "formats/onnx/external.h"
#include "src/base/bytes.h"

bool onnx_type(int64_t elem_type, DataType *type, Error *err)
{
	/* By ONNX's number; those of later versions than the schema's are stored alike. */
	static const struct {
		int number;
		DataType type;
	} types[] = {
		{ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, TYPE_FLOAT32},
		{ONNX__TENSOR_PROTO__DATA_TYPE__UINT8, TYPE_UINT8},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT8, TYPE_INT8},
		{ONNX__TENSOR_PROTO__DATA_TYPE__UINT16, TYPE_UINT16},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT16, TYPE_INT16},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT32, TYPE_INT32},
		{ONNX__TENSOR_PROTO__DATA_TYPE__INT64, TYPE_INT64},
		{ONNX__TENSOR_PROTO__DATA_TYPE__BOOL, TYPE_BOOL},
		{ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16, TYPE_FLOAT16},
		{ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, TYPE_FLOAT64},
		{ONNX__TENSOR_PROTO__DATA_TYPE__UINT32, TYPE_UINT32},
		{ONNX__TENSOR_PROTO__DATA_TYPE__UINT64, TYPE_UINT64},
		{ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16, TYPE_BFLOAT16},
	};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].number == elem_type) {
			*type = types[i].type;
			return true;
		}
	return failed(err, "element type %lld of ONNX, which whit does not read",
		(long long)elem_type);
}

static bool read_shape(const Onnx__TensorProto *tensor, Shape *shape, Error *err)
{
	if (tensor->n_dims > MAX_RANK)
		return failed(err, "%zu dimensions; at most %d can be read", tensor->n_dims,
			MAX_RANK);
	int64_t count = 1;
	shape->rank = (int)tensor->n_dims;
	for (int i = 0; i < shape->rank; i++) {
		int64_t n = tensor->dims[i];
		if (n < 0 || n > INT32_MAX || (n > 0 && count > INT32_MAX / n))
			return failed(err, "dimension %d is %lld: more than 2^31 elements, or none",
				i, (long long)n);
		shape->dims[i] = (int)n;
		count *= n > 0 ? n : 1;
	}
	return true;
}

/* --- Elements in fields of their kind --- */

static size_t typed_count(const Onnx__TensorProto *tensor, DataType type)
{
	switch (type) {
	case TYPE_FLOAT32:
		return tensor->n_float_data;
	case TYPE_FLOAT64:
		return tensor->n_double_data;
	case TYPE_INT64:
		return tensor->n_int64_data;
	case TYPE_UINT32:
	case TYPE_UINT64:
		return tensor->n_uint64_data;
	default:
		return tensor->n_int32_data;
	}
}

/* Small integers and halves lie in int32_data, one an entry. */
static void narrow(const int32_t *from, size_t n, size_t element_bytes, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		memcpy(to + i * element_bytes, &from[i], element_bytes);
}

static void copy_typed(const Onnx__TensorProto *tensor, DataType type, size_t n, void *to)
{
	if (type == TYPE_FLOAT32)
		memcpy(to, tensor->float_data, n * sizeof(float));
	else if (type == TYPE_FLOAT64)
		memcpy(to, tensor->double_data, n * sizeof(double));
	else if (type == TYPE_INT64)
		memcpy(to, tensor->int64_data, n * sizeof(int64_t));
	else if (type == TYPE_UINT64)
		memcpy(to, tensor->uint64_data, n * sizeof(uint64_t));
	else if (type == TYPE_UINT32)
		for (size_t i = 0; i < n; i++)
			((uint32_t *)to)[i] = (uint32_t)tensor->uint64_data[i];
	else
		narrow(tensor->int32_data, n, (size_t)type_bits(type) / 8, to);
}

static bool read_elements(const Onnx__TensorProto *tensor, const char *path,
	DataType type, size_t n, size_t bytes, Arena *arena, const void **data, Error *err)
{
	if (tensor->has_data_location &&
		tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL)
		return external_read(tensor, path, bytes, arena, data, err);
	if (tensor->has_raw_data) {
		if (tensor->raw_data.len != bytes)
			return failed(err, "%zu bytes of data, its shape needs %zu",
				tensor->raw_data.len, bytes);
		*data = arena_copy(arena, tensor->raw_data.data, bytes);
		return true;
	}
	if (typed_count(tensor, type) != n)
		return failed(err, "%zu values of data, its shape needs %zu",
			typed_count(tensor, type), n);
	void *copy = arena_alloc(arena, bytes);
	if (n > 0)
		copy_typed(tensor, type, n, copy);
	*data = copy;
	return true;
}

bool onnx_tensor(const Onnx__TensorProto *tensor, const char *path, Arena *arena,
	DataType *type, Shape *shape, const void **data, Error *err)
{
	size_t bytes;
	if (!onnx_type(tensor->has_data_type ? tensor->data_type : 0, type, err) ||
		!read_shape(tensor, shape, err))
		return false;
	if (tensor->segment)
		return failed(err, "data in segments, which whit does not read");
	int64_t n = shape_count(*shape);
	if (!type_bytes(*type, n, &bytes))
		return failed(err, "more elements than can be counted");
	*data = NULL;
	return n == 0 ||
		read_elements(tensor, path, *type, (size_t)n, bytes, arena, data, err);
}
