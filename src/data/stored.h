/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays whose elements stay in a file, one behind the other, and are read as they are needed. */
#ifndef DATA_STORED_H
#define DATA_STORED_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/* How long a file is. As below, the error is the system's, and names no file. */
bool stored_length(int fd, uint64_t *n_bytes, Error *err);

/* Read n bytes from a place of a file on, or those that there are; *n_read says how many. */
bool stored_bytes(int fd, uint64_t at, size_t n, void *to, size_t *n_read, Error *err);

typedef struct Stored {
	int fd;         /* of a file that can be read at any place */
	uint64_t start; /* where its first element is */
	DataType type;  /* of whole bytes */
	Shape shape;    /* that all of it is there has been checked */
	bool is_big_endian;
} Stored;

/*
 * The array of what is stored, called name, which must live as long as it does. Its reader,
 * in the arena, takes the descriptor over. A file that is later shorter than it was, or
 * cannot be read, fails then.
 */
void stored_open(const Stored *stored, const char *name, Arena *arena, Array *array);

#endif
