/* SPDX-License-Identifier: Apache-2.0 */
/* A table of names, each with a number. Zeroed it is empty; its memory is the arena's. */
#ifndef FORMATS_ONNX_NAMES_H
#define FORMATS_ONNX_NAMES_H

#include <stdbool.h>

#include "src/base/arena.h"

typedef struct Names {
	struct NameEntry
		*entries; /* capacity of them, a power of two; a free one has no name */
	size_t n, capacity;
} Names;

/* Say what a name stands for; false where it stands for something already. The name must live
 * as long as the table. */
bool names_add(Names *names, const char *name, int number, Arena *arena);

/* -1 where the name is not known. */
int names_find(const Names *names, const char *name);

#endif
