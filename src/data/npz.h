/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays in NumPy's .npz files: zip archives of .npy files. */
#ifndef DATA_NPZ_H
#define DATA_NPZ_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * The array called name ("x" or "x.npy") of a regular file that is open for reading;
 * array->name is made "path:x" in the arena. A stored array stays in the file, and one that
 * is deflated goes to a temporary one (spool.h), but not before its own header and its
 * length agree. The descriptor is taken over, also where this fails. Fails, naming the file;
 * where the array is not there, the error says which are.
 */
bool npz_open(int fd, const char *path, const char *name, Arena *arena, Array *array,
	Error *err);

/* Whether there is just one array of that name; false where the file cannot be read. The
 * descriptor stays open. */
bool npz_has(int fd, const char *name);

#endif
