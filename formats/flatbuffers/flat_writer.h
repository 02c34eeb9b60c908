/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file in the making. Tables come first, each before what it holds, then all strings
 * and vectors of scalars: offsets point forward only, so that what is shared must stand
 * after everything that shares it.
 */
#ifndef FORMATS_FLATBUFFERS_FLAT_WRITER_H
#define FORMATS_FLATBUFFERS_FLAT_WRITER_H

#include "formats/flatbuffers/flat_type.h"

/* Offsets to something that has no place yet. Until it has, each of them holds where the one
 * before it lies. */
typedef struct Waiting {
	size_t n, last;
} Waiting;

/* A string or vector of scalars, for all that are equal to it. */
typedef struct Leaf {
	FlatVector vector;
	size_t item_bytes, alignment;
	bool is_string; /* a zero follows */
	uint64_t hash;
	Waiting waiting;
	struct Leaf *next; /* in its bucket, then in its queue */
} Leaf;

/* A table, for all that are equal to it. */
typedef struct Node {
	const FlatTable *table;
	struct Node **children; /* of all tables it holds, in order of fields and items */
	size_t n_children;
	size_t cost; /* of reading it and what it holds; see FLAT_COST_LIMIT */
	uint64_t hash;
	Waiting waiting;
	struct Node *next; /* in its bucket */
} Node;

/* A tree's tables, each after what it holds. */
typedef struct NodeList {
	Node **nodes;
	size_t n;
} NodeList;

typedef struct Vtable {
	uint16_t *words; /* as in the file */
	size_t n_words, at;
	struct Vtable *next;
} Vtable;

enum { N_VTABLE_BUCKETS = 256 };

/* How many of a bucket are looked at, so that no input makes it slow. */
enum { MOST_LOOKS = 64 };

typedef struct Writer {
	Arena *arena;
	Arena scratch;
	Error *err;
	uint8_t *data;
	size_t n, room;
	Leaf **leaves;
	size_t n_leaves, leaf_room;
	Vtable *vtables[N_VTABLE_BUCKETS];
} Writer;

/* Zero bytes at the end; fails past 2 GiB. */
bool writer_extend(Writer *writer, size_t n_bytes);

/* Room for so many bytes more without moving, or for as many as 2 GiB leave. */
void writer_reserve(Writer *writer, size_t n_bytes);

/* Zero bytes up to where what follows the next n_ahead bytes is aligned. */
bool writer_align(Writer *writer, size_t n_ahead, size_t alignment);

void writer_put_u32(Writer *writer, size_t at, size_t value);

/* Let the offset at slot point to the place at. */
void writer_point(Writer *writer, size_t slot, size_t at);

/* Let the offset at slot wait, and let all that wait point to the place at. */
void writer_wait(Writer *writer, Waiting *waiting, size_t slot);
void writer_arrive(Writer *writer, const Waiting *waiting, size_t at);

/* Remember a leaf; its offset will go to slot. */
void writer_add_leaf(Writer *writer, const FlatField *field, FlatVector vector,
	size_t slot);

/* Write all of them, equal ones once. */
bool writer_write_leaves(Writer *writer);

/* All tables of a tree, equal ones as one node, the root last; in the arena. */
NodeList flat_share(const FlatTable *root, Arena *arena);

uint64_t flat_hash(uint64_t seed, const void *data, size_t n_bytes);

#endif
