/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A prefix code for symbols that are known by their rank: the words of rank 0, 1, 2 ... are
 * ever longer, and canonical (prefix_code.h), so that how many there are of each length is all
 * that a reader must be told. Most ranks stand for the numbers 0, 1, 2 ... in that order; a
 * few of them, anywhere between, for special symbols.
 *
 * Written, highest bits first: for each length from 0 bits on, how many words have it, in as
 * many bits as the number of words that could have it takes (all that no shorter word begins:
 * 1 of length 0, then twice what the length before left); it ends where none is left, and what
 * is left for the greatest length is not written. Then how many special symbols there are, in 4
 * bits, and the rank of each, in as many bits as the last rank takes.
 */
#ifndef CODEC_RANKED_CODE_H
#define CODEC_RANKED_CODE_H

#include "src/base/error.h"
#include "src/codec/bits.h"

enum { MAX_RANKED_BITS = 16, MAX_RANKS = 4096, MAX_SPECIALS = 15 };

typedef struct RankedCode {
	uint32_t n; /* ranks: numbers and specials; 1 to MAX_RANKS */
	uint16_t
		of_length[MAX_RANKED_BITS + 1]; /* words of each length; one of 0 bits is alone */
	uint32_t n_specials;                /* less than n */
	uint16_t special_rank[MAX_SPECIALS];
} RankedCode;

/* How often each symbol occurs. */
typedef struct RankedCounts {
	const uint64_t
		*numbers; /* [n_numbers] best when falling; 1 or more, and with the specials
	                          * to MAX_RANKS; the sum of all is below 2^40 */
	size_t n_numbers, n_specials;
	uint64_t specials[MAX_SPECIALS];
} RankedCounts;

/* The words, by number and by special. */
typedef struct RankedWords {
	uint8_t *lengths; /* [n_numbers], in bits, to MAX_RANKED_BITS */
	uint32_t *words;
	uint8_t special_lengths[MAX_SPECIALS];
	uint32_t special_words[MAX_SPECIALS];
} RankedWords;

/* A code that makes text and description short: the best for counts that fall. Every number
 * gets a word, also one that does not occur. */
void ranked_code_make(RankedCode *code, const RankedCounts *counts);

/* In the arena. */
RankedWords ranked_words(const RankedCode *code, Arena *arena);

/* Bits of the description and of a text that holds each symbol so many times. */
uint64_t ranked_bits(const RankedCode *code, const RankedCounts *counts);

void ranked_code_write(const RankedCode *code, BitWriter *writer);

/* Read a description; fails where it is none. Whether it was there, bits_were_there() tells. */
bool ranked_code_read(RankedCode *code, BitReader *reader, Error *err);

/* Which special symbol has a rank; -1: a number has it. */
int ranked_special(const RankedCode *code, uint32_t rank);

/* The rank of the next word, which is passed. */
static inline uint32_t ranked_code_next(const RankedCode *code, BitReader *reader)
{
	uint32_t window = bits_peek(reader, MAX_RANKED_BITS);
	uint32_t first = 0, rank = 0;
	for (unsigned length = 0; length < MAX_RANKED_BITS; length++) {
		uint32_t nth = (window >> (MAX_RANKED_BITS - length)) - first;
		if (nth < code->of_length[length]) {
			bits_skip(reader, length);
			return rank + nth;
		}
		rank += code->of_length[length];
		first = (first + code->of_length[length]) << 1;
	}
	bits_skip(reader, MAX_RANKED_BITS);
	return rank + window - first;
}

#endif
