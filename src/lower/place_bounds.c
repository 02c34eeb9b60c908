/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The most bytes that the two can have in common. */
static int64_t most_shared(const Puzzle *puzzle, const Pair *pair)
{
	int64_t out = puzzle->blocks[pair->a].bytes, in = puzzle->blocks[pair->b].bytes;
	return smaller(in, out - (pair->a_room > 0 ? pair->a_room : 0));
}

/*
 * What a block can at best share, in the step in which it is born, with those that die there:
 * they lie apart from each other, and none can be below the least room.
 */
static int64_t shared_when_born(const Puzzle *puzzle, int block)
{
	int64_t sum = 0, least_room = puzzle->blocks[block].bytes;
	for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
		const Pair *pair = &puzzle->pairs[puzzle->of_block[i]];
		if (!pair->is_lead || pair->a != block)
			continue;
		sum += most_shared(puzzle, pair);
		least_room = smaller(least_room, pair->a_room > 0 ? pair->a_room : 0);
	}
	return smaller(sum, puzzle->blocks[block].bytes - least_room);
}

/* And in the step in which it dies, with those born there. */
static int64_t shared_when_dying(const Puzzle *puzzle, int block)
{
	int64_t sum = 0;
	for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
		const Pair *pair = &puzzle->pairs[puzzle->of_block[i]];
		if (pair->is_lead && pair->b == block)
			sum += most_shared(puzzle, pair);
	}
	return smaller(sum, puzzle->blocks[block].bytes);
}

/* Of a step, given those alive in it one by one. */
typedef struct Step {
	int step;
	int64_t live, born, dying;
} Step;

/* What each block can share, when it is born and when it dies. */
typedef struct Shares {
	int64_t *born, *dying;
} Shares;

static void count_alive(const Puzzle *puzzle, const Shares *shares, int block, Step *step)
{
	const Block *counted = &puzzle->blocks[block];
	if (counted->first > step->step || counted->last < step->step)
		return;
	step->live += counted->bytes;
	if (counted->first == step->step)
		step->born += shares->born[block];
	if (counted->last == step->step)
		step->dying += shares->dying[block];
}

/* The largest sets are those of steps in which a block is born; and what is alive with it there
 * makes a pair with it. */
void puzzle_bounds(const Puzzle *puzzle, int64_t *live_bytes, int64_t *bound_bytes)
{
	Arena scratch = {0};
	size_t n = (size_t)puzzle->n;
	Shares shares = {arena_array(&scratch, n, sizeof(int64_t)),
		arena_array(&scratch, n, sizeof(int64_t))};
	for (int i = 0; i < puzzle->n; i++) {
		shares.born[i] = shared_when_born(puzzle, i);
		shares.dying[i] = shared_when_dying(puzzle, i);
	}
	*live_bytes = *bound_bytes = 0;
	for (int block = 0; block < puzzle->n; block++) {
		Step step = {.step = puzzle->blocks[block].first};
		count_alive(puzzle, &shares, block, &step);
		for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++) {
			const Pair *pair = &puzzle->pairs[puzzle->of_block[i]];
			count_alive(puzzle, &shares, pair_other(pair, block), &step);
		}
		int64_t bound = step.live - smaller(step.born, step.dying);
		if (step.live > *live_bytes)
			*live_bytes = step.live;
		if (bound > *bound_bytes)
			*bound_bytes = bound;
	}
	arena_finish(&scratch);
}

int64_t puzzle_end(const Puzzle *puzzle, const int64_t *offsets)
{
	int64_t end = 0;
	for (int i = 0; i < puzzle->n; i++)
		if (offsets[i] + puzzle->blocks[i].bytes > end)
			end = offsets[i] + puzzle->blocks[i].bytes;
	return end;
}
