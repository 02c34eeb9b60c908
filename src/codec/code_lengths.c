/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each symbol has a coin of every length from 1 to limit bits, worth its count; coins of one
 * length are sorted, together with the packages, in pairs, that those of the next length
 * make. The 2n - 2 cheapest things of length 1 are bought, and with each package its two:
 * a symbol's length is how many of its coins that are.
 */
#include "src/codec/code_lengths.h"

#include "src/base/arena.h"
#include "src/codec/ranking.h"

/* What lies at one length, sorted by worth; a symbol comes before a package of its worth. */
typedef struct Level {
	size_t n;
	uint64_t *worth;     /* [2 * symbols] */
	uint8_t *is_package; /* [2 * symbols] */
} Level;

/* Merge the symbols with the packages of the level below, of which n is 0 for the longest. */
static void merge(const SymbolRank *symbols, size_t n_symbols, const Level *below,
	Level *level)
{
	const size_t n_packages = below->n / 2;
	size_t symbol = 0, package = 0;
	level->n = n_symbols + n_packages;
	for (size_t i = 0; i < level->n; i++) {
		uint64_t pair = 0;
		if (package < n_packages)
			pair = below->worth[2 * package] + below->worth[2 * package + 1];
		const bool takes_package =
			package < n_packages && (symbol == n_symbols || pair < symbols[symbol].count);
		level->is_package[i] = takes_package;
		level->worth[i] = takes_package ? pair : symbols[symbol].count;
		package += takes_package;
		symbol += !takes_package;
	}
}

/* Buy the 2n - 2 cheapest of length 1 and what they are made of. */
static void buy(const SymbolRank *symbols, size_t n_symbols, const Level *levels,
	unsigned limit, uint8_t *lengths)
{
	size_t n_bought = 2 * n_symbols - 2;
	for (unsigned level = 0; level < limit && n_bought; level++) {
		size_t n_packages = 0;
		for (size_t i = 0; i < n_bought; i++)
			n_packages += levels[level].is_package[i];
		for (size_t i = 0; i < n_bought - n_packages; i++)
			lengths[symbols[i].symbol]++;
		n_bought = 2 * n_packages;
	}
}

bool code_lengths(const uint64_t *counts, size_t n, unsigned limit, uint8_t *lengths)
{
	Arena scratch = {0};
	size_t n_symbols;
	const SymbolRank *symbols = symbols_by_count(counts, n, &scratch, &n_symbols);
	const bool fits = n_symbols <= UINT64_C(1) << limit;
	for (size_t i = 0; fits && i < n; i++)
		lengths[i] = 0;
	if (fits && n_symbols > 1) {
		/* Sums are only wanted of two levels at a time, levels[limit - 1] the longest. */
		Level levels[MAX_CODE_BITS + 1] = {{0}};
		uint64_t *worth[2];
		for (int i = 0; i < 2; i++)
			worth[i] = arena_array(&scratch, 2 * n_symbols, sizeof *worth[i]);
		for (unsigned level = limit; level-- > 0;) {
			levels[level].worth = worth[level % 2];
			levels[level].is_package = arena_alloc(&scratch, 2 * n_symbols);
			merge(symbols, n_symbols, &levels[level + 1], &levels[level]);
		}
		buy(symbols, n_symbols, levels, limit, lengths);
	}
	arena_finish(&scratch);
	return fits;
}

uint64_t coded_bits(const uint64_t *counts, const uint8_t *lengths, size_t n)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < n; i++)
		bits += counts[i] * lengths[i];
	return bits;
}
