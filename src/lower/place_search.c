/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is there a placement within so many bytes? Each block has a window of offsets, low to high.
 * Of each pair one is below the other: where the windows leave only one way, that is taken and
 * narrows the windows, which may settle other pairs. Once nothing more follows, all blocks at
 * their lowest offsets are a placement but for pairs still open; one that overlaps there is
 * settled by trying both ways.
 */
#include "src/lower/place_parts.h"

#include <string.h>

enum { WAY_OPEN, WAY_A_BELOW, WAY_B_BELOW };

/* What has changed since a decision, to be taken back. */
typedef enum Kind { KIND_LOW, KIND_HIGH, KIND_WAY } Kind;

typedef struct Change {
	Kind kind;
	int index; /* of the block or pair */
	int64_t old;
} Change;

typedef struct Decision {
	int pair;
	int way;
	bool is_last;     /* the other way has been tried */
	size_t n_changes; /* from before it */
} Decision;

typedef struct Search {
	const Puzzle *puzzle;
	int64_t *low, *high;
	int *way;   /* of each pair */
	int *queue; /* blocks whose windows have changed: a ring of n */
	int queue_start, n_queued;
	bool *is_queued;
	int *low_saved, *high_saved; /* the node in which the old value was last kept */
	int node;
	Change *changes;
	size_t n_changes, change_capacity;
	Decision *decisions;
	size_t n_decisions, decision_capacity;
	int64_t work;
	Arena arena;
} Search;

static void keep_old(Search *search, Kind kind, int index, int64_t old)
{
	search->changes = arena_grow(&search->arena, search->changes, search->n_changes,
		&search->change_capacity, sizeof(Change));
	search->changes[search->n_changes++] = (Change){kind, index, old};
}

static void enqueue(Search *search, int block)
{
	int n = search->puzzle->n;
	if (search->is_queued[block])
		return;
	search->is_queued[block] = true;
	search->queue[(search->queue_start + search->n_queued++) % n] = block;
}

static int dequeue(Search *search)
{
	int block = search->queue[search->queue_start];
	search->queue_start = (search->queue_start + 1) % search->puzzle->n;
	search->n_queued--;
	search->is_queued[block] = false;
	return block;
}

/* --- Windows --- */

static bool raise_low(Search *search, int block, int64_t low)
{
	if (low <= search->low[block])
		return true;
	if (search->low_saved[block] != search->node)
		keep_old(search, KIND_LOW, block, search->low[block]);
	search->low_saved[block] = search->node;
	search->low[block] = low;
	enqueue(search, block);
	return low <= search->high[block];
}

static bool reduce_high(Search *search, int block, int64_t high)
{
	if (high >= search->high[block])
		return true;
	if (search->high_saved[block] != search->node)
		keep_old(search, KIND_HIGH, block, search->high[block]);
	search->high_saved[block] = search->node;
	search->high[block] = high;
	enqueue(search, block);
	return high >= search->low[block];
}

static bool put_below(Search *search, int lower, int upper, int64_t room)
{
	return raise_low(search, upper, search->low[lower] + room) &&
		reduce_high(search, lower, search->high[upper] - room);
}

static bool follow_way(Search *search, const Pair *pair, int way)
{
	return way == WAY_A_BELOW ? put_below(search, pair->a, pair->b, pair->a_room)
							  : put_below(search, pair->b, pair->a, pair->b_room);
}

/* False where neither way is left. */
static bool settle(Search *search, int index)
{
	const Pair *pair = &search->puzzle->pairs[index];
	search->work--;
	if (search->way[index] != WAY_OPEN)
		return follow_way(search, pair, search->way[index]);
	bool a_below = search->low[pair->a] + pair->a_room <= search->high[pair->b];
	bool b_below = search->low[pair->b] + pair->b_room <= search->high[pair->a];
	if (a_below && b_below)
		return true;
	if (!a_below && !b_below)
		return false;
	keep_old(search, KIND_WAY, index, WAY_OPEN);
	search->way[index] = a_below ? WAY_A_BELOW : WAY_B_BELOW;
	return follow_way(search, pair, search->way[index]);
}

static bool propagate(Search *search)
{
	const Puzzle *puzzle = search->puzzle;
	while (search->n_queued > 0 && search->work > 0) {
		int block = dequeue(search);
		for (int i = puzzle->start[block]; i < puzzle->start[block + 1]; i++)
			if (!settle(search, puzzle->of_block[i]))
				return false;
	}
	return true;
}

/* --- Decisions --- */

/* The room left to both of a pair's windows if it is settled in this way. */
static int64_t slack(const Search *search, const Pair *pair, int way)
{
	return way == WAY_A_BELOW
		? search->high[pair->b] - search->low[pair->a] - pair->a_room
		: search->high[pair->a] - search->low[pair->b] - pair->b_room;
}

