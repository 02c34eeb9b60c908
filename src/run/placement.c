/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/placement.h"

#include <stdbool.h>
#include <stdlib.h>

#include "src/base/arena.h"

/* Order of placing: fixed blocks as they come, then by size, later ones first. */
static int compare(const void *left, const void *right)
{
	const Block *a = *(Block *const *)left, *b = *(Block *const *)right;
	bool a_fixed = a->offset != PLACE_ANYWHERE, b_fixed = b->offset != PLACE_ANYWHERE;
	if (a_fixed != b_fixed)
		return a_fixed ? -1 : 1;
	if (a_fixed)
		return a < b ? -1 : 1;
	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return a > b ? -1 : 1;
}

static bool in_use_together(const Block *a, const Block *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/* The first gap for a block among those placed, which are in order of offset. */
static int64_t first_gap(const Block *block, Block *const *placed, int n)
{
	int64_t offset = 0;
	for (int i = 0; i < n; i++) {
		if (!in_use_together(block, placed[i]))
			continue;
		if (placed[i]->offset - offset >= block->bytes)
			break;
		int64_t end = placed[i]->offset + placed[i]->bytes;
		offset = end > offset ? end : offset;
	}
	return offset;
}

static void insert(Block *block, Block **placed, int n)
{
	int i = n;
	for (; i > 0 && placed[i - 1]->offset > block->offset; i--)
		placed[i] = placed[i - 1];
	placed[i] = block;
}

int64_t place_blocks(Block *blocks, int n)
{
	Arena scratch = {0};
	Block **order = arena_array(&scratch, (size_t)n, sizeof(Block *));
	Block **placed = arena_array(&scratch, (size_t)n, sizeof(Block *));
	for (int i = 0; i < n; i++)
		order[i] = &blocks[i];
	qsort(order, (size_t)n, sizeof(Block *), compare);

	int64_t end = 0;
	for (int i = 0; i < n; i++) {
		Block *block = order[i];
		if (block->offset == PLACE_ANYWHERE)
			block->offset = first_gap(block, placed, i);
		insert(block, placed, i);
		if (block->offset + block->bytes > end)
			end = block->offset + block->bytes;
	}
	arena_finish(&scratch);
	return end;
}
