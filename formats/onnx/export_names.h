/* SPDX-License-Identifier: Apache-2.0 */
/* Names in a graph: each is given out once. */
#ifndef FORMATS_ONNX_EXPORT_NAMES_H
#define FORMATS_ONNX_EXPORT_NAMES_H

#include "src/base/arena.h"

/* A zeroed one is valid and empty. */
typedef struct NameSet {
	struct NameSlot *slots;
	size_t n, n_slots;
} NameSet;

/*
 * A name that was not given out before: base and suffix, with a number behind where that is
 * taken. What is no printable UTF-8 becomes '?'; bases are cut to 1,000 bytes. In the arena,
 * which must be the same each time.
 */
const char *name_make(NameSet *names, const char *base, const char *suffix, Arena *arena);

#endif
