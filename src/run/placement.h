/* SPDX-License-Identifier: Apache-2.0 */
/* Where in one piece of memory buffers with limited lives can lie. */
#ifndef RUN_PLACEMENT_H
#define RUN_PLACEMENT_H

#include <stdint.h>

enum { PLACE_ANYWHERE = -1 };

/* A buffer that is in use from step `first` to step `last`, both included. */
typedef struct Block {
	int64_t bytes;
	int32_t first, last;
	int64_t offset; /* PLACE_ANYWHERE, or where it must lie; filled in by place_blocks */
} Block;

/*
 * Give every block an offset so that blocks in use at the same time do not overlap, and
 * return the bytes needed in all.
 *
 * The order and the choices are those of TFLM's GreedyMemoryPlanner, since its arena sizes
 * are predicted with this: fixed blocks first, then from the largest down, of equals the
 * later one first, each in the first gap that is large enough.
 */
int64_t place_blocks(Block *blocks, int n);

#endif
