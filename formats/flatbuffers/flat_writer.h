/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file in the making. Tables come first, each before what it holds, then all strings
 * and vectors of scalars: offsets point forward only, so that what is shared must stand
 * after everything that shares it.
 */
#ifndef FORMATS_FLATBUFFERS_FLAT_WRITER_H
#define FORMATS_FLATBUFFERS_FLAT_WRITER_H

#include "formats/flatbuffers/flat_type.h"

/* A string or vector of scalars that waits to be written. */
typedef struct Leaf {
	FlatVector vector;
	size_t item_bytes, alignment;
	bool is_string; /* a zero follows */
	size_t slot;    /* where the offset to it goes */
	size_t at;      /* where it lies, once written */
	uint64_t hash;
	struct Leaf *next; /* of those written, in the same bucket */
} Leaf;

typedef struct Vtable {
	uint16_t *words; /* as in the file */
	size_t n_words, at;
	struct Vtable *next;
} Vtable;

enum { N_VTABLE_BUCKETS = 256 };

typedef struct Writer {
	Arena *arena;
	Arena scratch;
	Error *err;
	uint8_t *data;
	size_t n, room;
	Leaf *leaves;
	size_t n_leaves, leaf_room;
	Vtable *vtables[N_VTABLE_BUCKETS];
	size_t n_shared_bytes;
} Writer;

/* Room for so many bytes more without moving, or for as many as 2 GiB leave. */
void writer_reserve(Writer *writer, size_t n_bytes);

/* Zero bytes at the end; fails past 2 GiB. */
bool writer_extend(Writer *writer, size_t n_bytes);

/* Zero bytes up to where what follows the next n_ahead bytes is aligned. */
bool writer_align(Writer *writer, size_t n_ahead, size_t alignment);

void writer_put_u32(Writer *writer, size_t at, size_t value);

/* Let the offset at slot point to the place at. */
void writer_point(Writer *writer, size_t slot, size_t at);

/* Remember a leaf; its offset will go to slot. */
void writer_add_leaf(Writer *writer, const FlatField *field, FlatVector vector,
	size_t slot);

/* Write all of them, equal ones once. */
bool writer_write_leaves(Writer *writer);

uint64_t writer_hash(const void *data, size_t n_bytes);

#endif
