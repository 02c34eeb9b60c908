/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FlatBuffers files as trees, driven by a schema table: one reader and one writer for every
 * table that a schema knows, instead of a function a table.
 *
 * The container: https://flatbuffers.dev/internals (offsets are little-endian, 32 bits).
 */
#ifndef FORMATS_FLATBUFFERS_FLAT_H
#define FORMATS_FLATBUFFERS_FLAT_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

#include <stdio.h>

/* --- Schema: constant data, see formats/tflite/schema.h --- */

typedef enum FlatType {
	FLAT_BOOL,
	FLAT_BYTE,
	FLAT_UBYTE,
	FLAT_SHORT,
	FLAT_USHORT,
	FLAT_INT,
	FLAT_UINT,
	FLAT_LONG,
	FLAT_ULONG,
	FLAT_FLOAT,
	FLAT_DOUBLE,
	FLAT_STRING,
	FLAT_TABLE,
	FLAT_UNION, /* never a vector; the field before is its tag: FLAT_UBYTE, same `choices` */
} FlatType;

typedef struct FlatName {
	const char *name;
	int32_t value;
} FlatName;

typedef struct FlatEnum {
	const char *name;
	FlatType base;
	const FlatName *names; /* in order of value */
	int n_names;
} FlatEnum;

/* A union: tag t (1 to n_tables) means tables[t - 1]. */
typedef struct FlatUnion {
	const char *name;
	const struct FlatTableType *const *tables;
	int n_tables;
} FlatUnion;

typedef struct FlatField {
	const char *name;
	FlatType type; /* of the field, or of the elements where it is a vector */
	bool is_vector;
	bool is_deprecated;
	uint8_t alignment;     /* force_align of a vector's elements; 0: their size */
	double fallback;       /* what an absent scalar means */
	const FlatEnum *names; /* of an enumeration, else NULL */
	const struct FlatTableType *table; /* of FLAT_TABLE */
	const FlatUnion *choices;          /* of FLAT_UNION and its tag */
} FlatField;

typedef struct FlatTableType {
	const char *name;
	const FlatField *fields; /* the index is the field's id */
	int n_fields;
} FlatTableType;

typedef struct FlatSchema {
	const char *name_space, *file_identifier, *file_extension;
	const FlatTableType *root;
	const FlatTableType *const *tables; /* those that no union holds */
	const FlatEnum *const *enums;
	const FlatUnion *const *unions;
	int n_tables, n_enums, n_unions;
} FlatSchema;

/* --- Trees --- */

typedef struct FlatVector {
	size_t n;
	const void *items;
} FlatVector;

/*
 * A field's value; which member holds it, the field's type says:
 *
 *   integer  FLAT_BOOL to FLAT_ULONG (the bits of one past INT64_MAX are kept)
 *   real     FLAT_FLOAT, FLAT_DOUBLE
 *   table    FLAT_TABLE, FLAT_UNION; not NULL where present
 *   vector   FLAT_STRING: n chars, no zero counted, any bytes among them
 *            of scalars: packed, little-endian, at any alignment
 *            of tables: FlatTable *const *
 *            of strings: const FlatVector *
 */
typedef struct FlatValue {
	bool is_present;
	union {
		int64_t integer;
		double real;
		struct FlatTable *table;
		FlatVector vector;
	};
} FlatValue;

typedef struct FlatTable {
	const FlatTableType *type;
	FlatValue *values; /* type->n_fields of them */
} FlatTable;

/*
 * Read a whole file into a tree whose vectors point into `file`, which must outlive it.
 *
 * Everything is checked: offsets, vtables, counts against the file's size before anything is
 * allocated, strings' ends, and what the tree comes to (tables may be shared in the file, but
 * a small file that unfolds into a huge tree is refused). Alignment is not: there are files
 * without. Fields past those the schema knows are refused, as is a union's tag it does not
 * know: they could not be written back. Half a union, a tag without a value or a value
 * without a tag, counts as absent. NULL on failure; errors name the place as a path
 * ("subgraphs[0].tensors[3].shape: ...").
 */
FlatTable *flat_read(const FlatSchema *schema, Bytes file, Arena *arena, Error *err);

/*
 * Write a tree as a file, into the arena: the same tree gives the same bytes.
 *
 * Scalars lie on multiples of their size, vectors on those of their items or of force_align,
 * counted from the start of the file. Absent fields are left out, and so are scalars equal
 * to their default (whether one was present means nothing) and halves of unions; a vector
 * of no items is written. What is equal is written once, and all that say it point there:
 * strings and vectors of scalars (per-channel zero points are all alike), and tables with all
 * they hold (the options of like layers). The format allows that, readers do not notice, and
 * ours is not asked for more than it allows; see FLAT_SHARE_LIMIT. Vectors are put in an order
 * that needs little padding. Fails only where the file would exceed 2 GiB.
 */
bool flat_write(const FlatSchema *schema, const FlatTable *root, Arena *arena,
	Bytes *file, Error *err);

/* Whether two trees say the same: an absent scalar equals its default. On a difference, the
 * path of the first one goes to err. */
bool flat_equal(const FlatTable *a, const FlatTable *b, Error *err);

/* The schema in FlatBuffers' own language (.fbs), for its own tools to judge our files. */
void flat_schema_print(const FlatSchema *schema, FILE *out);

/* --- Building and looking: by name; a name the table's type lacks is our own mistake and
 *     asserts. Getters take NULL for the table and give 0 or NULL: a table that is not there
 *     has no type, so no defaults (flat_copy makes one that has). --- */

FlatTable *flat_new(const FlatTableType *type, Arena *arena);
/* A new table with the same values (children shared); NULL gives an empty one. */
FlatTable *flat_copy(const FlatTable *table, const FlatTableType *type, Arena *arena);

bool flat_has(const FlatTable *table, const char *name);
int64_t flat_integer(const FlatTable *table, const char *name);
double flat_real(const FlatTable *table, const char *name);
FlatTable *flat_table(const FlatTable *table, const char *name);
/* Of a vector or string; {0, NULL} when absent. */
FlatVector flat_vector(const FlatTable *table, const char *name);
/* As a C string in the arena (an embedded zero ends it); NULL when absent. */
const char *flat_string(const FlatTable *table, const char *name, Arena *arena);

void flat_set_integer(FlatTable *table, const char *name, int64_t value);
void flat_set_real(FlatTable *table, const char *name, double value);
void flat_set_table(FlatTable *table, const char *name, FlatTable *value); /* or NULL */
/* A union's value and its tag, found from the value's type; NULL clears both. */
void flat_set_union(FlatTable *table, const char *name, FlatTable *value);
/* items as in FlatValue, not copied; nor is text. */
void flat_set_vector(FlatTable *table, const char *name, const void *items, size_t n);
void flat_set_string(FlatTable *table, const char *name, const char *text);
void flat_clear(FlatTable *table, const char *name);

/* Tables and enumerations of a schema by name; NULL, or false, where there is none. */
const FlatTableType *flat_find_table(const FlatSchema *schema, const char *name);
const char *flat_enum_name(const FlatEnum *names, int32_t value);
bool flat_enum_value(const FlatEnum *names, const char *name, int32_t *value);

#endif
