/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A level of a canonical code's tree has its words on the left and its nodes with branches on
 * the right, and most neighbours are alike: what is below them is worked out once a run.
 */
#include "src/codec/table_entries.h"

#include <assert.h>

#include "src/codec/decode_tables.h"

/* Neighbours with the same below them. */
typedef struct Run {
	uint32_t n;
	uint32_t
		entries[MAX_TABLE_WIDTH + 1]; /* of the tables that begin i levels below one */
} Run;

/* Each level adds a place where neighbours differ, and a node across it differs from both. */
enum { MAX_RUNS = 2 * MAX_CODE_BITS + 3 };

/* The words of a level, and behind them its nodes with branches. */
typedef struct Level {
	int n;
	Run runs[MAX_RUNS];
} Level;

/* Append nodes over pairs of such branches, with so many levels below them. */
static void add_parents(Level *level, uint32_t n, const Run *left, const Run *right,
	int height)
{
	if (n == 0)
		return;
	assert(level->n < MAX_RUNS);
	Run *run = &level->runs[level->n++];
	run->n = n;
	run->entries[0] = UINT32_MAX;
	for (int width = 1; width <= height && width <= MAX_TABLE_WIDTH; width++) {
		run->entries[width] = left->entries[width - 1] + right->entries[width - 1];
		const uint32_t entries = run->entries[width] + (UINT32_C(1) << width);
		if (entries < run->entries[0])
			run->entries[0] = entries;
	}
}

/* Make the level above, with so many words. */
static void pair_up(const Level *level, uint32_t n_words, int height, Level *above)
{
	const Run *odd = NULL; /* the branch that is still without its right neighbour */
	above->n = 1;
	above->runs[0] = (Run){.n = n_words};
	for (int i = 0; i < level->n; i++) {
		const Run *run = &level->runs[i];
		if (run->n == 0)
			continue;
		const uint32_t taken = odd != NULL;
		if (odd)
			add_parents(above, 1, odd, run, height);
		add_parents(above, (run->n - taken) / 2, run, run, height);
		odd = (run->n - taken) % 2 ? run : NULL;
	}
	assert(!odd);
}

uint32_t table_entries(const CodeShape *shape)
{
	int longest = MAX_CODE_BITS;
	while (!shape->n_words[longest])
		longest--;
	Level levels[2]; /* by turns */
	levels[longest % 2].n = 1;
	levels[longest % 2].runs[0] = (Run){.n = shape->n_words[longest]};
	for (int length = longest - 1; length >= 0; length--)
		pair_up(&levels[(length + 1) % 2], length ? shape->n_words[length] : 0,
			longest - length, &levels[length % 2]);
	const Level *root = &levels[0];
	assert(root->n == 2 && root->runs[1].n == 1);
	return root->runs[1].entries[0];
}
