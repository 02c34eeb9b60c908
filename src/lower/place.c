/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/place_parts.h"

/* Pairs looked at: for one size of arena, at first and later; in moving blocks about; and in all
 * the searching. */
enum {
	QUICK_WORK = 250 * 1000,
	PATIENT_WORK = 1000 * 1000,
	LOCAL_WORK = 2 * 1000 * 1000,
	MOST_WORK = 5 * 1000 * 1000
};

/* More pairs than networks have: there the greedy orders must do. */
enum { MOST_SEARCHED_PAIRS = 1 << 15 };

static bool sizes_fit(const Block *blocks, int n, int alignment, Error *err)
{
	int64_t sum = 0;
	for (int i = 0; i < n; i++) {
		if (blocks[i].bytes >= ((int64_t)1 << 60) - alignment - sum)
			return failed(err, "the tensors take 2^60 bytes or more");
		sum += blocks[i].bytes + alignment;
	}
	return true;
}

/* Those that take memory, with leads between them; where[] is the block's place among them, -1
 * for one that takes none. */
static bool make_puzzle(Puzzle *puzzle, const Block *blocks, int n, const Lead *leads,
	int n_leads, int *where, Arena *arena, Error *err)
{
	Block *kept = arena_array(arena, (size_t)n, sizeof *kept);
	Lead *kept_leads = arena_array(arena, (size_t)n_leads, sizeof *kept_leads);
	int n_kept_leads = 0;
	puzzle->blocks = kept;
	for (int i = 0; i < n; i++) {
		where[i] = blocks[i].bytes > 0 ? puzzle->n++ : -1;
		if (where[i] < 0)
			continue;
		kept[where[i]] = blocks[i];
		kept[where[i]].bytes =
			(blocks[i].bytes + puzzle->grain - 1) / puzzle->grain * puzzle->grain;
	}
	for (int i = 0; i < n_leads; i++) {
		Lead lead = {where[leads[i].out], where[leads[i].in], leads[i].bytes};
		if (lead.out >= 0 && lead.in >= 0 && lead.out != lead.in)
			kept_leads[n_kept_leads++] = lead;
	}
	if (!puzzle_pairs(puzzle, kept_leads, n_kept_leads, arena))
		return failed(err, "more than %d pairs of tensors are alive together",
			MOST_PLACE_PAIRS);
	return true;
}

/* Search for a placement of a size; what comes out, placed or impossible, is kept. Takes the work
 * it makes off. */
static Outcome try_size(const Puzzle *puzzle, int64_t size, int64_t most_work,
	int64_t *work, Placement *placement, int64_t *offsets)
{
	int64_t given = most_work < *work ? most_work : *work, left = given;
	Outcome outcome = place_within(puzzle, size, &left, offsets);
	*work -= given - left;
	if (outcome == OUTCOME_FOUND)
		placement->bytes = puzzle_end(puzzle, offsets);
	if (outcome == OUTCOME_IMPOSSIBLE)
		placement->bound_bytes = size + puzzle->grain;
	return outcome;
}

/*
 * The bound first, as it is most often met; then sizes halfway between what is impossible and what
 * was found. Where the search gives up nothing is known, and only larger sizes are tried: but for
 * the first time, when blocks are moved about and all begins anew with more patience.
 */
static void search(const Puzzle *puzzle, Placement *placement, int *order,
	int64_t *offsets)
{
	int64_t work = MOST_WORK, patience = QUICK_WORK;
	int64_t low = placement->bound_bytes, size = low;
	while (low < placement->bytes && work > 0) {
		Outcome outcome = try_size(puzzle, size, patience, &work, placement, offsets);
		if (outcome == OUTCOME_GAVE_UP && patience == QUICK_WORK) {
			patience = PATIENT_WORK;
			placement->bytes =
				place_locally(puzzle, placement->bound_bytes, LOCAL_WORK, order, offsets);
			size = low = placement->bound_bytes;
			continue;
		}
		if (outcome != OUTCOME_FOUND)
			low = size + puzzle->grain;
		size = low + (placement->bytes - low) / 2 / puzzle->grain * puzzle->grain;
	}
}

bool place_blocks(Block *blocks, int n, const Lead *leads, int n_leads, int alignment,
	Placement *placement, Error *err)
{
	Arena arena = {0};
	Puzzle puzzle = {.grain = alignment};
	Placement found = {0};
	int *where = arena_array(&arena, (size_t)n, sizeof *where);
	bool ok = sizes_fit(blocks, n, alignment, err) &&
		make_puzzle(&puzzle, blocks, n, leads, n_leads, where, &arena, err);
	if (ok) {
		int64_t *offsets = arena_array(&arena, (size_t)puzzle.n, sizeof *offsets);
		int *order = arena_array(&arena, (size_t)puzzle.n, sizeof *order);
		puzzle_bounds(&puzzle, &found.live_bytes, &found.bound_bytes);
		found.bytes = place_greedily(&puzzle, found.bound_bytes, order, offsets);
		if (found.bytes > found.bound_bytes && puzzle.n_pairs <= MOST_SEARCHED_PAIRS)
			search(&puzzle, &found, order, offsets);
		for (int i = 0; i < n; i++)
			blocks[i].offset = where[i] >= 0 ? offsets[where[i]] : 0;
		*placement = found;
	}
	arena_finish(&arena);
	return ok;
}
