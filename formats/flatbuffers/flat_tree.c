/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

FlatTable *flat_new(const FlatTableType *type, Arena *arena)
{
	size_t n_values = (size_t)type->n_fields;
	FlatTable *table = arena_alloc(arena, sizeof *table + n_values * sizeof(FlatValue));
	table->type = type;
	table->values = (FlatValue *)(table + 1);
	return table;
}

FlatTable *flat_copy(const FlatTable *table, const FlatTableType *type, Arena *arena)
{
	FlatTable *copy = flat_new(type, arena);
	if (table) {
		assert(table->type == type);
		memcpy(copy->values, table->values,
			(size_t)type->n_fields * sizeof *copy->values);
	}
	return copy;
}

/* What getters and setters can be used on a field. */
typedef enum Kind { ANY, INTEGER, REAL, TABLE, UNION, VECTOR } Kind;

static Kind kind_of(const FlatField *field)
{
	if (field->is_vector || field->type == FLAT_STRING)
		return VECTOR;
	if (field->type == FLAT_TABLE)
		return TABLE;
	if (field->type == FLAT_UNION)
		return UNION;
	return flat_type_is_real(field->type) ? REAL : INTEGER;
}

static bool is_of(const FlatField *field, const char *name, Kind kind)
{
	return strcmp(field->name, name) == 0 && (kind == ANY || kind_of(field) == kind);
}

/* The id of a field that must be there, and of that kind. */
static int find_field(const FlatTableType *type, const char *name, Kind kind)
{
	for (int id = 0; id < type->n_fields; id++)
		if (is_of(&type->fields[id], name, kind))
			return id;
	assert(false);
	abort();
}

/* A field's value, NULL where it is absent; the field itself goes to *field. */
static const FlatValue *look(const FlatTable *table, const char *name, Kind kind,
	const FlatField **field)
{
	int id = find_field(table->type, name, kind);
	*field = &table->type->fields[id];
	return table->values[id].is_present ? &table->values[id] : NULL;
}

static FlatValue *claim(FlatTable *table, const char *name, Kind kind,
	const FlatField **field)
{
	int id = find_field(table->type, name, kind);
	*field = &table->type->fields[id];
	table->values[id] = (FlatValue){.is_present = true};
	return &table->values[id];
}

bool flat_has(const FlatTable *table, const char *name)
{
	const FlatField *field;
	return table && look(table, name, ANY, &field);
}

int64_t flat_integer(const FlatTable *table, const char *name)
{
	const FlatField *field;
	if (!table)
		return 0;
	const FlatValue *value = look(table, name, INTEGER, &field);
	return value ? value->integer : (int64_t)field->fallback;
}

double flat_real(const FlatTable *table, const char *name)
{
	const FlatField *field;
	if (!table)
		return 0;
	const FlatValue *value = look(table, name, REAL, &field);
	return value ? value->real : field->fallback;
}

FlatTable *flat_table(const FlatTable *table, const char *name)
{
	const FlatField *field;
	const FlatValue *value = table ? look(table, name, ANY, &field) : NULL;
	if (!value)
		return NULL;
	assert(kind_of(field) == TABLE || kind_of(field) == UNION);
	return value->table;
}

FlatVector flat_vector(const FlatTable *table, const char *name)
{
	const FlatField *field;
	const FlatValue *value = table ? look(table, name, VECTOR, &field) : NULL;
	return value ? value->vector : (FlatVector){0};
}

const char *flat_string(const FlatTable *table, const char *name, Arena *arena)
{
	if (!flat_has(table, name))
		return NULL;
	FlatVector string = flat_vector(table, name);
	char *text = arena_alloc(arena, string.n + 1);
	if (string.n)
		memcpy(text, string.items, string.n);
	return text;
}

static bool fits(FlatType type, int64_t value)
{
	size_t n_bits = type == FLAT_BOOL ? 1 : 8 * flat_type_bytes(type);
	if (n_bits == 64)
		return true;
	int64_t limit = INT64_C(1) << (flat_type_is_signed(type) ? n_bits - 1 : n_bits);
	return value < limit && value >= (flat_type_is_signed(type) ? -limit : 0);
}

void flat_set_integer(FlatTable *table, const char *name, int64_t integer)
{
	const FlatField *field;
	FlatValue *value = claim(table, name, INTEGER, &field);
	bool is_in_range = fits(field->type, integer);
	assert(is_in_range);
	value->integer = is_in_range ? integer : 0;
}

void flat_set_real(FlatTable *table, const char *name, double real)
{
	const FlatField *field;
	FlatValue *value = claim(table, name, REAL, &field);
	value->real = field->type == FLAT_FLOAT ? (double)(float)real : real;
}

void flat_set_table(FlatTable *table, const char *name, FlatTable *child)
{
	const FlatField *field;
	FlatValue *value = claim(table, name, TABLE, &field);
	assert(!child || child->type == field->table);
	value->is_present = child;
	value->table = child;
}

static int find_tag(const FlatUnion *choices, const FlatTableType *type)
{
	for (int i = 0; i < choices->n_tables; i++)
		if (choices->tables[i] == type)
			return i + 1;
	assert(false);
	abort();
}

void flat_set_union(FlatTable *table, const char *name, FlatTable *child)
{
	const FlatField *field;
	FlatValue *value = claim(table, name, UNION, &field), *tag = value - 1;
	tag->integer = child ? find_tag(field->choices, child->type) : 0;
	value->is_present = tag->is_present = child;
	value->table = child;
}

void flat_set_vector(FlatTable *table, const char *name, const void *items, size_t n)
{
	const FlatField *field;
	claim(table, name, VECTOR, &field)->vector = (FlatVector){n, items};
}

void flat_set_string(FlatTable *table, const char *name, const char *text)
{
	flat_set_vector(table, name, text, strlen(text));
}

void flat_clear(FlatTable *table, const char *name)
{
	int id = find_field(table->type, name, ANY);
	table->values[id] = (FlatValue){0};
	if (table->type->fields[id].type == FLAT_UNION)
		table->values[id - 1] = (FlatValue){0};
}
