/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/ram_map.h"

/* --- Colours --- */

static bool are_neighbours(const Life *a, const Life *b)
{
	return a->first <= b->last + 1 && b->first <= a->last + 1;
}

Color *ram_colors(const RamLives *lives, Arena *arena)
{
	int *chosen = arena_array(arena, (size_t)lives->n, sizeof *chosen);
	Color *colors = arena_array(arena, (size_t)lives->n, sizeof *colors);
	for (int i = 0; i < lives->n; i++) {
		bool taken[N_PALETTE] = {false};
		for (int k = 0; k < i; k++)
			if (are_neighbours(&lives->list[i], &lives->list[k]) &&
				!lives->list[k].is_scratch)
				taken[chosen[k]] = true;
		while (chosen[i] < N_PALETTE - 1 && taken[chosen[i]])
			chosen[i]++;
		colors[i] = lives->list[i].is_scratch ? SCRATCH_COLOR : palette_color(chosen[i]);
	}
	return colors;
}

/* --- The map --- */

Box ram_box(const RamMap *map, double first, double last, uint64_t low, uint64_t high)
{
	Point a = axes_point(&map->axes, first, (double)low / map->unit.bytes);
	Point b = axes_point(&map->axes, last, (double)high / map->unit.bytes);
	return (Box){a.x, b.y, b.x, a.y};
}

/* With a white edge, so that what touches is told apart in grey, too. */
static void draw_life(const RamMap *map, int i)
{
	const Life *life = &map->lives->list[i];
	Box box = ram_box(map, life->first, life->last + 1, life->low, life->high);
	canvas_fill(map->canvas, box, 1, 0xffffff);
	double edge = box.bottom - box.top > 3 && box.right - box.left > 3 ? 0.75 : 0.25;
	Box inside = {box.left + edge, box.top + edge, box.right - edge, box.bottom - edge};
	canvas_fill(map->canvas, inside, 1, map->colors[i]);
	if (life->is_scratch)
		canvas_frame(map->canvas, inside, THIN, CHART_GRAY);
}

/* Whether in a column nothing is drawn over a tensor. */
static bool is_clear(const RamLives *lives, const Life *life, int column)
{
	for (int i = 0; i < lives->n; i++) {
		const Life *other = &lives->list[i];
		if (other != life && other->first <= column && column <= other->last &&
			other->low < life->high && life->low < other->high)
			return false;
	}
	return true;
}

/* The longest run of columns of a tensor that a text is legible in: the mark of the peak ends one,
 * too. */
static void find_run(const RamMap *map, const Life *life, int *first, int *n)
{
	int begin = life->first;
	*first = begin;
	*n = 0;
	for (int c = life->first; c <= life->last; c++) {
		bool clear = is_clear(map->lives, life, c);
		if (!clear || c == map->peak || c == map->peak + 1)
			begin = clear ? c : c + 1;
		if (c + 1 - begin > *n) {
			*n = c + 1 - begin;
			*first = begin;
		}
	}
}

static void name_life(const RamMap *map, int i)
{
	int first, n;
	const Life *life = &map->lives->list[i];
	Box box = ram_box(map, life->first, life->last + 1, life->low, life->high);
	if (life->is_scratch || box.bottom - box.top < TEXT_HEIGHT + 6)
		return;
	find_run(map, life, &first, &n);
	box = ram_box(map, first, first + n, life->low, life->high);
	int room = (int)(box.right - box.left) - GAP;
	const char *text = name_parts_within(map->arena, life->name, room);
	if (canvas_text_width(text, TEXT_SIZE) <= room)
		text_center(map->canvas, (int)((box.left + box.right) / 2),
			(int)((box.top + box.bottom - TEXT_HEIGHT) / 2), ink_on(map->colors[i]),
			text);
}

/* Where a step writes over what it reads, as kernels of exported C may. */
static bool draw_overlaps(const RamMap *map)
{
	enum { MOST_OVERLAPS = 4096 };
	int n = 0;
	const RamLives *lives = map->lives;
	for (int i = 0; i < lives->n; i++)
		for (int k = i + 1; k < lives->n && lives->list[k].low < lives->list[i].high;
			 k++) {
			const Life *a = &lives->list[i], *b = &lives->list[k];
			int first = a->first > b->first ? a->first : b->first;
			int last = a->last < b->last ? a->last : b->last;
			uint64_t high = a->high < b->high ? a->high : b->high;
			if (first > last)
				continue;
			canvas_hatch(map->canvas, ram_box(map, first, last + 1, b->low, high),
				CHART_INK);
			if (++n == MOST_OVERLAPS)
				return true;
		}
	return n > 0;
}

bool ram_map_draw(const RamMap *map)
{
	for (int i = 0; i < map->lives->n; i++)
		draw_life(map, i);
	return draw_overlaps(map);
}

void ram_map_names(const RamMap *map)
{
	for (int i = 0; i < map->lives->n; i++)
		name_life(map, i);
}