/* Of the open pairs that overlap while all are at their lowest, the one with the least slack for
 * its size; -1 where there is none. */
static int tightest_overlap(Search *search)
{
	const Puzzle *puzzle = search->puzzle;
	int64_t least = INT64_MAX;
	int tightest = -1;
	search->work -= puzzle->n_pairs;
	for (int i = 0; i < puzzle->n_pairs; i++) {
		const Pair *pair = &puzzle->pairs[i];
		int64_t a = search->low[pair->a], b = search->low[pair->b];
		if (search->way[i] != WAY_OPEN || a + pair->a_room <= b || b + pair->b_room <= a)
			continue;
		int64_t room = slack(search, pair, WAY_A_BELOW) +
			slack(search, pair, WAY_B_BELOW) - puzzle->blocks[pair->a].bytes -
			puzzle->blocks[pair->b].bytes;
		if (room < least) {
			least = room;
			tightest = i;
		}
	}
	return tightest;
}

static bool take(Search *search, int pair, int way)
{
	search->node++;
	keep_old(search, KIND_WAY, pair, WAY_OPEN);
	search->way[pair] = way;
	return follow_way(search, &search->puzzle->pairs[pair], way) && propagate(search);
}

/* The way that leaves more slack first. */
static bool decide(Search *search, int pair)
{
	const Pair *chosen = &search->puzzle->pairs[pair];
	bool a_below =
		slack(search, chosen, WAY_A_BELOW) >= slack(search, chosen, WAY_B_BELOW);
	search->decisions = arena_grow(&search->arena, search->decisions, search->n_decisions,
		&search->decision_capacity, sizeof(Decision));
	Decision *decision = &search->decisions[search->n_decisions++];
	*decision =
		(Decision){pair, a_below ? WAY_A_BELOW : WAY_B_BELOW, false, search->n_changes};
	return take(search, pair, decision->way);
}

static void take_back(Search *search, size_t n_changes)
{
	while (search->n_queued > 0)
		dequeue(search);
	while (search->n_changes > n_changes) {
		const Change *change = &search->changes[--search->n_changes];
		if (change->kind == KIND_LOW)
			search->low[change->index] = change->old;
		else if (change->kind == KIND_HIGH)
			search->high[change->index] = change->old;
		else
			search->way[change->index] = (int)change->old;
	}
}

/* Back to the last decision whose other way holds; false where there is none. */
static bool backtrack(Search *search)
{
	while (search->n_decisions > 0 && search->work > 0) {
		Decision *decision = &search->decisions[search->n_decisions - 1];
		take_back(search, decision->n_changes);
		if (decision->is_last) {
			search->n_decisions--;
			continue;
		}
		decision->is_last = true;
		decision->way = decision->way == WAY_A_BELOW ? WAY_B_BELOW : WAY_A_BELOW;
		if (take(search, decision->pair, decision->way))
			return true;
	}
	return false;
}

static Outcome run(Search *search)
{
	bool holds = propagate(search);
	while (search->work > 0) {
		if (!holds && !backtrack(search))
			return search->work > 0 ? OUTCOME_IMPOSSIBLE : OUTCOME_GAVE_UP;
		int pair = search->work > 0 ? tightest_overlap(search) : -1;
		if (search->work <= 0)
			break;
		if (pair < 0)
			return OUTCOME_FOUND;
		holds = decide(search, pair);
	}
	return OUTCOME_GAVE_UP;
}

Outcome place_within(const Puzzle *puzzle, int64_t most, int64_t *work, int64_t *offsets)
{
	size_t n = (size_t)puzzle->n, n_pairs = (size_t)puzzle->n_pairs;
	Search search = {.puzzle = puzzle, .work = *work};
	search.low = arena_array(&search.arena, n, sizeof(int64_t));
	search.high = arena_array(&search.arena, n, sizeof(int64_t));
	search.way = arena_array(&search.arena, n_pairs, sizeof(int));
	search.queue = arena_array(&search.arena, n, sizeof(int));
	search.is_queued = arena_array(&search.arena, n, sizeof(bool));
	search.low_saved = arena_array(&search.arena, n, sizeof(int));
	search.high_saved = arena_array(&search.arena, n, sizeof(int));
	search.node = 1;
	for (int i = 0; i < puzzle->n; i++) {
		search.high[i] = most - puzzle->blocks[i].bytes;
		enqueue(&search, i);
	}
	Outcome outcome = run(&search);
	*work = search.work;
	if (outcome == OUTCOME_FOUND)
		memcpy(offsets, search.low, n * sizeof *offsets);
	arena_finish(&search.arena);
	return outcome;
}
