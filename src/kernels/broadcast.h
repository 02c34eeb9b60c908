/* SPDX-License-Identifier: Apache-2.0 */
/* How two arrays of different shapes are walked together. */
#ifndef KERNELS_BROADCAST_H
#define KERNELS_BROADCAST_H

#include <stddef.h>
#include <stdint.h>

enum { BROADCAST_MAX_RANK = 6 };

/*
 * A walk over an output in row-major order. Along axis i, of dims[i] steps, the operands
 * advance by a_stride[i] and b_stride[i] elements: 0 where the operand is repeated. Along
 * the last axis the strides are 0 or 1.
 */
typedef struct Broadcast {
	int32_t rank; /* at least 1 */
	int32_t dims[BROADCAST_MAX_RANK];
	int32_t a_stride[BROADCAST_MAX_RANK];
	int32_t b_stride[BROADCAST_MAX_RANK];
} Broadcast;

/*
 * The walk for operands of these shapes by NumPy's rule: shapes are aligned at their last
 * axis, and an axis of 1, or one that is missing, is repeated. Axes that both operands walk
 * alike are merged, so equal shapes, or a scalar beside an array, give rank 1.
 *
 * Cannot fail: ranks are at most BROADCAST_MAX_RANK, and axes that differ have a 1 among
 * them. The output has fewer than 2^31 elements.
 */
Broadcast broadcast_of(const int32_t *a_dims, int32_t a_rank, const int32_t *b_dims,
	int32_t b_rank);

/* Where a row, a run along the last axis, starts in the operands; zeroed, the first one. */
typedef struct BroadcastRow {
	ptrdiff_t a, b;
	int32_t index[BROADCAST_MAX_RANK];
} BroadcastRow;

/* Go on to the next row; 0 where there is none. */
int broadcast_next(const Broadcast *walk, BroadcastRow *row);

#endif
