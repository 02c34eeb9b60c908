/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that move elements of any type without looking at them. */
#ifndef KERNELS_MOVE_H
#define KERNELS_MOVE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Arrays are row-major, of rank 0 (one element) to MOVE_MAX_RANK; an element is
 * element_bytes long, at no particular alignment. out must not overlap in. Cannot fail:
 * shapes are the caller's promise.
 */
enum { MOVE_MAX_RANK = 6 };

/* Axis i of out is axis perm[i] of in, whose shape is dims. */
void move_transpose(const void *in, const int32_t *dims, const int32_t *perm,
	int32_t rank, size_t element_bytes, void *out);

/* The part of in that starts at begin[i] along axis i: size[i] elements, at least 1, that lie
 * step[i] apart; a negative step goes backwards. */
void move_slice(const void *in, const int32_t *dims, const int32_t *begin,
	const int32_t *step, const int32_t *size, int32_t rank, size_t element_bytes,
	void *out);

/* in, with before[i] and after[i] copies of the element at fill around it along axis i. */
void move_pad(const void *in, const int32_t *dims, const int32_t *before,
	const int32_t *after, int32_t rank, size_t element_bytes, const void *fill,
	void *out);

/*
 * Join n_in arrays along an axis. Each is n_blocks runs of contiguous bytes, block_bytes[i]
 * long in array i: n_blocks is the product of the dims before the axis, block_bytes[i] that
 * of in[i]'s dims from the axis on, times the size of an element.
 */
void move_concat(const void *const *in, const size_t *block_bytes, size_t n_in,
	size_t n_blocks, void *out);

/* The other way round: divide an array into n_out of them. */
void move_split(const void *in, const size_t *block_bytes, size_t n_out, size_t n_blocks,
	void *const *out);

/*
 * Rows picked from an array by their numbers. in is [batches, outer, rows, row_bytes], index
 * is [batches, picked] and out [batches, outer, picked, row_bytes]. A number outside 0 to
 * rows - 1 picks a row of zero bytes.
 */
typedef struct Gather {
	size_t batches, outer, rows, picked, row_bytes;
} Gather;

void move_gather(const Gather *how, const void *in, const int32_t *index, void *out);

#endif
