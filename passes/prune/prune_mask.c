/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune_mask.h"

#include <string.h>

/* --- The smallest of all ---
 *
 * Floats of 0 or more are in the order of their bits. So the largest score to go is found
 * digit by digit, by counting those that begin with the digits found so far.
 */

enum { DIGIT_BITS = 11, N_DIGITS = 1 << DIGIT_BITS, HIGHEST_SHIFT = 2 * DIGIT_BITS };

/* A set to choose from, and the weight of it that stays: n where none needs to. */
typedef struct Candidates {
	const ScoredWeights *set;
	size_t stays;
} Candidates;

/* All scores below go, and the first so many of those that are equal. */
typedef struct Cut {
	uint64_t key;
	size_t n_equal;
} Cut;

static Candidates candidates_of(const ScoredWeights *set)
{
	size_t largest = 0;
	for (size_t i = 1; i < set->n; i++)
		if (set->scores[i] >= set->scores[largest])
			largest = i;
	bool stays = set->n > 0 && set->scores[largest] > 0;
	return (Candidates){set, stays ? largest : set->n};
}

/* What stays is above all. */
static uint64_t key_at(const Candidates *from, size_t i)
{
	uint32_t bits;
	memcpy(&bits, &from->set->scores[i], sizeof bits);
	return i == from->stays ? UINT32_MAX : bits;
}

/* Count by the digit above shift the keys whose higher digits are those of `found`. */
static void count_digits(const Candidates *from, uint64_t found, int shift,
	size_t counts[N_DIGITS])
{
	for (size_t i = 0; i < from->set->n; i++) {
		uint64_t key = key_at(from, i) >> shift;
		counts[key % N_DIGITS] += key / N_DIGITS == found;
	}
}

/* Where to cut for `wanted` to go: at least one, and no more than there are. */
static Cut find_cut(const Candidates *from, int n, size_t wanted)
{
	uint64_t found = 0;
	for (int shift = HIGHEST_SHIFT; shift >= 0; shift -= DIGIT_BITS) {
		size_t counts[N_DIGITS] = {0}, digit = 0;
		for (int k = 0; k < n; k++)
			count_digits(&from[k], found, shift, counts);
		for (; counts[digit] < wanted; digit++)
			wanted -= counts[digit];
		found = found * N_DIGITS + digit;
	}
	return (Cut){found, wanted};
}

static void mark_below(const Candidates *from, Cut *cut)
{
	for (size_t i = 0; i < from->set->n; i++) {
		uint64_t key = key_at(from, i);
		bool is_tied = key == cut->key && cut->n_equal > 0;
		if (key < cut->key || is_tied)
			from->set->goes[i] = true;
		cut->n_equal -= is_tied;
	}
}

void choose_smallest(const ScoredWeights *sets, int n_sets, size_t wanted)
{
	Arena scratch = {0};
	Candidates *from = arena_array(&scratch, (size_t)n_sets, sizeof *from);
	size_t n = 0;
	for (int k = 0; k < n_sets; k++) {
		from[k] = candidates_of(&sets[k]);
		n += sets[k].n - (from[k].stays < sets[k].n);
	}
	wanted = wanted < n ? wanted : n;
	if (wanted > 0) {
		Cut cut = find_cut(from, n_sets, wanted);
		for (int k = 0; k < n_sets; k++)
			mark_below(&from[k], &cut);
	}
	arena_finish(&scratch);
}

/* --- By a pattern --- */

/* The smallest of those of a group that still stay, the first of equals. */
static size_t smallest_left(const ScoredWeights *set, size_t first, size_t step, size_t n)
{
	size_t smallest = first;
	bool is_any = false;
	for (size_t k = 0; k < n; k++) {
		size_t i = first + k * step;
		if (set->goes[i] || (is_any && set->scores[i] >= set->scores[smallest]))
			continue;
		smallest = i;
		is_any = true;
	}
	return smallest;
}

static void thin_group(const ScoredWeights *set, size_t first, size_t step, size_t n,
	size_t most)
{
	size_t n_left = 0;
	for (size_t k = 0; k < n; k++)
		n_left += !set->goes[first + k * step];
	for (; n_left > most; n_left--)
		set->goes[smallest_left(set, first, step, n)] = true;
}

void choose_by_pattern(const ScoredWeights *set, const WeightRuns *runs,
	PrunePattern pattern)
{
	size_t group = (size_t)pattern.group;
	for (size_t run = 0; run < runs->n; run++) {
		size_t start = run_start(runs, run);
		for (size_t k = 0; k < runs->length; k += group) {
			size_t left = runs->length - k;
			thin_group(set, start + k * runs->step, runs->step,
				left < group ? left : group, (size_t)pattern.most);
		}
	}
}
