/* SPDX-License-Identifier: Apache-2.0 */
/* What --data SOURCE and --labels SOURCE say. */
#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * Open the array that source says: a .npy file, a .npz file (of which default_name, "x" or
 * "y", is taken), or "file.npz:NAME". Files are recognised by content, whatever they are
 * called; "-" is standard input. A file whose own name has a ':' is found before the part
 * after it is taken for an array's name.
 *
 * The file's bytes, the array and its name stay in the arena.
 */
bool array_open(const char *source, const char *default_name, Arena *arena, Array *array,
	Error *err);

/*
 * The same, but the elements of a .npy file on disk stay there, and are read as they are
 * needed: the array has a reader, to be closed by array_close.
 */
bool array_stream(const char *source, const char *default_name, Arena *arena,
	Array *array, Error *err);

#endif
