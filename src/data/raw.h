/* SPDX-License-Identifier: Apache-2.0 */
/* Files that hold nothing but samples, one behind the other. */
#ifndef DATA_RAW_H
#define DATA_RAW_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * The array [n, row...] of a regular file that is open for reading: elements in C order,
 * little-endian, which stay there. The descriptor is taken over, also where this fails; name
 * must live as long as the array. Fails, naming the file, where it is not a whole number of
 * samples, is gzip'd, or where row leaves no dimension for them.
 */
bool raw_open(int fd, const char *name, Shape row, DataType type, Arena *arena,
	Array *array, Error *err);

#endif
