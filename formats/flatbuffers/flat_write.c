/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_writer.h"

#include <assert.h>
#include <string.h>

enum { MOST_FIELDS = 64 };

/* A vtable in the making: its size, the table's size, and an offset a field. */
typedef struct Layout {
	uint16_t words[2 + MOST_FIELDS];
	size_t n_words, alignment;
} Layout;

static size_t inline_bytes(const FlatField *field)
{
	return flat_field_is_offset(field) ? 4 : flat_type_bytes(field->type);
}

/* Fields by falling size, so that there is no gap between them. */
static Layout lay_out(const FlatTable *table)
{
	Layout layout = {.n_words = 2, .alignment = 4};
	size_t offset = 4;
	assert(table->type->n_fields <= MOST_FIELDS);
	for (size_t n_bytes = 8; n_bytes >= 1; n_bytes /= 2) {
		for (int id = 0; id < table->type->n_fields; id++) {
			if (inline_bytes(&table->type->fields[id]) != n_bytes ||
				!flat_says(table, id))
				continue;
			size_t word = 2 + (size_t)id;
			layout.words[word] = (uint16_t)offset;
			offset += n_bytes;
			if (layout.n_words <= word)
				layout.n_words = word + 1;
			if (n_bytes == 8)
				layout.alignment = 8;
		}
	}
	layout.words[0] = (uint16_t)(layout.n_words * sizeof layout.words[0]);
	layout.words[1] = (uint16_t)offset;
	return layout;
}

/* The place of a vtable like this one, which is written unless there is one. */
static bool place_vtable(Writer *writer, const Layout *layout, size_t *at)
{
	size_t n_bytes = layout->words[0];
	uint64_t hash = flat_hash(0, layout->words, n_bytes);
	Vtable **bucket = &writer->vtables[hash % N_VTABLE_BUCKETS];
	for (const Vtable *known = *bucket; known; known = known->next) {
		if (known->n_words == layout->n_words &&
			memcmp(known->words, layout->words, n_bytes) == 0) {
			*at = known->at;
			return true;
		}
	}
	if (!writer_align(writer, 0, sizeof layout->words[0]))
		return false;
	*at = writer->n;
	if (!writer_extend(writer, n_bytes))
		return false;
	memcpy(writer->data + *at, layout->words, n_bytes);
	Vtable *vtable = arena_alloc(&writer->scratch, sizeof *vtable);
	vtable->words = arena_copy(&writer->scratch, layout->words, n_bytes);
	vtable->n_words = layout->n_words;
	vtable->at = *at;
	vtable->next = *bucket;
	*bucket = vtable;
	return true;
}

/* A vector of n offsets, still zero; the first one's place goes to *first. */
static bool write_offsets(Writer *writer, size_t n, size_t slot, size_t *first)
{
	if (!writer_align(writer, 0, 4))
		return false;
	size_t at = writer->n;
	if (!writer_extend(writer, 4 + 4 * n))
		return false;
	writer_put_u32(writer, at, n);
	writer_point(writer, slot, at);
	*first = at + 4;
	return true;
}

static bool write_tables(Writer *writer, Node *const *children, size_t n, size_t slot)
{
	size_t first;
	if (!write_offsets(writer, n, slot, &first))
		return false;
	for (size_t i = 0; i < n; i++)
		writer_wait(writer, &children[i]->waiting, first + 4 * i);
	return true;
}

static bool write_strings(Writer *writer, const FlatField *field, FlatVector vector,
	size_t slot)
{
	const FlatVector *strings = vector.items;
	size_t first;
	if (!write_offsets(writer, vector.n, slot, &first))
		return false;
	for (size_t i = 0; i < vector.n; i++)
		writer_add_leaf(writer, field, strings[i], first + 4 * i);
	return true;
}

static void write_scalar(uint8_t *to, FlatType type, const FlatValue *value)
{
	if (type == FLAT_FLOAT) {
		float real = (float)value->real;
		memcpy(to, &real, sizeof real);
	} else if (type == FLAT_DOUBLE) {
		memcpy(to, &value->real, sizeof value->real);
	} else {
		memcpy(to, &value->integer, flat_type_bytes(type));
	}
}

/* What a field at this place in its table holds: itself, or its offset's target. The next
 * of the table's children is *child. */
static bool write_field(Writer *writer, const FlatField *field, const FlatValue *value,
	size_t at, Node ***child)
{
	if (field->is_vector && field->type == FLAT_TABLE) {
		Node **first = *child;
		*child += value->vector.n;
		return write_tables(writer, first, value->vector.n, at);
	}
	if (field->is_vector && field->type == FLAT_STRING)
		return write_strings(writer, field, value->vector, at);
	if (field->is_vector || field->type == FLAT_STRING)
		writer_add_leaf(writer, field, value->vector, at);
	else if (flat_field_is_offset(field))
		writer_wait(writer, &(*(*child)++)->waiting, at);
	else
		write_scalar(writer->data + at, field->type, value);
	return true;
}

static bool write_table(Writer *writer, const Node *node)
{
	const FlatTable *table = node->table;
	Layout layout = lay_out(table);
	Node **child = node->children;
	size_t vtable;
	/* After the 4 bytes of the table's own offset come the widest fields. */
	if (!place_vtable(writer, &layout, &vtable) ||
		!writer_align(writer, 4, layout.alignment))
		return false;
	size_t at = writer->n;
	if (!writer_extend(writer, layout.words[1]))
		return false;
	writer_put_u32(writer, at, at - vtable);
	writer_arrive(writer, &node->waiting, at);
	for (int id = 0; id < table->type->n_fields; id++) {
		uint16_t offset = layout.words[2 + id];
		if (offset &&
			!write_field(writer, &table->type->fields[id], &table->values[id],
				at + offset, &child))
			return false;
	}
	return true;
}

/* From the root down: backwards, each table stands before all that it holds. */
static bool write_all(Writer *writer, const FlatTable *root)
{
	NodeList list = flat_share(root, &writer->scratch);
	writer_wait(writer, &list.nodes[list.n - 1]->waiting, 0);
	for (size_t i = list.n; i-- > 0;)
		if (!write_table(writer, list.nodes[i]))
			return false;
	return writer_write_leaves(writer);
}

bool flat_write(const FlatSchema *schema, const FlatTable *root, Arena *arena,
	Bytes *file, Error *err)
{
	Writer writer = {.arena = arena, .err = err};
	bool ok = writer_extend(&writer, 8);
	if (ok) {
		memcpy(writer.data + 4, schema->file_identifier, 4);
		ok = write_all(&writer, root);
	}
	arena_finish(&writer.scratch);
	if (ok)
		*file = (Bytes){writer.data, writer.n};
	return ok;
}
