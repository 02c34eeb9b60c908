/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that grow with the rank are the best for counts that fall with it. Where counts rise,
 * neighbours are pooled until their averages fall: the closest counts in the least squares that
 * do (pool adjacent violators: Ayer, Brunk, Ewing, Reid, Silverman, "An empirical distribution
 * function for sampling with incomplete information", 1955).
 */
#include <string.h>

#include "src/codec/code_lengths.h"
#include "src/codec/ranked_code.h"

/* What averages are rounded to: this much of an occurrence. */
enum { UNITS = 1024 };

typedef struct Pool {
	uint64_t sum;
	size_t n;
} Pool;

/* Whether the average of one pool is below that of the next. */
static bool rises(Pool pool, Pool next)
{
	return pool.sum * next.n < next.sum * pool.n;
}

/* Falling weights, none of them 0. */
static uint64_t *falling_weights(const uint64_t *counts, size_t n, Arena *arena)
{
	Pool *pools = arena_array(arena, n, sizeof *pools);
	size_t n_pools = 0;
	for (size_t i = 0; i < n; i++) {
		pools[n_pools++] = (Pool){counts[i], 1};
		while (n_pools > 1 && rises(pools[n_pools - 2], pools[n_pools - 1])) {
			n_pools--;
			pools[n_pools - 1].sum += pools[n_pools].sum;
			pools[n_pools - 1].n += pools[n_pools].n;
		}
	}

	uint64_t *weights = arena_array(arena, n, sizeof *weights);
	size_t next = 0;
	for (size_t i = 0; i < n_pools; i++) {
		uint64_t weight = pools[i].sum * UNITS / pools[i].n;
		for (size_t k = 0; k < pools[i].n; k++)
			weights[next++] = weight ? weight : 1;
	}
	return weights;
}

/* The place of the heaviest special symbol that has none yet. */
static size_t heaviest(const RankedCounts *counts, const bool *is_placed)
{
	size_t best = counts->n_specials;
	for (size_t i = 0; i < counts->n_specials; i++) {
		bool is_heavier =
			best == counts->n_specials || counts->specials[i] > counts->specials[best];
		if (!is_placed[i] && is_heavier)
			best = i;
	}
	return best;
}

/* Merge the special symbols with the numbers, each where it is no lighter than what follows. */
static void place_specials(RankedCode *code, const RankedCounts *counts,
	const uint64_t *weights, uint64_t *merged)
{
	bool is_placed[MAX_SPECIALS] = {false};
	size_t special = heaviest(counts, is_placed), number = 0;
	for (uint32_t rank = 0; rank < code->n; rank++) {
		bool is_special = special < counts->n_specials;
		uint64_t weight = is_special ? counts->specials[special] * UNITS : 0;
		if (is_special && (number == counts->n_numbers || weight > weights[number])) {
			merged[rank] = weight ? weight : 1;
			code->special_rank[special] = (uint16_t)rank;
			is_placed[special] = true;
			special = heaviest(counts, is_placed);
		} else {
			merged[rank] = weights[number++];
		}
	}
}

void ranked_code_make(RankedCode *code, const RankedCounts *counts)
{
	Arena scratch = {0};
	size_t n = counts->n_numbers + counts->n_specials;
	*code = (RankedCode){.n = (uint32_t)n, .n_specials = (uint32_t)counts->n_specials};
	const uint64_t *weights =
		falling_weights(counts->numbers, counts->n_numbers, &scratch);
	uint64_t *merged = arena_array(&scratch, n, sizeof *merged);
	place_specials(code, counts, weights, merged);

	uint8_t *lengths = arena_alloc(&scratch, n);
	code_lengths(merged, n, MAX_RANKED_BITS, lengths);
	for (size_t i = 0; i < n; i++)
		code->of_length[lengths[i]]++;
	arena_finish(&scratch);
}
