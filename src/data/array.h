/* SPDX-License-Identifier: Apache-2.0 */
/* An array of data in memory, as it came from a file or goes into one. */
#ifndef DATA_ARRAY_H
#define DATA_ARRAY_H

#include "src/base/types.h"

/*
 * Elements in C order, little-endian; a bool takes a byte. What the pointers refer to
 * belongs to whoever made the array, which is an arena for all that is read from files.
 * An array that was read has at least one element, and its bytes fit in size_t.
 */
typedef struct Array {
	const char *name; /* "x.npy" or "set.npz:x": what messages call it */
	DataType type;
	Shape shape;
	const void *data; /* aligned for its type */
} Array;

/* Whether its elements are numbers, as array_numbers reads them: float16, float32, float64,
 * bool and integers of whole bytes. */
bool array_has_numbers(const Array *array);

/*
 * Elements first to first + count - 1, which must be there, as doubles; integers beyond
 * 2^53 are rounded. Only for arrays that have numbers.
 */
void array_numbers(const Array *array, size_t first, size_t count, double *numbers);

#endif
