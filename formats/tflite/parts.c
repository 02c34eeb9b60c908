/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/parts.h"

#include <stdlib.h>
#include <string.h>

#include "formats/flatbuffers/flat_type.h"
#include "formats/tflite/schema.h"

/* In this order they get what several of them share. */
typedef enum Part { WEIGHTS, QUANTIZATION, NAMES, TABLES, N_PARTS } Part;

/* Bytes of the file, from start up to end. */
typedef struct Range {
	const uint8_t *start, *end;
	Part part;
} Range;

/* All that is claimed for a part; the rest is for the tables. */
typedef struct Claims {
	Arena arena;
	Range *ranges;
	size_t n, capacity;
} Claims;

static void claim(Claims *claims, const void *start, size_t n_bytes, Part part)
{
	if (n_bytes == 0 || part == TABLES)
		return;
	claims->ranges = arena_grow(&claims->arena, claims->ranges, claims->n,
		&claims->capacity, sizeof *claims->ranges);
	const uint8_t *first = start;
	claims->ranges[claims->n++] = (Range){first, first + n_bytes, part};
}

static void claim_text(Claims *claims, FlatVector text)
{
	claim(claims, text.items, text.n + 1, NAMES);
}

/* --- Constants and metadata, whose bytes lie in buffers --- */

static FlatTable *const *tables_of(const FlatTable *table, const char *name, size_t *n)
{
	FlatVector list = flat_vector(table, name);
	*n = list.n;
	return list.items;
}

static void claim_buffer(Claims *claims, const FlatTable *root, int64_t index, Part part)
{
	size_t n;
	FlatTable *const *buffers = tables_of(root, "buffers", &n);
	if (index < 0 || (uint64_t)index >= n)
		return;
	FlatVector data = flat_vector(buffers[index], "data");
	claim(claims, data.items, data.n, part);
}

static void claim_constants(Claims *claims, const FlatTable *root)
{
	size_t n_graphs, n_tensors;
	FlatTable *const *graphs = tables_of(root, "subgraphs", &n_graphs);
	for (size_t g = 0; g < n_graphs; g++) {
		FlatTable *const *tensors = tables_of(graphs[g], "tensors", &n_tensors);
		for (size_t i = 0; i < n_tensors; i++)
			claim_buffer(claims, root, flat_integer(tensors[i], "buffer"), WEIGHTS);
	}
}

static void claim_metadata(Claims *claims, const FlatTable *root)
{
	size_t n;
	FlatTable *const *metadata = tables_of(root, "metadata", &n);
	for (size_t i = 0; i < n; i++)
		claim_buffer(claims, root, flat_integer(metadata[i], "buffer"), NAMES);
	FlatVector legacy = flat_vector(root, "metadata_buffer");
	for (size_t i = 0; i < legacy.n; i++) {
		int32_t index;
		memcpy(&index, (const uint8_t *)legacy.items + i * sizeof index, sizeof index);
		claim_buffer(claims, root, index, NAMES);
	}
}

/* --- Texts and quantisation, wherever they are in the tree --- */

/* Lists of a table count for part, and so do those of the tables it holds. */
static void claim_table(Claims *claims, const FlatTable *table, Part part);

static void claim_vector(Claims *claims, const FlatField *field, FlatVector list,
	Part part)
{
	if (field->type == FLAT_TABLE) {
		for (size_t i = 0; i < list.n; i++)
			claim_table(claims, ((FlatTable *const *)list.items)[i], part);
	} else if (field->type == FLAT_STRING) {
		for (size_t i = 0; i < list.n; i++)
			claim_text(claims, ((const FlatVector *)list.items)[i]);
	} else {
		claim(claims, list.items, list.n * flat_type_bytes(field->type), part);
	}
}

static void claim_table(Claims *claims, const FlatTable *table, Part part)
{
	if (strcmp(table->type->name, "QuantizationParameters") == 0)
		part = QUANTIZATION;
	for (int id = 0; id < table->type->n_fields; id++) {
		const FlatField *field = &table->type->fields[id];
		const FlatValue *value = &table->values[id];
		if (!value->is_present || !flat_field_is_offset(field))
			continue;
		if (field->is_vector)
			claim_vector(claims, field, value->vector, part);
		else if (field->type == FLAT_STRING)
			claim_text(claims, value->vector);
		else
			claim_table(claims, value->table, part);
	}
}

/* --- The sum --- */

static int compare_ranges(const void *a, const void *b)
{
	const Range *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static void add_up(Claims *claims, size_t bytes[N_PARTS])
{
	const uint8_t *covered = NULL;
	if (claims->n > 0)
		qsort(claims->ranges, claims->n, sizeof *claims->ranges, compare_ranges);
	for (size_t i = 0; i < claims->n; i++) {
		Range range = claims->ranges[i];
		if (covered && range.start < covered)
			range.start = covered;
		if (range.end <= range.start)
			continue;
		bytes[range.part] += (size_t)(range.end - range.start);
		covered = range.end;
	}
}

bool tflite_parts(Bytes file, TfliteParts *parts, Error *err)
{
	Claims claims = {0};
	size_t bytes[N_PARTS] = {0};
	const FlatTable *root = flat_read(&tflite_schema, file, &claims.arena, err);
	if (root) {
		claim_constants(&claims, root);
		claim_metadata(&claims, root);
		claim_table(&claims, root, TABLES);
		add_up(&claims, bytes);
		*parts = (TfliteParts){
			.weight_bytes = bytes[WEIGHTS],
			.quantization_bytes = bytes[QUANTIZATION],
			.name_bytes = bytes[NAMES],
			.table_bytes = file.n - bytes[WEIGHTS] - bytes[QUANTIZATION] - bytes[NAMES],
		};
	}
	arena_finish(&claims.arena);
	return root;
}
