/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sparse unpackers share: a stream as whit-sparse(7) tells, read piece by piece, a
 * piece being zeros and the value behind them. The two parts that differ by the type of values
 * are unpack_sparse.c, for int8, and unpack_sparse_wide.c.
 */
#ifndef KERNELS_UNPACK_SPARSE_STREAM_H
#define KERNELS_UNPACK_SPARSE_STREAM_H

#include "src/kernels/unpack.h"

enum {
	SPARSE_LONGEST = 16, /* bits of a word */
	SPARSE_SPECIALS = 15,
	SPARSE_SHORT = 6, /* bits; what words up to here stand for is looked up */
};

/*
 * A word as it was read: how long it is, and what it stands for: a special symbol's number, or
 * a number, or, where it was looked up and values are int8, the value itself.
 */
enum {
	WORD_LENGTH = 31,  /* mask; bits */
	WORD_IS_LONG = 31, /* only in the table: the bits do not tell */
	WORD_IS_SPECIAL = 32,
	WORD_IS_NUMBER = 64, /* or a special symbol's */
	WORD_MEANING = 7     /* the shift */
};

typedef struct SparseCode {
	uint16_t of_length[SPARSE_LONGEST + 1]; /* words of each length */
	uint16_t special_rank[SPARSE_SPECIALS];
	uint16_t n_specials;
	uint16_t n; /* words */
	uint16_t long_rank,
		long_first; /* the rank of the first long word, and where they begin */
	uint16_t of_bits[1 << SPARSE_SHORT]; /* the word that so many bits begin with */
} SparseCode;

typedef struct SparsePiece {
	int32_t zeros;  /* still to be given */
	bool has_value; /* behind them, not given yet */
	uint32_t word;  /* for that value, where one code is for both */
} SparsePiece;

typedef enum SparseValues {
	SPARSE_NUMBERED,
	SPARSE_LISTED,
	SPARSE_VERBATIM
} SparseValues;

typedef struct SparseStream {
	SparseCode runs; /* unused where one code is for both */
	SparseCode values;
	bool is_joint;
	uint8_t value_form;   /* of SparseValues */
	uint8_t listed_bytes; /* of a value in the list */
	uint8_t shift;        /* bits of a run that stand verbatim */
	int32_t list_bit;     /* where the list begins */
	uint32_t all_zeros;   /* that the runs' special symbol stands for */

	int32_t block;       /* values in each but the last one */
	int32_t block_left;  /* of the one at hand, to be given */
	int32_t place;       /* the byte that says where the next block begins */
	int32_t place_bytes; /* 2 or 4 */
	SparsePiece piece;
} SparseStream;

enum { SPARSE_STREAM_BYTES = sizeof(SparseStream) };

/* Before the first value; the state is in the scratch. */
void unpack_sparse_start(Unpack *unpack);

/* Have a block at hand that is not given all; of the next n values, how many are in it. */
int32_t unpack_sparse_of_block(Unpack *unpack, int32_t n);

/* The int8 value of a number, as a byte. */
uint32_t unpack_sparse_byte(const Unpack *unpack, uint32_t number);

/* The value of a number, as the low bytes; its sign goes on above. */
uint32_t unpack_sparse_numbered(uint32_t number);

/* The stream at the value of a number in the list. */
UnpackBits unpack_sparse_listed(const Unpack *unpack, uint32_t number);

/* The word that a window begins with, where it has more than SPARSE_SHORT bits. */
uint32_t unpack_sparse_long_word(const SparseCode *code, uint32_t window);

static inline SparseStream *sparse_stream(const Unpack *unpack)
{
	return (SparseStream *)unpack->scratch;
}

/* The next word, which is passed. */
static inline uint32_t sparse_word(const SparseCode *code, UnpackBits *bits)
{
	uint32_t word;

	unpack_bits_fill(bits);
	word = code->of_bits[bits->window >> (32 - SPARSE_SHORT)];
	if ((word & WORD_LENGTH) == WORD_IS_LONG)
		word = unpack_sparse_long_word(code, bits->window);
	unpack_bits_skip(bits, word & WORD_LENGTH);
	return word;
}

/* The next piece. Its zeros may go beyond the end of the block: there are none there. */
static inline void sparse_next_piece(const SparseStream *stream, UnpackBits *bits,
	SparsePiece *piece)
{
	const uint32_t word =
		sparse_word(stream->is_joint ? &stream->values : &stream->runs, bits);
	const uint32_t meaning = word >> WORD_MEANING;
	uint32_t zeros = 0, more_bits = 0;

	if (!stream->is_joint) {
		more_bits = stream->shift;
		zeros = meaning << more_bits;
	}
	if (word & WORD_IS_SPECIAL) {
		more_bits = stream->is_joint ? meaning : 0;
		zeros = stream->is_joint ? 1u << meaning : stream->all_zeros;
	}
	piece->zeros = (int32_t)(zeros + unpack_bits_take(bits, more_bits));
	piece->has_value = !(word & WORD_IS_SPECIAL);
	piece->word = word;
}

/* Of the next n values, so many as the piece has zeros, which count as given. */
static inline int32_t sparse_zeros(SparsePiece *piece, int32_t n)
{
	if (n > piece->zeros)
		n = piece->zeros;
	piece->zeros -= n;
	return n;
}

/* The word of a value, which is passed. Not for verbatim ones. */
static inline uint32_t sparse_value_word(const SparseStream *stream, UnpackBits *bits,
	const SparsePiece *piece)
{
	return stream->is_joint ? piece->word : sparse_word(&stream->values, bits);
}

#endif
