/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/columns.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "src/base/utf8.h"

enum { GAP = 2, LONGEST_CELL = 256 };

void columns_add(Columns *table, const char *format, ...)
{
	char text[LONGEST_CELL];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	table->cells = arena_grow(&table->arena, table->cells, table->n_cells,
		&table->capacity, sizeof *table->cells);
	table->cells[table->n_cells++] = arena_copy(&table->arena, text, strlen(text) + 1);
}

/* How many letters it is wide: in UTF-8, all bytes but those that go on with a letter. */
static int width_of(const char *text)
{
	int width = 0;
	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static void print_row(const Columns *table, char *const *row, const int *widths, FILE *to)
{
	int due = 0; /* spaces to print before the next letter */
	for (int i = 0; table->align[i]; i++) {
		int left_over = widths[i] - width_of(row[i]);
		bool is_right = table->align[i] == 'r';
		due += is_right ? left_over : 0;
		if (row[i][0]) {
			fprintf(to, "%*s%s", due, "", row[i]);
			due = 0;
		}
		due += GAP + (is_right ? 0 : left_over);
	}
	fputc('\n', to);
}

void columns_print(Columns *table, FILE *to)
{
	size_t n = strlen(table->align), n_rows = table->n_cells / n;
	int *widths = arena_array(&table->arena, n, sizeof *widths);
	for (size_t i = 0; i < n_rows * n; i++) {
		int width = width_of(table->cells[i]);
		if (width > widths[i % n])
			widths[i % n] = width;
	}
	for (size_t i = 0; i < n_rows; i++)
		print_row(table, table->cells + i * n, widths, to);
	arena_finish(&table->arena);
	*table = (Columns){.align = table->align};
}

const char *shown_name(Arena *arena, const char *text, size_t most)
{
	size_t length = strlen(text), from = 0;
	if (length > most)
		from = length - most + strlen("...");
	while (from && ((unsigned char)text[from] & 0xc0) == 0x80)
		from++;
	char *shown = arena_text(arena, "%s%s", from ? "..." : "", text + from);
	utf8_clean(shown);
	return shown;
}
