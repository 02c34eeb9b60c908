/* SPDX-License-Identifier: Apache-2.0 */
/* An array of data, as it came from a file or goes into one. */
#ifndef DATA_ARRAY_H
#define DATA_ARRAY_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/base/types.h"

/*
 * Where the elements of an array come from that are not in memory: the start of a struct of
 * whoever has them. read puts elements first to first + count - 1, which are there, into to,
 * in the array's type and byte order, and fails with the array's name; several threads may
 * read at once.
 */
typedef struct ArrayReader ArrayReader;
struct ArrayReader {
	bool (*read)(const ArrayReader *reader, size_t first, size_t count, void *to,
		Error *err);
	void (*close)(ArrayReader *reader);
};

/*
 * Elements in C order, little-endian; a bool takes a byte. What the pointers refer to
 * belongs to whoever made the array, which is an arena for all that is read from files.
 * An array that was read has at least one element, and its bytes fit in size_t.
 *
 * Its elements are in memory, unless whoever made it says that it may have a reader.
 */
typedef struct Array {
	const char *name; /* "x.npy" or "set.npz:x": what messages call it */
	DataType type;
	Shape shape;
	const void *data;    /* aligned for its type; NULL where there is a reader */
	ArrayReader *reader; /* NULL: all is in memory */
} Array;

/* Elements first to first + count - 1, which must be there, into to, from wherever they are;
 * cannot fail where that is memory. */
bool array_read(const Array *array, size_t first, size_t count, void *to, Error *err);

/* Bring its elements into memory, in the arena, and be done with the reader. */
bool array_load(Array *array, Arena *arena, Error *err);

/* Be done with the reader, if there is one. */
void array_close(Array *array);

/* Whether its elements are numbers, as array_numbers reads them: float16, float32, float64,
 * bool and integers of whole bytes. */
bool array_has_numbers(const Array *array);

/*
 * Elements first to first + count - 1, which must be there, as doubles; integers beyond
 * 2^53 are rounded. Only for arrays that have numbers, and them in memory.
 */
void array_numbers(const Array *array, size_t first, size_t count, double *numbers);

/* All of an array in memory as float32, in the arena; fails, naming row and value, where one is
 * not finite, and where it has no numbers. */
bool array_to_float(const Array *array, Arena *arena, Array *out, Error *err);

#endif
