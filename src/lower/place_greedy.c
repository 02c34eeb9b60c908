/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

#include <stdlib.h>
#include <string.h>

/* Offsets that a block cannot have: those above `from` and below `to`. */
typedef struct Span {
	int64_t from, to;
} Span;

/* A block and what it is put in order by, the larger first. */
typedef struct Rank {
	double first, second;
	int block;
} Rank;

typedef struct Greedy {
	const Puzzle *puzzle;
	int64_t *pressure; /* the largest set alive in the life of each block */
	Rank *ranks;
	Span *spans;
	bool *is_placed;
	int64_t *offsets;
} Greedy;

static int compare_spans(const void *a, const void *b)
{
	const Span *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

static int compare_ranks(const void *a, const void *b)
{
	const Rank *x = a, *y = b;
	if (x->first != y->first)
		return x->first > y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second > y->second ? -1 : 1;
	return (x->block > y->block) - (x->block < y->block);
}

/* --- Placing in a given order --- */

static void place_lowest(Greedy *greedy, int block)
{
	const Puzzle *puzzle = greedy->puzzle;
	size_t n_spans = 0;
	for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
		const Pair *pair = &puzzle->pairs[puzzle->of_block[i]];
		int other = pair_other(pair, block);
		if (!greedy->is_placed[other])
			continue;
		int64_t offset = greedy->offsets[other];
		greedy->spans[n_spans++] = pair->a == block
			? (Span){offset - pair->a_room, offset + pair->b_room}
			: (Span){offset - pair->b_room, offset + pair->a_room};
	}
	qsort(greedy->spans, n_spans, sizeof(Span), compare_spans);
	int64_t offset = 0;
	for (size_t i = 0; i < n_spans && greedy->spans[i].from < offset; i++)
		if (greedy->spans[i].to > offset)
			offset = greedy->spans[i].to;
	greedy->offsets[block] = offset;
	greedy->is_placed[block] = true;
}

static int64_t place_in_order(Greedy *greedy)
{
	int n = greedy->puzzle->n;
	for (int i = 0; i < n; i++)
		greedy->is_placed[i] = false;
	qsort(greedy->ranks, (size_t)n, sizeof(Rank), compare_ranks);
	for (int i = 0; i < n; i++)
		place_lowest(greedy, greedy->ranks[i].block);
	return puzzle_end(greedy->puzzle, greedy->offsets);
}

/* --- Orders --- */

typedef enum Order {
	ORDER_LAST_USE, /* the latest first: leads want the later block below */
	ORDER_SIZE,
	ORDER_AREA, /* size by lifetime */
	ORDER_LIFETIME,
	ORDER_PRESSURE, /* those of the fullest steps first */
	ORDER_PRESSURE_LAST_USE,
	ORDER_FIRST_USE,
	ORDER_LATEST_FIRST_USE,
	N_ORDERS
} Order;

static Rank rank_of(const Greedy *greedy, Order order, int block)
{
	const Block *ranked = &greedy->puzzle->blocks[block];
	double size = (double)ranked->bytes, pressure = (double)greedy->pressure[block];
	double lifetime = (double)ranked->last - ranked->first + 1;
	switch (order) {
	case ORDER_LAST_USE:
		return (Rank){ranked->last, ranked->first, block};
	case ORDER_SIZE:
		return (Rank){size, lifetime, block};
	case ORDER_AREA:
		return (Rank){size * lifetime, size, block};
	case ORDER_LIFETIME:
		return (Rank){lifetime, size, block};
	case ORDER_PRESSURE:
		return (Rank){pressure, size, block};
	case ORDER_PRESSURE_LAST_USE:
		return (Rank){pressure, ranked->last, block};
	case ORDER_FIRST_USE:
		return (Rank){-ranked->first, size, block};
	default:
		return (Rank){ranked->first, size, block};
	}
}

static int64_t alive_with(const Puzzle *puzzle, int block, int step)
{
	int64_t sum = puzzle->blocks[block].bytes;
	for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
		int other = pair_other(&puzzle->pairs[puzzle->of_block[i]], block);
		if (puzzle->blocks[other].first <= step && puzzle->blocks[other].last >= step)
			sum += puzzle->blocks[other].bytes;
	}
	return sum;
}

/* Each step in which a block is born counts for all that are alive in it. */
static void find_pressure(Greedy *greedy)
{
	const Puzzle *puzzle = greedy->puzzle;
	for (int block = 0; block < puzzle->n; block++) {
		int step = puzzle->blocks[block].first;
		int64_t sum = alive_with(puzzle, block, step);
		if (sum > greedy->pressure[block])
			greedy->pressure[block] = sum;
		for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
			int other = pair_other(&puzzle->pairs[puzzle->of_block[i]], block);
			if (puzzle->blocks[other].first <= step &&
				puzzle->blocks[other].last >= step && sum > greedy->pressure[other])
				greedy->pressure[other] = sum;
		}
	}
}

int64_t place_greedily(const Puzzle *puzzle, int64_t enough, int64_t *offsets)
{
	Arena scratch = {0};
	size_t n = (size_t)puzzle->n;
	Greedy greedy = {puzzle, arena_array(&scratch, n, sizeof(int64_t)),
		arena_array(&scratch, n, sizeof(Rank)), arena_array(&scratch, n, sizeof(Span)),
		arena_array(&scratch, n, sizeof(bool)),
		arena_array(&scratch, n, sizeof(int64_t))};
	find_pressure(&greedy);

	int64_t best = INT64_MAX;
	for (int order = 0; order < N_ORDERS && best > enough; order++) {
		for (int i = 0; i < puzzle->n; i++)
			greedy.ranks[i] = rank_of(&greedy, (Order)order, i);
		int64_t end = place_in_order(&greedy);
		if (end >= best)
			continue;
		best = end;
		memcpy(offsets, greedy.offsets, n * sizeof *offsets);
	}
	arena_finish(&scratch);
	return best;
}
