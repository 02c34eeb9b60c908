/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

#include <stdlib.h>

/* Leads by their out, to be found fast. */
typedef struct LeadIndex {
	const Lead *leads;
	int *start, *list; /* start[out] to start[out + 1]: places in list */
} LeadIndex;

typedef struct Builder {
	Puzzle *puzzle;
	LeadIndex leads;
	Arena *arena;
	size_t capacity;
} Builder;

/* Starts of the parts of a list, from the number of items in each (counted at part + 1). */
static void sum_up(int *start, int n)
{
	for (int i = 0; i < n; i++)
		start[i + 1] += start[i];
}

static LeadIndex index_leads(const Lead *leads, int n_leads, int n, Arena *arena)
{
	LeadIndex index = {leads, arena_array(arena, (size_t)n + 1, sizeof(int)),
		arena_array(arena, (size_t)n_leads, sizeof(int))};
	int *next = arena_array(arena, (size_t)n + 1, sizeof(int));
	for (int i = 0; i < n_leads; i++)
		index.start[leads[i].out + 1]++;
	sum_up(index.start, n);
	for (int i = 0; i < n_leads; i++) {
		int out = leads[i].out;
		index.list[index.start[out] + next[out]++] = i;
	}
	return index;
}

/* Whether `out` may overlap `in`, and the start it then needs. */
static bool find_lead(const LeadIndex *index, int out, int in, int64_t *bytes)
{
	bool found = false;
	for (int i = index->start[out]; i < index->start[out + 1]; i++) {
		const Lead *lead = &index->leads[index->list[i]];
		if (lead->in != in)
			continue;
		if (!found || lead->bytes > *bytes)
			*bytes = lead->bytes;
		found = true;
	}
	return found;
}

/* A lead's bytes, rounded up; beyond these limits the blocks are apart, or in no one's way. */
static int64_t lead_room(int64_t bytes, int64_t out, int64_t in, int64_t grain)
{
	if (bytes >= out)
		return out;
	if (bytes <= -in)
		return -in;
	return bytes > 0 ? (bytes + grain - 1) / grain * grain : -(-bytes / grain * grain);
}

static void try_lead(const Builder *builder, Pair *pair, int out, int in)
{
	const Block *blocks = builder->puzzle->blocks;
	int64_t bytes = 0;
	if (pair->is_lead || blocks[out].first != blocks[in].last ||
		!find_lead(&builder->leads, out, in, &bytes))
		return;
	*pair = (Pair){out, in,
		lead_room(bytes, blocks[out].bytes, blocks[in].bytes, builder->puzzle->grain),
		blocks[in].bytes, true};
}

static bool add_pair(Builder *builder, int a, int b)
{
	Puzzle *puzzle = builder->puzzle;
	if (puzzle->n_pairs == MOST_PLACE_PAIRS)
		return false;
	Pair pair = {a, b, puzzle->blocks[a].bytes, puzzle->blocks[b].bytes, false};
	try_lead(builder, &pair, a, b);
	try_lead(builder, &pair, b, a);
	puzzle->pairs = arena_grow(builder->arena, puzzle->pairs, (size_t)puzzle->n_pairs,
		&builder->capacity, sizeof(Pair));
	puzzle->pairs[puzzle->n_pairs++] = pair;
	return true;
}

static int compare_first(const void *a, const void *b)
{
	const Block *x = *(const Block *const *)a, *y = *(const Block *const *)b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x > y) - (x < y);
}

/* Blocks come in the order in which they are born; those of them still alive are kept. */
static bool find_pairs(Builder *builder)
{
	Puzzle *puzzle = builder->puzzle;
	size_t n = (size_t)puzzle->n;
	const Block **born = arena_array(builder->arena, n, sizeof(Block *));
	int *alive = arena_array(builder->arena, n, sizeof *alive);
	int n_alive = 0;
	for (int i = 0; i < puzzle->n; i++)
		born[i] = &puzzle->blocks[i];
	qsort(born, n, sizeof(Block *), compare_first);
	for (int i = 0; i < puzzle->n; i++) {
		int n_kept = 0, block = (int)(born[i] - puzzle->blocks);
		for (int k = 0; k < n_alive; k++)
			if (puzzle->blocks[alive[k]].last >= born[i]->first)
				alive[n_kept++] = alive[k];
		for (int k = 0; k < n_kept; k++)
			if (!add_pair(builder, alive[k], block))
				return false;
		alive[n_kept] = block;
		n_alive = n_kept + 1;
	}
	return true;
}

bool puzzle_pairs(Puzzle *puzzle, const Lead *leads, int n_leads, Arena *arena)
{
	int n = puzzle->n;
	Builder builder = {puzzle, index_leads(leads, n_leads, n, arena), arena, 0};
	if (!find_pairs(&builder))
		return false;
	puzzle->start = arena_array(arena, (size_t)n + 1, sizeof(int));
	puzzle->of_block = arena_array(arena, 2 * (size_t)puzzle->n_pairs, sizeof(int));
	int *next = arena_array(arena, (size_t)n, sizeof *next);
	for (int i = 0; i < puzzle->n_pairs; i++) {
		puzzle->start[puzzle->pairs[i].a + 1]++;
		puzzle->start[puzzle->pairs[i].b + 1]++;
	}
	sum_up(puzzle->start, n);
	for (int i = 0; i < puzzle->n_pairs; i++) {
		int a = puzzle->pairs[i].a, b = puzzle->pairs[i].b;
		puzzle->of_block[puzzle->start[a] + next[a]++] = i;
		puzzle->of_block[puzzle->start[b] + next[b]++] = i;
	}
	return true;
}
