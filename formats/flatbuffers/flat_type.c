/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_type.h"

#include <string.h>

size_t flat_type_bytes(FlatType type)
{
	switch (type) {
	case FLAT_BOOL:
	case FLAT_BYTE:
	case FLAT_UBYTE:
		return 1;
	case FLAT_SHORT:
	case FLAT_USHORT:
		return 2;
	case FLAT_LONG:
	case FLAT_ULONG:
	case FLAT_DOUBLE:
		return 8;
	default:
		return 4;
	}
}

bool flat_type_is_real(FlatType type)
{
	return type == FLAT_FLOAT || type == FLAT_DOUBLE;
}

bool flat_type_is_signed(FlatType type)
{
	return type == FLAT_BYTE || type == FLAT_SHORT || type == FLAT_INT ||
		type == FLAT_LONG;
}

bool flat_field_is_offset(const FlatField *field)
{
	return field->is_vector || field->type == FLAT_STRING || field->type == FLAT_TABLE ||
		field->type == FLAT_UNION;
}

bool flat_same_real(double a, double b)
{
	uint64_t a_bits, b_bits;
	memcpy(&a_bits, &a, sizeof a_bits);
	memcpy(&b_bits, &b, sizeof b_bits);
	return a_bits == b_bits;
}

const char *flat_separator(const Error *err)
{
	return err->text[0] == ':' || err->text[0] == '[' ? "" : ".";
}

static bool union_is_whole(const FlatTable *table, int tag)
{
	const FlatValue *values = &table->values[tag];
	return values[0].is_present && values[0].integer != 0 && values[1].is_present &&
		values[1].table;
}

bool flat_says(const FlatTable *table, int id)
{
	const FlatField *field = &table->type->fields[id];
	const FlatValue *value = &table->values[id];
	if (!value->is_present)
		return false;
	if (field->choices)
		return union_is_whole(table, field->type == FLAT_UNION ? id - 1 : id);
	if (flat_field_is_offset(field))
		return field->is_vector || field->type == FLAT_STRING || value->table;
	if (flat_type_is_real(field->type))
		return !flat_same_real(value->real, field->fallback);
	return value->integer != (int64_t)field->fallback;
}
