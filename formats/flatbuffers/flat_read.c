/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_type.h"

#include <string.h>

/* TFLite's schema nests 6 deep; a schema that holds itself could go on. */
enum { DEPTH_LIMIT = 16 };

/* A small file may cost more than its bytes allow. */
enum { FREE_COST = 4096 };

typedef struct Reader {
	Bytes file;
	Arena *arena;
	Error *err;
	size_t budget; /* what the tree may still cost */
	int depth;
} Reader;

/* A table, and its vtable: n_slots words, each where in the table a field lies, or 0. */
typedef struct Layout {
	size_t table, n_table_bytes, slots, n_slots;
} Layout;

/* The table at this place, NULL on failure; at place 0 the reason is known already. */
static FlatTable *read_table(Reader *reader, const FlatTableType *type, size_t at);

static bool spend(Reader *reader, size_t n, size_t cost)
{
	if (n > reader->budget / cost)
		return failed(reader->err, ": the file unfolds into far more than its size");
	reader->budget -= n * cost;
	return true;
}

static bool find_layout(Reader *reader, size_t at, Layout *layout)
{
	Bytes file = reader->file;
	uint32_t back;
	if (!bytes_u32(file, at, &back))
		return failed(reader->err, ": the table at byte %zu is cut off", at);
	int64_t vtable = (int64_t)at - (int32_t)back;
	uint16_t n_vtable_bytes, n_table_bytes;
	if (vtable < 0 || (uint64_t)vtable > file.n ||
		!bytes_u16(file, (size_t)vtable, &n_vtable_bytes) ||
		!bytes_u16(file, (size_t)vtable + 2, &n_table_bytes) || n_vtable_bytes < 4 ||
		n_vtable_bytes % 2 != 0 || !bytes_have(file, (size_t)vtable, n_vtable_bytes))
		return failed(reader->err, ": the table at byte %zu has no valid vtable", at);
	if (n_table_bytes < 4 || !bytes_have(file, at, n_table_bytes))
		return failed(reader->err, ": the table at byte %zu is cut off", at);
	*layout = (Layout){
		.table = at,
		.n_table_bytes = n_table_bytes,
		.slots = (size_t)vtable + 4,
		.n_slots = (n_vtable_bytes - 4u) / 2,
	};
	return true;
}

/* The byte where a field lies, 0 where it is absent. */
static bool find_field(Reader *reader, const Layout *layout, size_t id, size_t n_bytes,
	size_t *at)
{
	uint16_t offset = 0;
	*at = 0;
	if (id >= layout->n_slots)
		return true;
	bytes_u16(reader->file, layout->slots + 2 * id, &offset);
	if (offset == 0)
		return true;
	if (offset < 4 || offset + n_bytes > layout->n_table_bytes)
		return failed(reader->err, ": lies outside its table");
	*at = layout->table + offset;
	return true;
}

static bool refuse_unknown_fields(Reader *reader, const Layout *layout, int n_known)
{
	for (size_t id = (size_t)n_known; id < layout->n_slots; id++) {
		uint16_t offset = 0;
		bytes_u16(reader->file, layout->slots + 2 * id, &offset);
		if (offset != 0)
			return failed(reader->err, ": field %zu is not in the schema", id);
	}
	return true;
}

static void read_scalar(const uint8_t *from, FlatType type, FlatValue *value)
{
	size_t n_bytes = flat_type_bytes(type);
	if (type == FLAT_FLOAT) {
		float real;
		memcpy(&real, from, sizeof real);
		value->real = (double)real;
	} else if (type == FLAT_DOUBLE) {
		memcpy(&value->real, from, sizeof value->real);
	} else {
		uint64_t bits = 0;
		memcpy(&bits, from, n_bytes);
		uint64_t sign = flat_type_is_signed(type) ? UINT64_C(1) << (8 * n_bytes - 1) : 0;
		value->integer = (int64_t)((bits ^ sign) - sign);
		if (type == FLAT_BOOL)
			value->integer = bits != 0;
	}
}

/* Where the offset at this place points to; 0, which none can, on failure. */
static size_t follow(Reader *reader, size_t at)
{
	uint32_t offset;
	if (!bytes_u32(reader->file, at, &offset) || offset > reader->file.n - at) {
		failed(reader->err, ": points past the end of the file");
		return 0;
	}
	if (offset == 0) {
		failed(reader->err, ": points at itself");
		return 0;
	}
	return at + offset;
}

/* A vector in the file; at is where its offset lies. */
static bool read_vector(Reader *reader, size_t at, size_t item_bytes, FlatVector *vector)
{
	uint32_t n;
	size_t start = follow(reader, at);
	if (start == 0)
		return false;
	if (!bytes_u32(reader->file, start, &n) ||
		n > (reader->file.n - start - 4) / item_bytes)
		return failed(reader->err, ": goes on past the end of the file");
	*vector = (FlatVector){n, reader->file.data + start + 4};
	return true;
}

static bool read_scalars(Reader *reader, size_t at, FlatType type, FlatVector *vector)
{
	size_t item_bytes = flat_type_bytes(type);
	return read_vector(reader, at, item_bytes, vector) &&
		spend(reader, vector->n, item_bytes);
}

