/* SPDX-License-Identifier: Apache-2.0 */
/* The class that each row of data belongs to. */
#ifndef DATA_LABELS_H
#define DATA_LABELS_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/*
 * Labels from an array of n_rows: numbers of any integer or float type, [n_rows] or
 * [n_rows, 1], which must be whole, at least 0 and, unless n_classes is 0, below it; or
 * one-hot, [n_rows, classes], each row a single 1 among zeros. The result is n_rows class
 * numbers in the arena. Errors name the row.
 */
bool labels_read(const Array *array, size_t n_rows, int n_classes, Arena *arena,
	const int32_t **labels, Error *err);

#endif
