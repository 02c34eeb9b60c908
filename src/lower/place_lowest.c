/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

#include <stdlib.h>

/* Offsets that a block cannot have: those above `from` and below `to`. */
typedef struct Span {
	int64_t from, to;
} Span;

Placer placer_new(const Puzzle *puzzle, Arena *arena)
{
	size_t n = (size_t)puzzle->n;
	return (Placer){puzzle, arena_array(arena, n, sizeof(int64_t)),
		arena_array(arena, n, sizeof(Span)), arena_array(arena, n, sizeof(bool))};
}

static int compare_spans(const void *a, const void *b)
{
	const Span *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

static void place_lowest(Placer *placer, int block)
{
	const Puzzle *puzzle = placer->puzzle;
	size_t n_spans = 0;
	for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
		const Pair *pair = &puzzle->pairs[puzzle->of_block[i]];
		int other = pair_other(pair, block);
		if (!placer->is_placed[other])
			continue;
		int64_t offset = placer->offsets[other];
		placer->spans[n_spans++] = pair->a == block
			? (Span){offset - pair->a_room, offset + pair->b_room}
			: (Span){offset - pair->b_room, offset + pair->a_room};
	}
	qsort(placer->spans, n_spans, sizeof(Span), compare_spans);
	int64_t offset = 0;
	for (size_t i = 0; i < n_spans && placer->spans[i].from < offset; i++)
		if (placer->spans[i].to > offset)
			offset = placer->spans[i].to;
	placer->offsets[block] = offset;
	placer->is_placed[block] = true;
}

int64_t place_in_order(Placer *placer, const int *order)
{
	int n = placer->puzzle->n;
	for (int i = 0; i < n; i++)
		placer->is_placed[i] = false;
	for (int i = 0; i < n; i++)
		place_lowest(placer, order[i]);
	return puzzle_end(placer->puzzle, placer->offsets);
}
