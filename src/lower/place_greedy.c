/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

#include <stdlib.h>
#include <string.h>

/* A block and what it is put in order by, the larger first. */
typedef struct Rank {
	double first, second;
	int block;
} Rank;

static int compare_ranks(const void *a, const void *b)
{
	const Rank *x = a, *y = b;
	if (x->first != y->first)
		return x->first > y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second > y->second ? -1 : 1;
	return (x->block > y->block) - (x->block < y->block);
}

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

/* pressure: the largest set alive in the life of each block. */
static Rank rank_of(const Puzzle *puzzle, const int64_t *pressures, Order order,
	int block)
{
	const Block *ranked = &puzzle->blocks[block];
	double size = (double)ranked->bytes, pressure = (double)pressures[block];
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
static void find_pressures(const Puzzle *puzzle, int64_t *pressures)
{
	for (int block = 0; block < puzzle->n; block++) {
		int step = puzzle->blocks[block].first;
		int64_t sum = alive_with(puzzle, block, step);
		if (sum > pressures[block])
			pressures[block] = sum;
		for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
			int other = pair_other(&puzzle->pairs[puzzle->of_block[i]], block);
			if (puzzle->blocks[other].first <= step &&
				puzzle->blocks[other].last >= step && sum > pressures[other])
				pressures[other] = sum;
		}
	}
}

int64_t place_greedily(const Puzzle *puzzle, int64_t enough, int *order, int64_t *offsets)
{
	Arena scratch = {0};
	size_t n = (size_t)puzzle->n;
	Placer placer = placer_new(puzzle, &scratch);
	int64_t *pressures = arena_array(&scratch, n, sizeof *pressures);
	Rank *ranks = arena_array(&scratch, n, sizeof *ranks);
	int *tried = arena_array(&scratch, n, sizeof *tried);
	find_pressures(puzzle, pressures);

	int64_t best = INT64_MAX;
	for (int kind = 0; kind < N_ORDERS && best > enough; kind++) {
		for (int i = 0; i < puzzle->n; i++)
			ranks[i] = rank_of(puzzle, pressures, (Order)kind, i);
		qsort(ranks, n, sizeof *ranks, compare_ranks);
		for (int i = 0; i < puzzle->n; i++)
			tried[i] = ranks[i].block;
		int64_t end = place_in_order(&placer, tried);
		if (end >= best)
			continue;
		best = end;
		memcpy(order, tried, n * sizeof *order);
		memcpy(offsets, placer.offsets, n * sizeof *offsets);
	}
	arena_finish(&scratch);
	return best;
}
