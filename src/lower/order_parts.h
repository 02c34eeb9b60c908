/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of ordering operators, for the files order*.c only. */
#ifndef LOWER_ORDER_PARTS_H
#define LOWER_ORDER_PARTS_H

#include "src/lower/order.h"

/* A tensor that takes memory. */
typedef struct Item {
	int64_t bytes;
	int n_readers;
	int *readers; /* tasks, each once */
	bool stays;   /* to the end */
} Item;

/* An operator. Items are counted as tensors are. */
typedef struct Task {
	int64_t bytes; /* while it runs */
	int n_reads, n_writes, n_before, n_leads;
	int *reads, *writes; /* items, each once */
	int *before;         /* tasks that must have run */
	Lead *leads;         /* of what it writes, to what it reads */
} Task;

typedef struct Tasks {
	int n, n_items;
	Task *tasks;
	Item *items;
	int64_t start_bytes; /* alive before the first task */
} Tasks;

/* The tasks of a graph, in memory of the arena; fails where sizes are too large to be added. */
bool tasks_of(const Graph *graph, const OrderCosts *costs, Tasks *tasks, Arena *arena,
	Error *err);

/* Bytes alive while a task runs, and afterwards. */
typedef struct Effect {
	int64_t during, after;
} Effect;

/* Of running a task when those that are marked have run, a bit each, which leaves live bytes. */
Effect task_effect(const Tasks *tasks, const uint64_t *done, int64_t live, int task);

static inline bool is_marked(const uint64_t *done, int task)
{
	return done[task / 64] >> task % 64 & 1;
}

static inline void mark(uint64_t *done, int task)
{
	done[task / 64] |= (uint64_t)1 << task % 64;
}

#endif
