/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays in NumPy's .npy files. */
#ifndef DATA_NPY_H
#define DATA_NPY_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * The array of a regular file that is open for reading; its elements stay there, and are read
 * when array_read asks for them, at any place and on any thread. array->name is name itself,
 * which must live as long as the array. The array has a reader, in the arena, which takes the
 * descriptor over, also where this fails. Fails, naming the file, where header and length
 * disagree.
 */
bool npy_open(int fd, const char *name, Arena *arena, Array *array, Error *err);

/* The bytes of a .npy file, in the arena; array->name may be NULL. Fails for types that
 * .npy does not have. */
bool npy_encode(const Array *array, Arena *arena, Bytes *file, Error *err);

#endif
