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
	SPARSE_SHORT_RUN = 6, /* bits; words up to here are looked up */
	SPARSE_SHORT_VALUE = 8
};

/*
 * A word as it was read: how long it is, and what it stands for. That is the value itself where
 * values are int8 and it was looked up, or else a number; or the number of a special symbol.
 */
enum {
	WORD_LENGTH = 31, /* mask; bits */
	WORD_IS_SPECIAL = 32,
	WORD_IS_NUMBER = 64,
	WORD_IS_LONG = 96, /* both: only in the table, whose bits do not tell the word */
	WORD_MEANING = 7   /* the shift */
};

typedef struct SparseCode {
	uint16_t of_length[SPARSE_LONGEST + 1]; /* words of each length */
	uint16_t special_rank[SPARSE_SPECIALS];
	uint16_t n_specials;
	uint16_t n;                     /* words */
	uint16_t short_bits;            /* to look words up by */
	uint16_t long_rank, long_first; /* of the first long word: its rank, its bits */
} SparseCode;

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
	int32_t all_zeros;    /* that the runs' special symbol stands for */

	int32_t block;       /* values in each but the last one */
	int32_t block_left;  /* of the one at hand, to be given */
	int32_t place;       /* the byte that says where the next block begins */
	int32_t place_bytes; /* 2 or 4 */

	/* What was read and not given yet. */
	int32_t zeros;
	bool has_value; /* stands behind the zeros, and is still to be read */

	uint16_t run_words[1 << SPARSE_SHORT_RUN], value_words[1 << SPARSE_SHORT_VALUE];
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

/* The word that a window begins with, where it is not looked up. */
uint32_t unpack_sparse_long_word(const SparseCode *code, uint32_t window);

static inline SparseStream *sparse_stream(const Unpack *unpack)
{
	return (SparseStream *)unpack->scratch;
}

/* The next word, which is to be passed yet, given what its first bits were looked up to. */
static inline uint32_t sparse_whole_word(const SparseCode *code, const UnpackBits *bits,
	uint32_t word)
{
	if ((word & WORD_IS_LONG) == WORD_IS_LONG)
		return unpack_sparse_long_word(code, bits->window);
	return word;
}

/* What the table says of the value that the bits begin with, or of the symbol in its place. */
static inline uint32_t sparse_look_up_value(const SparseStream *stream, UnpackBits *bits)
{
	unpack_bits_fill(bits);
	return stream->value_words[bits->window >> (32 - SPARSE_SHORT_VALUE)];
}

/* What a special symbol of the code for both stands for, and the bits behind it. */
static inline int32_t sparse_special_zeros(uint32_t word, UnpackBits *bits)
{
	const uint32_t k = word >> WORD_MEANING;
	return (int32_t)((1u << k) + unpack_bits_take(bits, k));
}

/* The next run; whether a value is behind it. It may go on beyond the block: there is nothing. */
static inline int32_t sparse_next_run(const SparseStream *stream, UnpackBits *bits,
	bool *has_value)
{
	uint32_t word;

	unpack_bits_fill(bits);
	word = stream->run_words[bits->window >> (32 - SPARSE_SHORT_RUN)];
	word = sparse_whole_word(&stream->runs, bits, word);
	unpack_bits_skip(bits, word & WORD_LENGTH);
	*has_value = !(word & WORD_IS_SPECIAL);
	if (!*has_value)
		return stream->all_zeros;
	return (int32_t)((word >> WORD_MEANING << stream->shift) +
		unpack_bits_take(bits, stream->shift));
}

#endif
