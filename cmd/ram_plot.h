/* SPDX-License-Identifier: Apache-2.0 */
/* The memory map of `whit budget --plot`: what is where in the arena, operator by operator. */
#ifndef CMD_RAM_PLOT_H
#define CMD_RAM_PLOT_H

#include "cmd/axes.h"
#include "cmd/ram_lives.h"

/* Limits for the arena, to be drawn where they are near; NO_LIMIT for none. */
typedef struct RamLimits {
	uint64_t part_bytes, max_bytes;
} RamLimits;

/* Whether there is something to draw, and no more than can be: else why says what there is not. */
bool ram_plot_can(const RamLives *lives, const char **why);

int ram_plot_height(const RamLives *lives);

/* Between two places across, from the top down. */
void ram_plot(Canvas *canvas, int left, int top, int right, const RamLives *lives,
	const RamLimits *limits, Arena *arena);

#endif
