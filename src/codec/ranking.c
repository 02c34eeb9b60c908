/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/ranking.h"

#include <stdlib.h>

static int by_count(const void *a, const void *b)
{
	const SymbolRank *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return (x->symbol < y->symbol) - (x->symbol > y->symbol);
}

SymbolRank *symbols_by_count(const uint64_t *counts, size_t n, Arena *arena,
	size_t *n_symbols)
{
	*n_symbols = 0;
	for (size_t i = 0; i < n; i++)
		*n_symbols += counts[i] > 0;
	SymbolRank *ranks = arena_array(arena, *n_symbols, sizeof *ranks);
	size_t at = 0;
	for (size_t i = 0; i < n; i++)
		if (counts[i])
			ranks[at++] = (SymbolRank){counts[i], (uint32_t)i};
	if (at)
		qsort(ranks, at, sizeof *ranks, by_count);
	return ranks;
}
