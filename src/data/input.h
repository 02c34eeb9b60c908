/* SPDX-License-Identifier: Apache-2.0 */
/* Files that can be read at any place, whatever they come from. */
#ifndef DATA_INPUT_H
#define DATA_INPUT_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

typedef struct Input {
	int fd;           /* of a regular file, for reading */
	const char *name; /* as messages call it, in the arena */
	Bytes start;      /* its first bytes, or all that it has, in the arena */
} Input;

/* Enough to tell by what a file is; for text, two lines of it or three. */
enum { INPUT_START_BYTES = 65536 };

/*
 * Open a file, or standard input where path is "-". What is no regular file is read to its
 * end, into a temporary one (spool.h). The caller closes the descriptor. Errors name the
 * file; an empty one is an error.
 */
bool input_open(const char *path, Arena *arena, Input *input, Error *err);

#endif
