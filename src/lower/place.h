/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in one arena the memory of a program's steps lies: the smallest arena found, and a
 * bound that no arena can go below.
 *
 * It is the problem of dynamic storage allocation, with overlaps allowed where a kernel never
 * overtakes what it still has to read ("diagonal memory optimisation", Blacker et al., 2020).
 * Greedy orders after Pisarchyk and Lee ("Efficient memory management for deep neural net
 * inference", 2020) give a first answer; a search with windows of possible offsets, as for
 * job-shop schedules, improves it or proves that it is the best. Where that gives up, blocks are
 * also moved about in the order.
 */
#ifndef LOWER_PLACE_H
#define LOWER_PLACE_H

#include "src/base/error.h"

#include <stdint.h>

/* A piece of memory, in use from step first to step last, both included; first <= last. */
typedef struct Block {
	int64_t bytes; /* 0 or more; an empty one is in nobody's way */
	int first, last;
	int64_t offset; /* the result: a multiple of the alignment */
} Block;

/*
 * Leave to overlap: block `out` is written in the step that reads block `in` for the last time,
 * and need not lie apart from it where out's offset + bytes <= in's offset. So 0 lets out begin
 * where in does, or before; more asks for that much of a start; less than 0 lets out begin as
 * far behind in. Wholly apart they may always lie, in any order.
 *
 * A lead has an effect only where the two share just that step (out.first == in.last) and differ;
 * of several for the same two the most bytes count. Each lead holds whatever the others allow: two
 * outs may overlap one in, or one out two ins. In one step no block may be the out of one lead and
 * the in of another.
 */
typedef struct Lead {
	int out, in; /* indices of blocks */
	int64_t bytes;
} Lead;

/* How much memory it is, how little it might have been, and what it would be without leads: the
 * largest set of blocks alive in a step. bytes == bound_bytes is known to be the best. */
typedef struct Placement {
	int64_t bytes, bound_bytes, live_bytes;
} Placement;

/*
 * Place n blocks, so that no two that are alive in the same step overlap but by a lead.
 * Sizes are rounded up to the alignment, a power of two, and so are the results. The same input
 * gives the same offsets on every machine; time is bounded by counting, not by a clock.
 *
 * bound_bytes is at first the largest set alive in a step, less what leads could at best save
 * there; it grows where the search finds an arena of that size to be impossible.
 *
 * Fails, with nothing placed, where all sizes together are 2^60 or more, or where more than
 * MOST_PLACE_PAIRS pairs of blocks are alive together.
 */
enum { MOST_PLACE_PAIRS = 1 << 22 };
bool place_blocks(Block *blocks, int n, const Lead *leads, int n_leads, int alignment,
	Placement *placement, Error *err);

#endif
