/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/tabled_lengths.h"

#include <assert.h>

#include "src/base/arena.h"
#include "src/codec/code_lengths.h"
#include "src/codec/ranking.h"
#include "src/codec/table_entries.h"

enum { MAX_SYMBOLS = 65536, MAX_TRIALS = 100000 };

/* A code matters only by its shape: more frequent symbols have the shorter words. */
typedef struct Search {
	size_t n;             /* symbols that occur */
	unsigned entry_bits;  /* what an entry of the tables costs */
	const uint64_t *upto; /* [n + 1] occurrences of the i most frequent symbols */
	CodeShape best;
	uint64_t best_bits; /* of text and tables */
	int n_trials;
} Search;

/* Take a shape where it is better than the best. */
static bool try_shape(Search *search, const CodeShape *shape)
{
	uint64_t bits = 0;
	size_t placed = 0;
	for (unsigned length = 1; placed < search->n; length++) {
		const size_t next = placed + shape->n_words[length];
		bits += length * (search->upto[next] - search->upto[placed]);
		placed = next;
	}
	search->n_trials++;
	/* Tables have an entry a symbol or more. */
	if (bits + (uint64_t)search->entry_bits * search->n >= search->best_bits)
		return false;
	bits += (uint64_t)search->entry_bits * table_entries(shape);
	if (bits >= search->best_bits)
		return false;
	search->best = *shape;
	search->best_bits = bits;
	return true;
}

/*
 * Replace n words of one length by twice as many that are a bit longer, and twice n of
 * another length by n that are a bit shorter. All complete codes are to be had in such steps.
 */
static bool try_step(Search *search, unsigned split, unsigned joined, uint32_t n)
{
	/* What is split may be what is joined. */
	const uint32_t *n_words = search->best.n_words;
	if (split + 1 == joined || n_words[split] < n ||
		n_words[joined] < (split == joined ? 3 * n : 2 * n))
		return false;
	CodeShape shape = search->best;
	shape.n_words[split] -= n;
	shape.n_words[split + 1] += 2 * n;
	shape.n_words[joined] -= 2 * n;
	shape.n_words[joined - 1] += n;
	return try_shape(search, &shape);
}

/* Try the steps of one size; whether any helped. */
static bool climb(Search *search, uint32_t n)
{
	bool has_helped = false;
	for (unsigned split = 1; split < MAX_CODE_BITS; split++)
		for (unsigned joined = 2; joined <= MAX_CODE_BITS; joined++)
			while (search->n_trials < MAX_TRIALS && try_step(search, split, joined, n))
				has_helped = true;
	return has_helped;
}

/* Go on from a shape as long as something helps. */
static void search_from(Search *search, const CodeShape *start)
{
	search->best_bits = UINT64_MAX;
	try_shape(search, start);
	bool has_helped = true;
	while (has_helped) {
		has_helped = false;
		for (uint32_t n = 1; n <= search->n / 2; n *= 2)
			has_helped |= climb(search, n);
	}
}

/* Start from the optimal codes whose words are no longer than a limit, for all limits that
 * matter. */
static CodeShape search_shape(Search *search, const uint64_t *counts, uint8_t *lengths)
{
	CodeShape best = {{0}};
	uint64_t best_bits = UINT64_MAX;
	unsigned longest = 0;
	for (unsigned limit = 1; limit <= MAX_CODE_BITS && longest + 1 >= limit; limit++) {
		longest = limit;
		if (!code_lengths(counts, search->n, limit, lengths))
			continue;
		CodeShape shape = {{0}};
		longest = 0;
		for (size_t i = 0; i < search->n; i++) {
			shape.n_words[lengths[i]]++;
			if (lengths[i] > longest)
				longest = lengths[i];
		}
		search_from(search, &shape);
		if (search->best_bits < best_bits) {
			best_bits = search->best_bits;
			best = search->best;
		}
	}
	return best;
}

void tabled_lengths(const uint64_t *counts, size_t n, unsigned entry_bits,
	uint8_t *lengths)
{
	Arena scratch = {0};
	size_t n_symbols;
	const SymbolRank *rarest_first = symbols_by_count(counts, n, &scratch, &n_symbols);
	assert(n_symbols <= MAX_SYMBOLS);
	for (size_t i = 0; i < n; i++)
		lengths[i] = 0;
	if (n_symbols > 1) {
		uint64_t *sorted = arena_array(&scratch, n_symbols, sizeof *sorted);
		uint64_t *upto = arena_array(&scratch, n_symbols + 1, sizeof *upto);
		for (size_t i = 0; i < n_symbols; i++) {
			sorted[i] = rarest_first[n_symbols - 1 - i].count;
			upto[i + 1] = upto[i] + sorted[i];
		}
		Search search = {n_symbols, entry_bits, upto, .best_bits = UINT64_MAX};
		const CodeShape best =
			search_shape(&search, sorted, arena_alloc(&scratch, n_symbols));
		size_t placed = 0;
		for (unsigned length = 1; length <= MAX_CODE_BITS; length++)
			for (uint32_t i = 0; i < best.n_words[length]; i++)
				lengths[rarest_first[n_symbols - 1 - placed++].symbol] = (uint8_t)length;
	}
	arena_finish(&scratch);
}
