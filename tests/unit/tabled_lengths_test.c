/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "src/base/rng.h"
#include "src/codec/table_entries.h"
#include "src/codec/tabled_lengths.h"

enum { MAX_SYMBOLS = 256, ENTRY_BITS = 16 };

/* Bits of text and tables; the code must be complete. */
static uint64_t total_bits(const uint64_t *counts, const uint8_t *lengths, size_t n,
	unsigned entry_bits)
{
	CodeShape shape = {{0}};
	uint64_t room = UINT64_C(1) << MAX_CODE_BITS;
	for (size_t i = 0; i < n; i++) {
		cr_assert(counts[i] == 0 ? lengths[i] == 0
								 : lengths[i] >= 1 && lengths[i] <= MAX_CODE_BITS);
		shape.n_words[lengths[i]] += counts[i] > 0;
		room -= counts[i] ? UINT64_C(1) << (MAX_CODE_BITS - lengths[i]) : 0;
	}
	cr_assert(eq(u64, room, 0));
	return coded_bits(counts, lengths, n) + entry_bits * (uint64_t)table_entries(&shape);
}

/* The least bits of all complete codes, for falling counts: `open` nodes of a depth are words or
 * go on. */
static uint64_t least_bits(const uint64_t *counts, size_t n, size_t placed, uint32_t open,
	unsigned depth, CodeShape *shape, uint64_t text)
{
	if (open == 0)
		return placed == n ? text + ENTRY_BITS * (uint64_t)table_entries(shape)
						   : UINT64_MAX;
	uint64_t least = UINT64_MAX;
	for (uint32_t words = 0; placed + open <= n && words <= open; words++) {
		uint64_t longer = text;
		for (uint32_t i = 0; i < words; i++)
			longer += counts[placed + i] * depth;
		shape->n_words[depth] = words;
		const uint64_t bits = least_bits(counts, n, placed + words, 2 * (open - words),
			depth + 1, shape, longer);
		least = bits < least ? bits : least;
	}
	shape->n_words[depth] = 0;
	return least;
}

Test(tabled_lengths, are_the_best_there_are_for_few_symbols)
{
	enum { ROUNDS = 200, N = 10 };
	Rng rng = rng_new(7);
	for (int round = 0; round < ROUNDS; round++) {
		const size_t n = 2 + rng_below(&rng, N - 1);
		uint64_t counts[N];
		counts[n - 1] = 1 + rng_below(&rng, 8);
		for (size_t i = n - 1; i-- > 0;)
			counts[i] = counts[i + 1] + rng_below(&rng, counts[i + 1] + 8);
		uint8_t lengths[N];
		tabled_lengths(counts, n, ENTRY_BITS, lengths);
		CodeShape shape = {{0}};
		const uint64_t least = least_bits(counts, n, 0, 2, 1, &shape, 0);
		cr_assert(eq(u64, total_bits(counts, lengths, n, ENTRY_BITS), least));
	}
}

Test(tabled_lengths, are_never_above_the_best_code_of_any_limit)
{
	Rng rng = rng_new(8);
	for (int round = 0; round < 60; round++) {
		const size_t n = 2 + rng_below(&rng, MAX_SYMBOLS - 1);
		uint64_t counts[MAX_SYMBOLS];
		for (size_t i = 0; i < n; i++)
			counts[i] = rng_below(&rng, UINT64_C(1) << rng_below(&rng, 20));
		counts[0] = counts[1] = 1;
		uint8_t lengths[MAX_SYMBOLS], again[MAX_SYMBOLS], optimal[MAX_SYMBOLS];
		tabled_lengths(counts, n, ENTRY_BITS, lengths);
		tabled_lengths(counts, n, ENTRY_BITS, again);
		cr_assert(memcmp(lengths, again, n) == 0);
		const uint64_t bits = total_bits(counts, lengths, n, ENTRY_BITS);
		for (unsigned limit = 1; limit <= MAX_CODE_BITS; limit++)
			if (code_lengths(counts, n, limit, optimal))
				cr_assert(bits <= total_bits(counts, optimal, n, ENTRY_BITS));
	}
}

Test(tabled_lengths, stay_within_what_a_word_holds)
{
	uint64_t counts[60] = {1, 1};
	for (int i = 2; i < 60; i++)
		counts[i] = counts[i - 1] + counts[i - 2];
	uint8_t lengths[60];
	tabled_lengths(counts, 60, ENTRY_BITS, lengths);
	total_bits(counts, lengths, 60, ENTRY_BITS);
}

Test(tabled_lengths, are_nought_without_a_choice)
{
	const uint64_t counts[3] = {0, 5, 0};
	uint8_t lengths[3] = {9, 9, 9};
	tabled_lengths(counts, 3, ENTRY_BITS, lengths);
	for (int i = 0; i < 3; i++)
		cr_expect(eq(u8, lengths[i], 0));
}

Test(tabled_lengths, of_all_values_of_16_bits_are_found)
{
	static uint64_t counts[65536];
	static uint8_t lengths[65536], optimal[65536];
	for (int i = 0; i < 65536; i++)
		counts[i] = 1 + (uint64_t)i * i;
	tabled_lengths(counts, 65536, 32, lengths);
	cr_assert(code_lengths(counts, 65536, MAX_CODE_BITS, optimal));
	cr_expect(
		total_bits(counts, lengths, 65536, 32) <= total_bits(counts, optimal, 65536, 32));
}
