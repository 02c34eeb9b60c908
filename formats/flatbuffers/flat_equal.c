/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_type.h"

#include <inttypes.h>
#include <string.h>

static bool equal_tables(const FlatTable *a, const FlatTable *b, Error *err);

static bool equal_bytes(FlatVector a, FlatVector b, size_t item_bytes, Error *err)
{
	const uint8_t *a_items = a.items, *b_items = b.items;
	if (a.n != b.n)
		return failed(err, ": %zu items, not %zu", a.n, b.n);
	if (a.n == 0 || memcmp(a_items, b_items, a.n * item_bytes) == 0)
		return true;
	size_t i = 0;
	while (memcmp(a_items + i * item_bytes, b_items + i * item_bytes, item_bytes) == 0)
		i++;
	return failed(err, "[%zu]: differs", i);
}

static bool equal_vectors(const FlatField *field, FlatVector a, FlatVector b, Error *err)
{
	if (field->type != FLAT_TABLE && field->type != FLAT_STRING)
		return equal_bytes(a, b, flat_type_bytes(field->type), err);
	if (a.n != b.n)
		return failed(err, ": %zu items, not %zu", a.n, b.n);
	for (size_t i = 0; i < a.n; i++) {
		bool same = field->type == FLAT_STRING
			? equal_bytes(((const FlatVector *)a.items)[i],
				  ((const FlatVector *)b.items)[i], 1, err)
			: equal_tables(((FlatTable *const *)a.items)[i],
				  ((FlatTable *const *)b.items)[i], err);
		if (!same)
			return failed_in(err, "[%zu]%s", i, flat_separator(err));
	}
	return true;
}

static bool equal_values(const FlatField *field, const FlatValue *a, const FlatValue *b,
	Error *err)
{
	if (field->is_vector)
		return equal_vectors(field, a->vector, b->vector, err);
	if (field->type == FLAT_STRING)
		return equal_bytes(a->vector, b->vector, 1, err);
	if (flat_field_is_offset(field))
		return equal_tables(a->table, b->table, err);
	if (flat_type_is_real(field->type))
		return flat_same_real(a->real, b->real) ||
			failed(err, ": %.9g, not %.9g", a->real, b->real);
	return a->integer == b->integer ||
		failed(err, ": %" PRId64 ", not %" PRId64, a->integer, b->integer);
}

static bool equal_tables(const FlatTable *a, const FlatTable *b, Error *err)
{
	if (a->type != b->type)
		return failed(err, ": a %s, not a %s", a->type->name, b->type->name);
	for (int id = 0; id < a->type->n_fields; id++) {
		const FlatField *field = &a->type->fields[id];
		bool a_says = flat_says(a, id), b_says = flat_says(b, id);
		bool same = a_says && b_says
			? equal_values(field, &a->values[id], &b->values[id], err)
			: a_says == b_says;
		if (!same && err->text[0] == 0)
			failed(err, ": %s", a_says ? "present, not absent" : "absent, not present");
		if (!same)
			return failed_in(err, "%s%s", field->name, flat_separator(err));
	}
	return true;
}

bool flat_equal(const FlatTable *a, const FlatTable *b, Error *err)
{
	return equal_tables(a, b, err) ||
		(err->text[0] == ':' && failed_in(err, "%s", a->type->name));
}
