/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table for people, its columns as wide as what stands in them, two spaces apart.
 *
 *	Columns table = {.align = "lr"};
 *	columns_add(&table, "weights");
 *	columns_add(&table, "%zu", n);
 *	columns_print(&table, stdout);
 */
#ifndef CMD_COLUMNS_H
#define CMD_COLUMNS_H

#include <stdio.h>

#include "src/base/arena.h"

typedef struct Columns {
	const char *align; /* a letter a column: 'l' left, 'r' right */
	Arena arena;
	char **cells; /* row by row */
	size_t n_cells, capacity;
} Columns;

/* Fill the next cell, left to right and down. */
void columns_add(Columns *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Print the rows, without spaces at their ends, and give all memory back. */
void columns_print(Columns *table, FILE *to);

/*
 * A name out of a file as it may be shown: what is no printable UTF-8 becomes '?', and of
 * one longer than this many bytes only the end is left, after "..." (where names differ).
 * Pass SIZE_MAX to keep it whole. In the arena, or the text itself.
 */
const char *shown_name(Arena *arena, const char *text, size_t most);

#endif
