/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of placing blocks, for the files place*.c only. */
#ifndef LOWER_PLACE_PARTS_H
#define LOWER_PLACE_PARTS_H

#include "src/base/arena.h"
#include "src/lower/place.h"

/*
 * Two blocks that are alive together: offset(a) + a_room <= offset(b), or offset(b) + b_room <=
 * offset(a). Rooms are the sizes, but for a_room where a lead lets a overlap the end of b's life;
 * it may be below 0.
 */
typedef struct Pair {
	int a, b;
	int64_t a_room, b_room;
	bool is_lead;
} Pair;

/* The blocks of bytes above 0 and the pairs among them; all offsets are free at first. */
typedef struct Puzzle {
	int n, n_pairs;
	const Block *blocks; /* n, sizes rounded up; offsets mean nothing */
	Pair *pairs;
	int *start;    /* n + 1: where each block's part of `of_block` begins */
	int *of_block; /* the pairs that each is in */
	int64_t grain; /* all sizes and rooms are multiples of it */
} Puzzle;

static inline int pair_other(const Pair *pair, int block)
{
	return pair->a == block ? pair->b : pair->a;
}

/* The pairs, in memory of the arena; false where there are more than MOST_PLACE_PAIRS. */
bool puzzle_pairs(Puzzle *puzzle, const Lead *leads, int n_leads, Arena *arena);

/* The largest set alive in a step; and that less what leads can at best save in the step. */
void puzzle_bounds(const Puzzle *puzzle, int64_t *live_bytes, int64_t *bound_bytes);

/* The end of the last block. */
int64_t puzzle_end(const Puzzle *puzzle, const int64_t *offsets);

/* What placing in an order works with. */
typedef struct Placer {
	const Puzzle *puzzle;
	int64_t *offsets; /* the result */
	struct Span *spans;
	bool *is_placed;
} Placer;

Placer placer_new(const Puzzle *puzzle, Arena *arena);

/* Place the blocks in the order given, each as low as it can be; the end of the last. */
int64_t place_in_order(Placer *placer, const int *order);

/* The same in several orders, until one takes no more than `enough`: the best one, its offsets and
 * their end. */
int64_t place_greedily(const Puzzle *puzzle, int64_t enough, int *order,
	int64_t *offsets);

/* Move blocks forward in the order, by chance but always alike, for as long as that makes nothing
 * worse; until they take no more than `enough`, or about so many pairs have been looked at. Offsets
 * may be of another placement, and stay where none is better; returns their end. */
int64_t place_locally(const Puzzle *puzzle, int64_t enough, int64_t work, int *order,
	int64_t *offsets);

typedef enum Outcome { OUTCOME_FOUND, OUTCOME_IMPOSSIBLE, OUTCOME_GAVE_UP } Outcome;

/* Search for a placement that ends at `most` or below. Looks at *work pairs at most and takes
 * those it looked at off. Offsets are written only when found. */
Outcome place_within(const Puzzle *puzzle, int64_t most, int64_t *work, int64_t *offsets);

#endif
