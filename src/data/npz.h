/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays in NumPy's .npz files: zip archives of .npy files. */
#ifndef DATA_NPZ_H
#define DATA_NPZ_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * The array called name ("x" or "x.npy") from the bytes of a whole file, which must live as
 * long as the array; array->name is made "path:x" in the arena. Nothing is unpacked before
 * the member's own header and its length agree. Fails, naming the file; where the array is
 * not there, the error says which are.
 */
bool npz_read(Bytes file, const char *path, const char *name, Arena *arena, Array *array,
	Error *err);

#endif
