/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/huffman.h"

#include <assert.h>

#include "src/codec/bits.h"
#include "src/codec/code_lengths.h"
#include "src/codec/decode_tables.h"
#include "src/codec/prefix_code.h"
#include "src/codec/tabled_lengths.h"

static size_t n_symbols(DataType type)
{
	assert(type == TYPE_INT8 || type == TYPE_INT16);
	return type == TYPE_INT8 ? 256 : 65536;
}

SymbolCounts symbol_counts_new(DataType type, Arena *arena)
{
	return (SymbolCounts){type, arena_array(arena, n_symbols(type), sizeof(uint64_t))};
}

/* Neighbours are counted apart, for the same counter twice in a row would have to wait. */
static void count_bytes(uint64_t *counts, const uint8_t *values, size_t n)
{
	uint64_t apart[4][256] = {{0}};
	size_t i = 0;
	for (; i + 4 <= n; i += 4)
		for (size_t j = 0; j < 4; j++)
			apart[j][values[i + j]]++;
	for (; i < n; i++)
		counts[values[i]]++;
	for (size_t symbol = 0; symbol < 256; symbol++)
		for (size_t j = 0; j < 4; j++)
			counts[symbol] += apart[j][symbol];
}

void symbol_counts_add(SymbolCounts *counts, const void *values, size_t n)
{
	if (counts->type == TYPE_INT8) {
		count_bytes(counts->counts, values, n);
		return;
	}
	const uint16_t *wide = values;
	for (size_t i = 0; i < n; i++)
		counts->counts[wide[i]]++;
}

static Bytes write_ancillary(const DecodeTables *tables, Arena *arena)
{
	const size_t n_bytes = PACK_HEADER_BYTES + decode_tables_bytes(tables);
	uint8_t *bytes = arena_alloc(arena, n_bytes);
	bytes[0] = PACK_HUFFMAN;
	bytes[1] = 1; /* version of the header */
	bytes[4] = 1; /* version of what follows */
	bytes[5] = (uint8_t)((tables->initial_bits - 1) << 4 | tables->is_wide);
	decode_tables_write(tables, bytes + PACK_HEADER_BYTES);
	return (Bytes){bytes, n_bytes};
}

HuffmanCode *huffman_code(const SymbolCounts *counts, Arena *arena)
{
	const size_t n = n_symbols(counts->type);
	size_t any = 0;
	while (any < n && !counts->counts[any])
		any++;
	if (any == n)
		return NULL;

	HuffmanCode *code = arena_alloc(arena, sizeof *code);
	code->type = counts->type;
	code->lengths = arena_alloc(arena, n);
	code->words = arena_array(arena, n, sizeof *code->words);
	/* TFLM decodes int16 through entries of 32 bits alone. */
	const bool may_be_narrow = counts->type == TYPE_INT8;
	tabled_lengths(counts->counts, n, may_be_narrow ? 16 : 32, code->lengths);
	prefix_code(code->lengths, n, code->words);

	const PrefixCode prefixes = {n, code->lengths, code->words, (uint32_t)any};
	Arena scratch = {0};
	DecodeTables tables;
	decode_tables(&prefixes, 0, may_be_narrow, &scratch, &tables);
	code->peek = tables.put_back;
	code->ancillary = write_ancillary(&tables, arena);
	arena_finish(&scratch);
	return code;
}

/* The decoder reads words of 32 bits, one even where the symbols have no bits. */
static size_t stream_bytes(const HuffmanCode *code, uint64_t bits)
{
	const uint64_t words = (bits + code->peek + 31) / 32;
	return words ? (size_t)(4 * words) : 4;
}

size_t huffman_encoded_bytes(const HuffmanCode *code, const SymbolCounts *counts)
{
	return stream_bytes(code,
		coded_bits(counts->counts, code->lengths, n_symbols(code->type)));
}

static inline uint32_t symbol_at(const void *values, size_t i, bool is_wide)
{
	return is_wide ? ((const uint16_t *)values)[i] : ((const uint8_t *)values)[i];
}

static inline uint64_t count_bits(const HuffmanCode *code, const void *values, size_t n,
	bool is_wide)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < n; i++)
		bits += code->lengths[symbol_at(values, i, is_wide)];
	return bits;
}

/* Words and lengths side by side. */
typedef struct Word {
	uint32_t bits, n;
} Word;

/* Bits on their way, the last one lowest. */
typedef struct Gathered {
	uint64_t bits;
	unsigned n;
	uint8_t *to;
} Gathered;

static inline void add_word(Gathered *gathered, Word word)
{
	gathered->bits = gathered->bits << word.n | word.bits;
	gathered->n += word.n;
}

/* Write what there is, at most 63 bits, and keep what fills no byte; 8 bytes are touched. */
static inline void flush(Gathered *gathered)
{
	write_high_first(gathered->bits << 1 << (63 - gathered->n), gathered->to);
	gathered->to += gathered->n / 8;
	gathered->n %= 8;
}

/* Words are gathered in groups of 56 bits at most: 7 may be left over from before. */
static inline void write_words(const Word *words, unsigned group, const void *values,
	size_t n, bool is_wide, uint8_t *bytes)
{
	Gathered gathered = {.to = bytes};
	size_t i = 0;
	for (; i + group <= n; i += group) {
		for (size_t j = 0; j < group; j++)
			add_word(&gathered, words[symbol_at(values, i + j, is_wide)]);
		flush(&gathered);
	}
	for (; i < n; i++) {
		add_word(&gathered, words[symbol_at(values, i, is_wide)]);
		flush(&gathered);
	}
}

Bytes huffman_encode(const HuffmanCode *code, const void *values, size_t n, Arena *arena)
{
	const bool is_wide = code->type == TYPE_INT16;
	const uint64_t bits =
		is_wide ? count_bits(code, values, n, true) : count_bits(code, values, n, false);
	const size_t n_bytes = stream_bytes(code, bits);
	uint8_t *bytes = arena_alloc(arena, n_bytes + 8);

	Arena scratch = {0};
	Word *words = arena_array(&scratch, n_symbols(code->type), sizeof *words);
	uint32_t longest = 0;
	for (size_t i = 0; i < n_symbols(code->type); i++) {
		words[i] = (Word){code->words[i], code->lengths[i]};
		if (words[i].n > longest)
			longest = words[i].n;
	}
	if (is_wide)
		write_words(words, 1, values, n, true, bytes);
	else if (longest <= 14)
		write_words(words, 4, values, n, false, bytes);
	else
		write_words(words, longest <= 18 ? 3 : 1, values, n, false, bytes);
	arena_finish(&scratch);
	return (Bytes){bytes, n_bytes};
}
