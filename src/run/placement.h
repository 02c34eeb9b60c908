/* SPDX-License-Identifier: Apache-2.0 */
/* Where in one piece of memory buffers that come and go can lie. */
#ifndef RUN_PLACEMENT_H
#define RUN_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A buffer, in use from time first to last, both included. For a tensor that nothing touches
 * both are -1: it gets room all the same, among its like.
 */
typedef struct PlannedBuffer {
	int graph;  /* whose it is; placing does not look at these three */
	int tensor; /* -1 for scratch memory */
	int op;     /* whose scratch memory it is; -1 for a tensor */
	int first, last;
	uint64_t bytes;
	uint64_t offset; /* from the start of the memory */
	bool is_fixed;   /* the offset is given */
} PlannedBuffer;

/* More than any real model has; the time that planning takes grows with the square. */
enum { MOST_BUFFERS = 1 << 15 };

/*
 * Fill in the offsets; returns the bytes that all buffers span. All sizes together must be
 * below 2^63.
 *
 * The order and the choices are those of TFLM's GreedyMemoryPlanner, since its arena is
 * predicted with this: fixed buffers first, then from the largest down, of equals the later
 * one first, each to the lowest gap that is free in its time.
 */
uint64_t plan_buffers(PlannedBuffer *buffers, int n);

#endif
