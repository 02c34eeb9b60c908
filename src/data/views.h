/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays that are another one, read otherwise: other rows, another order of dimensions. */
#ifndef DATA_VIEWS_H
#define DATA_VIEWS_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/* Which of a data set's rows are taken, and in which order. */
typedef struct RowOrder {
	size_t n_all, n;
	const int32_t *rows; /* the n that are taken; NULL: the first n */
} RowOrder;

/* At most so many of n_all rows, below 2^31; drawn from all of them by seed where is_shuffled,
 * else the first. */
RowOrder row_order(size_t n_all, int64_t most, bool is_shuffled, uint64_t seed,
	Arena *arena);

/*
 * Take these rows of an array, whose first dimension counts n_all of them, or fail, naming
 * it. What the array is read from is read as before: closing the view closes it.
 */
bool array_take_rows(Array *array, const RowOrder *order, Arena *arena, Error *err);

/*
 * Whether one row (all dimensions but the first) of an array is channels first where one of
 * shape is channels last, dimensions of 1 left aside: 3x32x32 for 32x32x3.
 */
bool is_channels_first(Shape array, Shape shape);

/*
 * Read an array whose rows are channels first, [n, c, ...] or flat in that order, as
 * [n, ..., c], which is what shape says, with any first dimension; an array of just
 * [c, ...] is one row. Fails, naming the array, where it is of other dimensions. Closing the
 * view closes the array.
 */
bool array_channels_last(Array *array, Shape shape, Arena *arena, Error *err);

#endif
