/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/program.h"

#include <string.h>

enum { POINTER_BYTES = 4, LEAST_ALIGNMENT = 4 };

const char *c_type(DataType type)
{
	switch (type) {
	case TYPE_FLOAT32:
		return "float";
	case TYPE_INT8:
		return "int8_t";
	case TYPE_INT16:
		return "int16_t";
	case TYPE_INT32:
		return "int32_t";
	case TYPE_INT64:
		return "int64_t";
	case TYPE_UINT16:
		return "uint16_t";
	case TYPE_UINT32:
		return "uint32_t";
	default:
		return "uint8_t";
	}
}

size_t c_type_bytes(DataType type)
{
	return strcmp(c_type(type), "uint8_t") == 0 ? 1 : (size_t)type_bits(type) / 8;
}

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static size_t value_alignment(const Value *value)
{
	size_t most = 1;
	if (value->kind == VALUE_INT || value->kind == VALUE_REAL)
		return (size_t)value->bytes;
	if (value->kind != VALUE_LIST)
		return POINTER_BYTES;
	for (int i = 0; i < value->n_items; i++) {
		size_t own = value_alignment(&value->items[i]);
		most = own > most ? own : most;
	}
	return most;
}

/* As C lays out structs and arrays: every member at its alignment, and so the end. */
static size_t value_bytes(const Value *value)
{
	size_t n = 0;
	if (value->kind != VALUE_LIST)
		return value_alignment(value);
	for (int i = 0; i < value->n_items; i++)
		n = round_up(n, value_alignment(&value->items[i])) +
			value_bytes(&value->items[i]);
	return round_up(n, value_alignment(value));
}

static size_t element_bytes_of(const Constant *constant)
{
	return c_type_bytes(constant->element);
}

size_t constant_bytes(const Constant *constant)
{
	return constant->data ? constant->n * element_bytes_of(constant)
						  : value_bytes(&constant->list);
}

size_t constant_alignment(const Constant *constant)
{
	size_t own =
		constant->data ? element_bytes_of(constant) : value_alignment(&constant->list);
	return own > LEAST_ALIGNMENT ? own : LEAST_ALIGNMENT;
}

size_t constant_flash_bytes(const Constant *constant)
{
	return round_up(constant_bytes(constant), constant_alignment(constant));
}

size_t program_constant_bytes(const Program *program)
{
	size_t n = 0;
	for (int i = 0; i < program->n_constants; i++)
		n += constant_flash_bytes(&program->constants[i]);
	return n;
}
