/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/ranked_code.h"

#include <string.h>

#include "src/codec/prefix_code.h"

enum { COUNT_BITS = 4 };

/* Bits that the numbers 0 to most take. */
static unsigned bits_of(uint32_t most)
{
	unsigned bits = 0;
	while (most >> bits)
		bits++;
	return bits;
}

void ranked_code_write(const RankedCode *code, BitWriter *writer)
{
	uint32_t left = 1;
	for (unsigned length = 0; length < MAX_RANKED_BITS && left; length++) {
		bits_put(writer, code->of_length[length], bits_of(left));
		left = (left - code->of_length[length]) * 2;
	}
	bits_put(writer, code->n_specials, COUNT_BITS);
	for (uint32_t i = 0; i < code->n_specials; i++)
		bits_put(writer, code->special_rank[i], bits_of(code->n - 1));
}

static uint64_t description_bits(const RankedCode *code)
{
	uint64_t bits = COUNT_BITS + (uint64_t)code->n_specials * bits_of(code->n - 1);
	uint32_t left = 1;
	for (unsigned length = 0; length < MAX_RANKED_BITS && left; length++) {
		bits += bits_of(left);
		left = (left - code->of_length[length]) * 2;
	}
	return bits;
}

static uint32_t read_bits(BitReader *reader, unsigned n)
{
	uint32_t bits = bits_peek(reader, n);
	bits_skip(reader, n);
	return bits;
}

static bool read_lengths(RankedCode *code, BitReader *reader, Error *err)
{
	uint32_t left = 1;
	for (unsigned length = 0; length <= MAX_RANKED_BITS && left; length++) {
		uint32_t n = length < MAX_RANKED_BITS ? read_bits(reader, bits_of(left)) : left;
		if (n > left)
			return failed(err, "code: %u words of %u bits, and %u could be", n, length,
				left);
		if (left > MAX_RANKS - code->n)
			return failed(err, "code: more than %d words", MAX_RANKS);
		code->of_length[length] = (uint16_t)n;
		code->n += n;
		left = (left - n) * 2;
	}
	return true;
}

bool ranked_code_read(RankedCode *code, BitReader *reader, Error *err)
{
	*code = (RankedCode){0};
	if (!read_lengths(code, reader, err))
		return false;
	code->n_specials = read_bits(reader, COUNT_BITS);
	if (code->n_specials >= code->n)
		return failed(err, "code: %u special symbols of %u", code->n_specials, code->n);
	for (uint32_t i = 0; i < code->n_specials; i++) {
		uint32_t rank = read_bits(reader, bits_of(code->n - 1));
		if (rank >= code->n)
			return failed(err, "code: a symbol of rank %u, and %u ranks", rank, code->n);
		for (uint32_t k = 0; k < i; k++) {
			if (code->special_rank[k] == rank)
				return failed(err, "code: two symbols of rank %u", rank);
		}
		code->special_rank[i] = (uint16_t)rank;
	}
	return true;
}

int ranked_special(const RankedCode *code, uint32_t rank)
{
	for (uint32_t i = 0; i < code->n_specials; i++) {
		if (code->special_rank[i] == rank)
			return (int)i;
	}
	return -1;
}

RankedWords ranked_words(const RankedCode *code, Arena *arena)
{
	uint8_t *lengths = arena_alloc(arena, code->n);
	uint32_t *words = arena_array(arena, code->n, sizeof *words);
	uint8_t *next = lengths;
	for (unsigned length = 0; length <= MAX_RANKED_BITS; length++) {
		memset(next, (int)length, code->of_length[length]);
		next += code->of_length[length];
	}
	prefix_code(lengths, code->n, words);

	RankedWords named = {.lengths = lengths, .words = words};
	uint32_t number = 0;
	for (uint32_t rank = 0; rank < code->n; rank++) {
		int special = ranked_special(code, rank);
		if (special >= 0) {
			named.special_lengths[special] = lengths[rank];
			named.special_words[special] = words[rank];
		} else {
			lengths[number] = lengths[rank];
			words[number++] = words[rank];
		}
	}
	return named;
}

uint64_t ranked_bits(const RankedCode *code, const RankedCounts *counts)
{
	uint64_t bits = description_bits(code);
	unsigned length = 0;
	size_t number = 0;
	for (uint32_t rank = 0, end = code->of_length[0]; rank < code->n; rank++) {
		while (rank >= end)
			end += code->of_length[++length];
		int special = ranked_special(code, rank);
		bits += length *
			(special >= 0 ? counts->specials[special] : counts->numbers[number++]);
	}
	return bits;
}
