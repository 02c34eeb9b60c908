/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/move.h"

static void copy_bytes(unsigned char *to, const unsigned char *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
}

/* A block of elements being copied; steps are the bytes from an index to the next. */
typedef struct Block {
	int32_t rank;
	int32_t size[MOVE_MAX_RANK];
	ptrdiff_t from_step[MOVE_MAX_RANK], to_step[MOVE_MAX_RANK];
} Block;

/* Copy n elements that lie from_step and to_step bytes apart. */
static void copy_run(unsigned char *to, ptrdiff_t to_step, const unsigned char *from,
	ptrdiff_t from_step, int32_t n, size_t element_bytes)
{
	if (from_step == (ptrdiff_t)element_bytes && to_step == from_step) {
		copy_bytes(to, from, (size_t)n * element_bytes);
		return;
	}
	for (int32_t i = 0; i < n; i++, to += to_step, from += from_step) {
		if (element_bytes == 1)
			*to = *from;
		else if (element_bytes == 4)
			copy_bytes(to, from, 4);
		else
			copy_bytes(to, from, element_bytes);
	}
}

static void copy_block(unsigned char *to, const unsigned char *from, const Block *block,
	size_t element_bytes)
{
	int32_t index[MOVE_MAX_RANK] = {0};
	int32_t last = block->rank - 1;
	if (block->rank == 0) {
		copy_bytes(to, from, element_bytes);
		return;
	}
	for (;;) {
		copy_run(to, block->to_step[last], from, block->from_step[last],
			block->size[last], element_bytes);
		int32_t axis = last - 1;
		for (; axis >= 0; axis--) {
			to += block->to_step[axis];
			from += block->from_step[axis];
			if (++index[axis] < block->size[axis])
				break;
			to -= block->to_step[axis] * block->size[axis];
			from -= block->from_step[axis] * block->size[axis];
			index[axis] = 0;
		}
		if (axis < 0)
			return;
	}
}

/* The steps of a whole array of this shape; returns its bytes. */
static size_t steps_of(const int32_t *dims, int32_t rank, size_t element_bytes,
	ptrdiff_t step[MOVE_MAX_RANK])
{
	size_t bytes = element_bytes;
	for (int32_t i = rank - 1; i >= 0; i--) {
		step[i] = (ptrdiff_t)bytes;
		bytes *= (size_t)dims[i];
	}
	return bytes;
}

static ptrdiff_t offset_of(const int32_t *index, int32_t rank, const ptrdiff_t *step)
{
	ptrdiff_t offset = 0;
	for (int32_t i = 0; i < rank; i++)
		offset += index[i] * step[i];
	return offset;
}

void move_transpose(const void *in, const int32_t *dims, const int32_t *perm,
	int32_t rank, size_t element_bytes, void *out)
{
	ptrdiff_t in_step[MOVE_MAX_RANK];
	steps_of(dims, rank, element_bytes, in_step);

	Block block = {rank, {0}, {0}, {0}};
	for (int32_t i = 0; i < rank; i++) {
		block.size[i] = dims[perm[i]];
		block.from_step[i] = in_step[perm[i]];
	}
	steps_of(block.size, rank, element_bytes, block.to_step);
	copy_block((unsigned char *)out, (const unsigned char *)in, &block, element_bytes);
}

void move_slice(const void *in, const int32_t *dims, const int32_t *begin,
	const int32_t *step, const int32_t *size, int32_t rank, size_t element_bytes,
	void *out)
{
	Block block = {rank, {0}, {0}, {0}};
	for (int32_t i = 0; i < rank; i++)
		block.size[i] = size[i];
	steps_of(dims, rank, element_bytes, block.from_step);
	steps_of(size, rank, element_bytes, block.to_step);

	const unsigned char *from = (const unsigned char *)in;
	from += offset_of(begin, rank, block.from_step);
	for (int32_t i = 0; i < rank; i++)
		block.from_step[i] *= step[i];
	copy_block((unsigned char *)out, from, &block, element_bytes);
}

void move_pad(const void *in, const int32_t *dims, const int32_t *before,
	const int32_t *after, int32_t rank, size_t element_bytes, const void *fill, void *out)
{
	unsigned char *to = (unsigned char *)out;
	int32_t padded[MOVE_MAX_RANK];
	Block block = {rank, {0}, {0}, {0}};
	for (int32_t i = 0; i < rank; i++) {
		block.size[i] = dims[i];
		padded[i] = before[i] + dims[i] + after[i];
	}
	steps_of(dims, rank, element_bytes, block.from_step);
	size_t n_bytes = steps_of(padded, rank, element_bytes, block.to_step);

	for (size_t i = 0; i < n_bytes; i += element_bytes)
		copy_bytes(to + i, (const unsigned char *)fill, element_bytes);
	to += offset_of(before, rank, block.to_step);
	copy_block(to, (const unsigned char *)in, &block, element_bytes);
}

void move_concat(const void *const *in, const size_t *block_bytes, size_t n_in,
	size_t n_blocks, void *out)
{
	unsigned char *to = (unsigned char *)out;
	for (size_t block = 0; block < n_blocks; block++)
		for (size_t i = 0; i < n_in; i++) {
			copy_bytes(to, (const unsigned char *)in[i] + block * block_bytes[i],
				block_bytes[i]);
			to += block_bytes[i];
		}
}

void move_split(const void *in, const size_t *block_bytes, size_t n_out, size_t n_blocks,
	void *const *out)
{
	const unsigned char *from = (const unsigned char *)in;
	for (size_t block = 0; block < n_blocks; block++)
		for (size_t i = 0; i < n_out; i++) {
			copy_bytes((unsigned char *)out[i] + block * block_bytes[i], from,
				block_bytes[i]);
			from += block_bytes[i];
		}
}

static void pick_row(const Gather *how, const unsigned char *in, int32_t row,
	unsigned char *out)
{
	if (row >= 0 && (size_t)row < how->rows) {
		copy_bytes(out, in + (size_t)row * how->row_bytes, how->row_bytes);
		return;
	}
	for (size_t i = 0; i < how->row_bytes; i++)
		out[i] = 0;
}

void move_gather(const Gather *how, const void *in, const int32_t *index, void *out)
{
	const unsigned char *from = (const unsigned char *)in;
	unsigned char *to = (unsigned char *)out;
	for (size_t batch = 0; batch < how->batches; batch++, index += how->picked)
		for (size_t outer = 0; outer < how->outer; outer++) {
			for (size_t i = 0; i < how->picked; i++, to += how->row_bytes)
				pick_row(how, from, index[i], to);
			from += how->rows * how->row_bytes;
		}
}
