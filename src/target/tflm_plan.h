/* SPDX-License-Identifier: Apache-2.0 */
/* Where TFLM's greedy planner puts buffers that come and go. */
#ifndef TARGET_TFLM_PLAN_H
#define TARGET_TFLM_PLAN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A buffer in the head of the arena. Time 0 is before the first operator of graph 0, n is
 * while its n-th runs; first and last are inclusive. Both are -1 for a tensor that nothing
 * touches: TFLM makes room for it all the same, among its like.
 */
typedef struct PlannedBuffer {
	int graph;
	int tensor; /* -1 for scratch memory */
	int op;     /* whose scratch memory it is; -1 for a tensor */
	int first, last;
	uint64_t bytes;  /* rounded up to 16 */
	uint64_t offset; /* from the arena's start */
	bool is_fixed;   /* the model says where: offset is given */
} PlannedBuffer;

/*
 * Fill in the offsets; returns the bytes that all buffers span. The largest go first, of
 * equals the later one, each to the lowest gap that is free in its time. All sizes together
 * must be below 2^63.
 */
uint64_t plan_buffers(PlannedBuffer *buffers, int n);

#endif
