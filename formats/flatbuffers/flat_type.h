/* SPDX-License-Identifier: Apache-2.0 */
/* What reader, writer and tree share about types. */
#ifndef FORMATS_FLATBUFFERS_FLAT_TYPE_H
#define FORMATS_FLATBUFFERS_FLAT_TYPE_H

#include "formats/flatbuffers/flat.h"

/*
 * What a tree costs: FLAT_FIELD_COST for each of its tables and their types' fields, and for
 * each pointer in a vector of tables; the size of a FlatVector for a string in a vector; and
 * the bytes of all strings and scalars in vectors. The reader allows FLAT_COST_LIMIT a byte
 * of file, which bounds its memory to some 100 times the file.
 *
 * What was written can be read: where nothing is shared, a table of no more than 18 fields
 * (TFLite's have up to 17) costs no more than 20 a byte, and the writer shares only as much
 * as FLAT_SHARE_LIMIT times the file of vectors, and as much again of tables.
 */
enum { FLAT_FIELD_COST = 8, FLAT_COST_LIMIT = 28, FLAT_SHARE_LIMIT = 4 };

/* Bytes of a value as it lies in a table or vector: of an offset where it is no scalar. */
size_t flat_type_bytes(FlatType type);

bool flat_type_is_real(FlatType type);
bool flat_type_is_signed(FlatType type);

/* Whether a field's value lies elsewhere and its table holds only an offset. */
bool flat_field_is_offset(const FlatField *field);

/* Whether they are the same bits: NaN is NaN, but -0 is not 0. */
bool flat_same_real(double a, double b);

/* Whether a field must be in a file: it is present, no default and no half of a union. */
bool flat_says(const FlatTable *table, int id);

/* Errors begin as ": what is wrong"; names and [indices] are put in front on the way up.
 * This is what stands between the next one and the text so far. */
const char *flat_separator(const Error *err);

#endif
