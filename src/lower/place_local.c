/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

#include <string.h>

#include "src/base/rng.h"

/* How often any block is moved, not only one that reaches beyond what is hoped for. */
enum { ANY_BLOCK_EVERY = 4 };

/* A place in the order, of a block that ends beyond `enough`; 0 where that is the first alone. */
static int pick_block(const Puzzle *puzzle, const int *order, const int64_t *offsets,
	int64_t enough, Rng *rng)
{
	int picked = 0;
	uint64_t n_beyond = 0;
	for (int i = 0; i < puzzle->n; i++) {
		int block = order[i];
		if (offsets[block] + puzzle->blocks[block].bytes > enough &&
			rng_below(rng, ++n_beyond) == 0)
			picked = i;
	}
	if (picked > 0 && rng_below(rng, ANY_BLOCK_EVERY) > 0)
		return picked;
	return 1 + (int)rng_below(rng, (uint64_t)puzzle->n - 1);
}

static void move_forward(int *order, int from, int to)
{
	int block = order[from];
	memmove(&order[to + 1], &order[to], (size_t)(from - to) * sizeof *order);
	order[to] = block;
}

int64_t place_locally(const Puzzle *puzzle, int64_t enough, int64_t work, int *order,
	int64_t *offsets)
{
	Arena scratch = {0};
	size_t n = (size_t)puzzle->n;
	Placer placer = placer_new(puzzle, &scratch);
	int *tried = arena_array(&scratch, n, sizeof *tried);
	int64_t best = puzzle_end(puzzle, offsets), now = place_in_order(&placer, order);
	int64_t *now_at = arena_copy(&scratch, placer.offsets, n * sizeof *now_at);
	Rng rng = rng_new(1);
	while (puzzle->n > 1 && best > enough && work > 0) {
		int from = pick_block(puzzle, order, now_at, enough, &rng);
		memcpy(tried, order, n * sizeof *order);
		move_forward(tried, from, (int)rng_below(&rng, (uint64_t)from));
		int64_t end = place_in_order(&placer, tried);
		work -= puzzle->n + 2 * (int64_t)puzzle->n_pairs;
		if (end > now)
			continue;
		now = end;
		memcpy(order, tried, n * sizeof *order);
		memcpy(now_at, placer.offsets, n * sizeof *now_at);
		if (now < best)
			memcpy(offsets, now_at, n * sizeof *offsets);
		best = now < best ? now : best;
	}
	arena_finish(&scratch);
	return best;
}
