/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols that occur, in the order of how often. */
#ifndef CODEC_RANKING_H
#define CODEC_RANKING_H

#include <stdint.h>

#include "src/base/arena.h"

typedef struct SymbolRank {
	uint64_t count;
	uint32_t symbol;
} SymbolRank;

/* Those of n symbols that occur, rarest first and, of equals, the highest symbol first; made
 * in the arena. */
SymbolRank *symbols_by_count(const uint64_t *counts, size_t n, Arena *arena,
	size_t *n_symbols);

#endif
