/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/csv.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "src/data/class_names.h"
#include "src/data/csv_text.h"
#include "src/data/spool.h"
#include "src/data/stored.h"

enum { BLOCK = 1 << 16 }; /* numbers to be spooled at a time, or a row */

typedef struct Csv {
	CsvLines lines;
	Arena *arena;
	char separator;
	size_t n_columns, n_features, n_rows;
	bool has_label;   /* the last column is none of the features */
	bool keeps_label; /* and wanted */
	bool has_names;   /* the last column holds words */
	size_t blank;     /* number of a blank line, 0: none yet */
	ClassNames names;
	Spool spool;
	float *block;
	size_t n_block, block_room;
	union {
		float *numbers;
		int32_t *ids; /* of names */
		void *any;
	} labels;
	size_t label_room;
} Csv;

/* What the fields of a line are. */
typedef struct LineKind {
	size_t n_columns, n_numbers;
	bool ends_in_number;
	bool is_malformed; /* quotes do not close */
} LineKind;

bool csv_sniff(Bytes start)
{
	for (size_t i = 0; i < start.n; i++) {
		uint8_t c = start.data[i];
		if (c < ' ' && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return true;
}

/* Text that fields may be taken off, which changes it. */
static Text copy_of(Text line, Arena *arena)
{
	char *copy = arena_alloc(arena, line.n + 1);
	if (line.n)
		memcpy(copy, line.at, line.n);
	return (Text){line.at ? copy : NULL, line.n};
}

static LineKind kind_of(const Csv *csv, Text line, Arena *scratch)
{
	LineKind kind = {0};
	Text rest = copy_of(line, scratch), field;
	double number;
	while (rest.at && !kind.is_malformed) {
		kind.is_malformed = !csv_next_field(&rest, csv->separator, &field);
		kind.n_columns++;
		kind.ends_in_number = !kind.is_malformed && csv_number(field, &number);
		kind.n_numbers += kind.ends_in_number;
	}
	return kind;
}

/* --- Rows --- */

static bool flush(Csv *csv, Error *err)
{
	size_t n = csv->n_block;
	csv->n_block = 0;
	return spool_write(&csv->spool, csv->block, n * sizeof *csv->block, err);
}

static bool bad_field(Text field, size_t column, const char *what, Error *err)
{
	enum { SHOWN = 40 };
	return failed(err, "column %zu: '%.*s'%s %s", column + 1,
		field.n < SHOWN ? (int)field.n : SHOWN, field.at, field.n < SHOWN ? "" : "...",
		what);
}

static bool read_value(Text field, size_t column, float *value, Error *err)
{
	double number;
	if (!csv_number(field, &number))
		return bad_field(field, column, "is not a number", err);
	*value = (float)number;
	return isfinite(*value) || bad_field(field, column, "goes beyond float32", err);
}

/* The label of the row that is being read; a name also where it is a feature. */
static bool add_label(Csv *csv, Text field, size_t column, Error *err)
{
	float value = 0;
	int32_t id = 0;
	if (csv->has_names) {
		id = class_names_id(&csv->names, field.at, field.n, csv->lines.arena);
		if (id < 0)
			return failed(err, "more than %d different names of classes",
				MAX_CLASS_NAMES);
	} else if (!read_value(field, column, &value, err)) {
		return false;
	}
	if (csv->has_label && !csv->keeps_label)
		return true;
	csv->labels.any = arena_grow(csv->arena, csv->labels.any, csv->n_rows,
		&csv->label_room, sizeof *csv->labels.ids);
	if (csv->has_names)
		csv->labels.ids[csv->n_rows] = id;
	else
		csv->labels.numbers[csv->n_rows] = value;
	return true;
}

static bool read_row(Csv *csv, Text line, Error *err)
{
	Text rest = line, field;
	size_t column = 0;
	size_t n_numbers = csv->has_label ? csv->n_features : csv->n_columns - csv->has_names;
	for (; rest.at; column++) {
		if (!csv_next_field(&rest, csv->separator, &field))
			return failed(err, "column %zu: quotes that do not end with the field",
				column + 1);
		if (column < n_numbers &&
			!read_value(field, column, &csv->block[csv->n_block + column], err))
			return false;
		if (column == n_numbers && column < csv->n_columns &&
			!add_label(csv, field, column, err))
			return false;
	}
	if (column != csv->n_columns)
		return failed(err, "%zu columns, the first line has %zu", column, csv->n_columns);
	if (csv->n_rows == INT_MAX)
		return failed(err, "more than %d rows", INT_MAX);
	csv->n_rows++;
	csv->n_block += n_numbers;
	return csv->n_block + n_numbers <= csv->block_room || flush(csv, err);
}

static bool add_row(Csv *csv, Text line, size_t number, Error *err)
{
	if (line.n == 0) {
		csv->blank = number;
		return true;
	}
	if (csv->blank)
		return failed(err, "line %zu is blank", csv->blank);
	return read_row(csv, line, err) || failed_in(err, "line %zu: ", number);
}

/* --- The table --- */

static bool is_header(LineKind first, LineKind second)
{
	size_t n_words = first.n_columns - first.n_numbers;
	if (n_words == 1 && !first.ends_in_number)
		return second.ends_in_number;
	return n_words > 0;
}

/* Decide what the columns are, by how many there are and the first line that has values. */
static bool choose_columns(Csv *csv, size_t n_features, LineKind values, Error *err)
{
	size_t n = csv->n_columns;
	bool is_alone = n_features == 0 && n == 1;
	csv->has_label = n_features > 0 && n == n_features + 1;
	csv->n_features = n_features ? n_features : n;
	csv->has_names =
		values.n_columns == n && !values.ends_in_number && (csv->has_label || is_alone);
	if (values.n_columns > 0 && values.n_numbers == 0 && !is_alone)
		return failed(err, "no .npy, .npz, IDX or CSV file; raw samples take --shape");
	if (n_features && n != n_features && !csv->has_label)
		return failed(err,
			"%zu columns; the model takes %zu values, and a label may follow them", n,
			n_features);
	return true;
}

/* The first two lines, from which it is told what the others are. */
static bool read_head(Csv *csv, size_t n_features, Arena *scratch, Error *err)
{
	Text first, second;
	if (!csv_next_line(&csv->lines, &first, err))
		return false;
	first = copy_of(first, scratch);
	csv->separator = csv_separator(first);
	if (!csv_next_line(&csv->lines, &second, err))
		return false;
	LineKind one = kind_of(csv, first, scratch), two = kind_of(csv, second, scratch);
	csv->n_columns = one.n_columns;
	bool has_header = is_header(one, two);
	if (one.is_malformed)
		return failed(err, "line 1: quotes that do not end with the field");
	if (!choose_columns(csv, n_features, has_header ? two : one, err))
		return false;
	csv->block_room = csv->n_columns > BLOCK ? csv->n_columns : BLOCK;
	csv->block = arena_array(scratch, csv->block_room, sizeof *csv->block);
	return (has_header || add_row(csv, first, 1, err)) &&
		(!second.at || add_row(csv, second, 2, err));
}

/* Whether the first of the names, which stand alone, is none of a class. */
static bool starts_with_header(const Csv *csv)
{
	for (size_t i = 1; i < csv->n_rows; i++)
		if (csv->labels.ids[i] == 0)
			return false;
	return csv->n_rows > 1;
}

static bool read_table(Csv *csv, size_t n_features, Arena *scratch, Error *err)
{
	Text line;
	if (!read_head(csv, n_features, scratch, err))
		return false;
	for (;;) {
		if (!csv_next_line(&csv->lines, &line, err))
			return false;
		if (!line.at)
			break;
		if (!add_row(csv, line, csv->lines.number, err))
			return false;
	}
	if (csv->has_names && !csv->has_label && starts_with_header(csv)) {
		csv->labels.ids++;
		csv->n_rows--;
		class_names_drop_first(&csv->names, csv->labels.ids, csv->n_rows);
	}
	if (csv->has_names && csv->labels.ids)
		class_names_to_classes(&csv->names, csv->labels.ids, csv->n_rows);
	return csv->n_rows > 0 ? flush(csv, err) : failed(err, "a header, but no row");
}

static Array labels_of(const Csv *csv, const char *name)
{
	return (Array){
		.name = name,
		.type = csv->has_names ? TYPE_INT32 : TYPE_FLOAT32,
		.shape = {1, {(int)csv->n_rows}},
		.data = csv->labels.any,
	};
}

static void give(const Csv *csv, const char *name, bool is_flat, Arena *arena, Array *x,
	Array *y)
{
	Stored stored = {
		.fd = csv->spool.fd,
		.type = TYPE_FLOAT32,
		.shape = {is_flat ? 1 : 2, {(int)csv->n_rows, (int)csv->n_features}},
	};
	if (csv->has_names && !csv->has_label) {
		close(csv->spool.fd);
		*x = labels_of(csv, name);
	} else {
		stored_open(&stored, name, arena, x);
	}
	if (y && csv->has_label)
		*y = labels_of(csv, name);
	else if (y)
		*y = (Array){0};
}

bool csv_open(int fd, const char *name, size_t n_features, Arena *arena, Array *x,
	Array *y, Error *err)
{
	Arena scratch = {0};
	Csv csv = {
		.lines = {.fd = fd, .arena = &scratch},
		.arena = arena,
		.keeps_label = y != NULL,
	};
	bool is_open = spool_open(&csv.spool, err);
	bool ok = is_open && read_table(&csv, n_features, &scratch, err);
	if (ok)
		give(&csv, name, n_features == 0 && csv.n_columns == 1, arena, x, y);
	else if (is_open)
		spool_close(&csv.spool);
	arena_finish(&scratch);
	close(fd);
	return ok || failed_in(err, "%s: ", name);
}
