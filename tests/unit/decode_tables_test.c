/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "src/base/rng.h"
#include "src/codec/bits.h"
#include "src/codec/prefix_code.h"
#include "src/codec/table_entries.h"
#include "src/codec/table_walk.h"
#include "tests/unit/huffman_examples.h"

enum { MAX_SYMBOLS = 256 };

/* A code of random lengths, up to a limit: as good a code as any for counts that spread over so
 * many powers of two. */
static size_t random_lengths(Rng *rng, unsigned spread, unsigned limit, uint8_t *lengths)
{
	uint64_t counts[MAX_SYMBOLS];
	const size_t n = 2 + rng_below(rng, MAX_SYMBOLS - 1);
	for (size_t i = 0; i < n; i++)
		counts[i] = 1 + (rng_next(rng) & 0xff) * (UINT64_C(1) << rng_below(rng, spread));
	while (!code_lengths(counts, n, limit, lengths))
		limit++;
	return n;
}

/* Walk the tables over each word, followed by ones and by zeros. */
static void expect_words_found(const PrefixCode *code, const DecodeTables *tables)
{
	Arena arena = {0};
	uint8_t *entries = arena_alloc(&arena, decode_tables_bytes(tables));
	decode_tables_write(tables, entries);
	const WalkedTables walked = {{entries, decode_tables_bytes(tables)},
		tables->n_entries, tables->is_wide, tables->initial_bits};
	for (size_t i = 0; i < code->n; i++) {
		const unsigned length = code->lengths[i];
		for (int fill = 0; length && fill < 2; fill++) {
			uint8_t bytes[8];
			const uint64_t rest = fill ? UINT64_MAX >> length : 0;
			write_high_first((uint64_t)code->words[i] << (64 - length) | rest, bytes);
			WalkedSymbol symbol;
			cr_assert(eq(int, (int)walk_tables(&walked, (Bytes){bytes, 8}, 0, &symbol),
				WALK_FOUND));
			cr_assert(eq(u32, symbol.value, (uint32_t)i));
			cr_assert(eq(u64, symbol.bits, length));
		}
	}
	arena_finish(&arena);
}

Test(decode_tables, are_those_of_the_worked_examples)
{
	for (int e = 0; e < N_HUFFMAN_EXAMPLES; e++) {
		const HuffmanExample *example = &huffman_examples[e];
		Arena arena = {0};
		const size_t n = 65536;
		uint8_t *lengths = arena_alloc(&arena, n);
		uint32_t *words = arena_array(&arena, n, sizeof *words);
		const unsigned mask = example->type == TYPE_INT8 ? 255 : 65535;
		for (size_t i = 0; i < example->n_words; i++) {
			lengths[example->words[i].value & mask] = example->words[i].length;
			words[example->words[i].value & mask] = example->words[i].word;
		}
		const PrefixCode code = {n, lengths, words, 42};
		DecodeTables tables;
		decode_tables(&code, example->initial_bits, example->type == TYPE_INT8, &arena,
			&tables);
		cr_expect(eq(u32, tables.initial_bits, example->initial_bits));
		expect_words_found(&code, &tables);
		if (e == 1) { /* the recorded second table is wider than need be */
			cr_expect(decode_tables_bytes(&tables) < example->n_tables);
		} else {
			uint8_t bytes[sizeof example->tables];
			cr_assert(eq(sz, decode_tables_bytes(&tables), example->n_tables));
			decode_tables_write(&tables, bytes);
			cr_expect_arr_eq(bytes, example->tables, example->n_tables);
		}
		arena_finish(&arena);
	}
}

Test(decode_tables, find_every_word_and_are_never_above_one_table_for_all)
{
	Rng rng = rng_new(2);
	for (int round = 0; round < 200; round++) {
		uint8_t lengths[MAX_SYMBOLS];
		uint32_t words[MAX_SYMBOLS];
		const unsigned limit = round % 2 ? 24 : 12;
		const size_t n = random_lengths(&rng, 1 + (unsigned)round % 24, limit, lengths);
		prefix_code(lengths, n, words);
		CodeShape shape = {{0}};
		unsigned longest = 0;
		for (size_t i = 0; i < n; i++) {
			shape.n_words[lengths[i]]++;
			if (lengths[i] > longest)
				longest = lengths[i];
		}
		Arena arena = {0};
		DecodeTables tables;
		const PrefixCode code = {n, lengths, words, 0};
		decode_tables(&code, 0, true, &arena, &tables);
		cr_expect(not(tables.is_wide));
		cr_expect(tables.n_entries <= (size_t)1 << longest);
		cr_expect(tables.n_entries >= n);
		cr_expect(eq(u32, table_entries(&shape), (uint32_t)tables.n_entries));
		expect_words_found(&code, &tables);
		arena_finish(&arena);
	}
}

Test(decode_tables, keep_to_the_width_of_the_first_that_is_asked_for)
{
	Rng rng = rng_new(3);
	uint8_t lengths[MAX_SYMBOLS];
	uint32_t words[MAX_SYMBOLS];
	const size_t n = random_lengths(&rng, 16, 20, lengths);
	prefix_code(lengths, n, words);
	const PrefixCode code = {n, lengths, words, 0};
	Arena arena = {0};
	DecodeTables least;
	decode_tables(&code, 0, true, &arena, &least);
	for (unsigned width = 1; width <= MAX_TABLE_WIDTH; width++) {
		DecodeTables tables;
		decode_tables(&code, width, true, &arena, &tables);
		cr_expect(eq(u32, tables.initial_bits, width));
		cr_expect(tables.n_entries >= least.n_entries);
		expect_words_found(&code, &tables);
	}
	arena_finish(&arena);
}

Test(decode_tables, have_wide_entries_where_links_reach_beyond_narrow_ones)
{
	/* A first table of 4096 entries, and links from the first half of it. */
	uint8_t lengths[MAX_SYMBOLS];
	uint32_t words[MAX_SYMBOLS];
	for (int i = 0; i < MAX_SYMBOLS; i++)
		lengths[i] = i < 2 ? 13 : 15;
	prefix_code(lengths, MAX_SYMBOLS, words);
	const PrefixCode code = {MAX_SYMBOLS, lengths, words, 0};
	Arena arena = {0};
	DecodeTables tables;
	decode_tables(&code, 12, true, &arena, &tables);
	cr_expect(tables.is_wide);
	expect_words_found(&code, &tables);
	decode_tables(&code, 0, false, &arena, &tables);
	cr_expect(tables.is_wide);
	arena_finish(&arena);
}

Test(decode_tables, say_how_many_bits_a_symbol_may_leave)
{
	const uint8_t lengths[4] = {1, 2, 3, 3};
	uint32_t words[4];
	prefix_code(lengths, 4, words);
	const PrefixCode code = {4, lengths, words, 0};
	Arena arena = {0};
	DecodeTables tables;
	decode_tables(&code, 3, true, &arena, &tables);
	cr_expect(eq(u32, tables.put_back, 2));
	decode_tables(&code, 1, true, &arena, &tables);
	cr_expect(tables.put_back <= 1);
	arena_finish(&arena);
}
