/* SPDX-License-Identifier: Apache-2.0 */
/* Where in the arena tensors lie, and while which operators run. */
#ifndef CMD_RAM_LIVES_H
#define CMD_RAM_LIVES_H

#include "src/target/budget.h"

/* A tensor, or scratch memory, in use from a column to another, both included. */
typedef struct Life {
	const char *name; /* the tensor's, which may be any file's; "" where it has none */
	bool is_scratch;  /* an operator's own memory */
	int first, last;  /* columns */
	uint64_t low, high;
} Life;

/* A column a step; its operator, by the graph's number. */
typedef struct RamLives {
	const Graph *graph;
	Life *list; /* from the lowest in the arena up */
	int *ops;
	int n, n_columns;
	uint64_t top_bytes; /* the highest end of any */
	uint64_t
		stays_bytes; /* above it, all the time: structs and kernels' own data of TFLM */
	uint64_t arena_bytes; /* all there is to be provided */
} RamLives;

/* What TFLM plans for graph 0, as a budget's arena report has it. */
void ram_lives_tflm(const Model *model, const ArenaReport *report, Arena *arena,
	RamLives *result);

/* What exported C does; a step may be a part of an operator. */
void ram_lives_c(const Program *program, Arena *arena, RamLives *result);

/* Bytes of the arena that are in use in a column. */
uint64_t ram_alive(const RamLives *lives, int column);

/* The first column of those with the most bytes in use; -1 where there are no columns. */
int ram_peak(const RamLives *lives);

#endif
