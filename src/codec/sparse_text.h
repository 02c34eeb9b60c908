/* SPDX-License-Identifier: Apache-2.0 */
/* Values as what a sparse stream says of them: runs of zeros, and the values behind them. */
#ifndef CODEC_SPARSE_TEXT_H
#define CODEC_SPARSE_TEXT_H

#include "src/codec/packed.h"

/* Zeros, and the value behind them; none where they reach the end of the block. */
typedef struct SparsePair {
	uint32_t zeros;
	uint32_t value; /* its place among the distinct ones, or NO_VALUE */
} SparsePair;

#define NO_VALUE UINT32_MAX

typedef struct Tally {
	uint64_t bits; /* a value, as pack_value() gives it; or a run's zeros */
	uint64_t count;
} Tally;

typedef struct SparseText {
	DataType type;
	SparsePair *pairs;
	size_t n_pairs, capacity;
	size_t *block_end; /* [n_blocks] in pairs */
	size_t n_blocks;
	Tally *values; /* the distinct ones that are not zero, by rising bits */
	size_t n_distinct;
	uint64_t n_values; /* that are not zero */
	Tally *runs;       /* the distinct ones, rising */
	size_t n_runs;
} SparseText;

/* In the arena; block is how many values lie in each, the last may be shorter. n is from 1 to
 * UINT32_MAX - 1, and zeros are the zero points of int8. */
SparseText *sparse_text(const PackShape *shape, const void *values, size_t block,
	Arena *arena);

#endif