static bool read_string(Reader *reader, size_t at, FlatVector *string)
{
	if (!read_scalars(reader, at, FLAT_UBYTE, string))
		return false;
	const uint8_t *end = (const uint8_t *)string->items + string->n;
	if (end == reader->file.data + reader->file.n || *end != 0)
		return failed(reader->err, ": has no zero at its end");
	return true;
}

static bool read_strings(Reader *reader, size_t at, FlatVector *vector)
{
	if (!read_vector(reader, at, 4, vector) ||
		!spend(reader, vector->n, sizeof(FlatVector)))
		return false;
	size_t first = (size_t)((const uint8_t *)vector->items - reader->file.data);
	FlatVector *strings = arena_array(reader->arena, vector->n, sizeof *strings);
	for (size_t i = 0; i < vector->n; i++)
		if (!read_string(reader, first + 4 * i, &strings[i]))
			return failed_in(reader->err, "[%zu]", i);
	vector->items = strings;
	return true;
}

static bool read_tables(Reader *reader, size_t at, const FlatTableType *type,
	FlatVector *vector)
{
	if (!read_vector(reader, at, 4, vector) || !spend(reader, vector->n, FLAT_FIELD_COST))
		return false;
	size_t first = (size_t)((const uint8_t *)vector->items - reader->file.data);
	FlatTable **tables = arena_array(reader->arena, vector->n, sizeof(FlatTable *));
	for (size_t i = 0; i < vector->n; i++) {
		tables[i] = read_table(reader, type, follow(reader, first + 4 * i));
		if (!tables[i])
			return failed_in(reader->err, "[%zu]%s", i, flat_separator(reader->err));
	}
	vector->items = tables;
	return true;
}

/* The value of a union, after its tag; half a union becomes none. */
static bool read_union(Reader *reader, size_t at, const FlatUnion *choices,
	FlatValue *value)
{
	FlatValue *tag = value - 1;
	if (at == 0 || tag->integer == 0) {
		*tag = *value = (FlatValue){0};
		return true;
	}
	if (tag->integer > choices->n_tables)
		return failed(reader->err, ": %s %d is not in the schema", choices->name,
			(int)tag->integer);
	value->table =
		read_table(reader, choices->tables[tag->integer - 1], follow(reader, at));
	return value->table;
}

static bool read_field(Reader *reader, const Layout *layout, FlatTable *table, int id)
{
	const FlatField *field = &table->type->fields[id];
	FlatValue *value = &table->values[id];
	size_t n_bytes = flat_field_is_offset(field) ? 4 : flat_type_bytes(field->type);
	size_t at;
	if (!find_field(reader, layout, (size_t)id, n_bytes, &at))
		return false;
	value->is_present = at != 0;
	if (field->type == FLAT_UNION)
		return read_union(reader, at, field->choices, value);
	if (at == 0)
		return true;
	if (field->is_vector && field->type == FLAT_TABLE)
		return read_tables(reader, at, field->table, &value->vector);
	if (field->is_vector && field->type == FLAT_STRING)
		return read_strings(reader, at, &value->vector);
	if (field->is_vector)
		return read_scalars(reader, at, field->type, &value->vector);
	if (field->type == FLAT_STRING)
		return read_string(reader, at, &value->vector);
	if (field->type == FLAT_TABLE)
		return (value->table = read_table(reader, field->table, follow(reader, at)));
	read_scalar(reader->file.data + at, field->type, value);
	return true;
}

static FlatTable *read_table(Reader *reader, const FlatTableType *type, size_t at)
{
	Layout layout = {0};
	if (at == 0)
		return NULL;
	if (reader->depth == DEPTH_LIMIT) {
		failed(reader->err, ": tables are nested too deeply");
		return NULL;
	}
	if (!find_layout(reader, at, &layout) ||
		!refuse_unknown_fields(reader, &layout, type->n_fields) ||
		!spend(reader, (size_t)type->n_fields + 1, FLAT_FIELD_COST))
		return NULL;
	FlatTable *table = flat_new(type, reader->arena);
	reader->depth++;
	for (int id = 0; id < type->n_fields; id++) {
		if (!read_field(reader, &layout, table, id)) {
			failed_in(reader->err, "%s%s", type->fields[id].name,
				flat_separator(reader->err));
			return NULL;
		}
	}
	reader->depth--;
	return table;
}

FlatTable *flat_read(const FlatSchema *schema, Bytes file, Arena *arena, Error *err)
{
	if (!bytes_have(file, 4, 4) ||
		memcmp(file.data + 4, schema->file_identifier, 4) != 0) {
		failed(err, "not a %s file: no %s at byte 4", schema->file_extension,
			schema->file_identifier);
		return NULL;
	}
	size_t most = SIZE_MAX / FLAT_COST_LIMIT - FREE_COST;
	Reader reader = {
		.file = file,
		.arena = arena,
		.err = err,
		.budget = (file.n < most ? file.n : most) * FLAT_COST_LIMIT + FREE_COST,
	};
	FlatTable *root = read_table(&reader, schema->root, follow(&reader, 0));
	if (!root && err->text[0] == ':')
		failed_in(err, "%s", schema->root->name);
	return root;
}
