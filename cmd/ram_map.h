/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of ram_plot.h: a tensor each, from operator to operator, where it lies. */
#ifndef CMD_RAM_MAP_H
#define CMD_RAM_MAP_H

#include "cmd/axes.h"
#include "cmd/ram_lives.h"

/* Of scratch memory, which has an edge: a box that is all but empty. */
enum { SCRATCH_COLOR = 0xf2f2f2 };

typedef struct RamMap {
	Canvas *canvas;
	const RamLives *lives;
	Axes axes; /* columns across, their edges at whole numbers; up, units of bytes */
	ByteUnit unit;
	Color *colors; /* of each life */
	int peak;      /* the column that is marked: no name is written over its edges */
	Arena *arena;
} RamMap;

/* A colour for each life: as far as there are enough, none that has one which is in use at the
 * same time, or right before or after. */
Color *ram_colors(const RamLives *lives, Arena *arena);

/* Draw the lives. Returns whether any was hatched, as a step writes over what it reads. */
bool ram_map_draw(const RamMap *map);

/* Write names into the boxes that have room. */
void ram_map_names(const RamMap *map);

/* From column to column, and from byte to byte of the arena. */
Box ram_box(const RamMap *map, double first, double last, uint64_t low, uint64_t high);

#endif
