/* SPDX-License-Identifier: Apache-2.0 */
/* The next int8 values of a sparse stream, either written down or multiplied and added up. */
#ifndef KERNELS_UNPACK_SPARSE_RUN_H
#define KERNELS_UNPACK_SPARSE_RUN_H

#include "src/kernels/unpack_sparse_stream.h"

#include <stddef.h>

/* What is done with values; the compiler drops what a caller leaves out. */
typedef struct SparseUse {
	int8_t *out;      /* [n], where zeros are already; NULL: add up */
	int8_t zero;      /* to be added to each value */
	const int8_t *in; /* [n] */
	int32_t in_zero;
	uint32_t sum;
} SparseUse;

static inline void sparse_use(SparseUse *use, int32_t i, uint32_t byte)
{
	if (use->out)
		use->out[i] = (int8_t)(byte + (uint8_t)use->zero);
	else
		use->sum += (uint32_t)((int8_t)byte * (use->in[i] - use->in_zero));
}

/* The byte of the next value, where that has a code of its own. */
static inline uint32_t sparse_next_byte(const Unpack *unpack, UnpackBits *bits)
{
	const SparseStream *stream = sparse_stream(unpack);
	uint32_t word = sparse_look_up_value(stream, bits);

	if (word & WORD_IS_LONG)
		word = sparse_whole_word(&stream->values, bits, word);
	unpack_bits_skip(bits, word & WORD_LENGTH);
	if (word & WORD_IS_NUMBER)
		return unpack_sparse_byte(unpack, word >> WORD_MEANING);
	return word >> WORD_MEANING;
}

static inline void sparse_run_of_pairs(Unpack *unpack, SparseUse *use, int32_t n)
{
	SparseStream *stream = sparse_stream(unpack);
	UnpackBits bits = unpack->bits;
	int32_t i = stream->zeros;
	bool has_value = stream->has_value;

	while (i < n) {
		if (has_value)
			sparse_use(use, i++, sparse_next_byte(unpack, &bits));
		i += sparse_next_run(stream, &bits, &has_value);
	}
	stream->zeros = i - n;
	stream->has_value = has_value;
	unpack->bits = bits;
}

static inline void sparse_run_of_both(Unpack *unpack, SparseUse *use, int32_t n)
{
	SparseStream *stream = sparse_stream(unpack);
	UnpackBits bits = unpack->bits;
	int32_t i = stream->zeros;

	while (i < n) {
		uint32_t word = sparse_look_up_value(stream, &bits);
		if (!(word & WORD_IS_LONG)) {
			unpack_bits_skip(&bits, word & WORD_LENGTH);
			sparse_use(use, i++, word >> WORD_MEANING);
			continue;
		}
		word = sparse_whole_word(&stream->values, &bits, word);
		unpack_bits_skip(&bits, word & WORD_LENGTH);
		if (word & WORD_IS_SPECIAL)
			i += sparse_special_zeros(word, &bits);
		else
			sparse_use(use, i++, unpack_sparse_byte(unpack, word >> WORD_MEANING));
	}
	stream->zeros = i - n;
	unpack->bits = bits;
}

/* The next n values, all of one block. */
static inline void sparse_run(Unpack *unpack, SparseUse *use, int32_t n)
{
	if (sparse_stream(unpack)->is_joint)
		sparse_run_of_both(unpack, use, n);
	else
		sparse_run_of_pairs(unpack, use, n);
}

#endif
