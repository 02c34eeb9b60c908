/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/ram_plot.h"

#include <math.h>

#include "cmd/ram_map.h"
#include "src/target/profile.h"

enum {
	PEAK_HEIGHT = 2 * LINE_HEIGHT + GAP, /* of the texts above the map */
	MAP_HEIGHT = 380,
	AXIS_HEIGHT = 60,
	NUMBERS_WIDTH = 80,
	MOST_LIVES = 2048,
	MOST_DEPTH = 16,
	MOST_NAMED = 8,
	Y_TICKS = 6,
};

/* A limit of up to so many times what is needed is near enough to be drawn. */
#define NEAR 1.6

/* What all boxes cover, by what the map does; more than 1 where a plan that came with the model lets
 * them overlap. */
static double depth(const RamLives *lives)
{
	double sum = 0, map = (double)lives->top_bytes * lives->n_columns;
	for (int i = 0; i < lives->n; i++) {
		const Life *life = &lives->list[i];
		sum += (double)(life->high - life->low) * (life->last - life->first + 1);
	}
	return sum / map;
}

bool ram_plot_can(const RamLives *lives, const char **why)
{
	*why = lives->n == 0                ? "nothing is kept in the arena"
		: lives->n > MOST_LIVES         ? "too many tensors to be drawn"
		: lives->n_columns > MOST_LIVES ? "too many operators to be drawn"
		: depth(lives) > MOST_DEPTH     ? "too many tensors overlap to be drawn"
										: "";
	return !(*why)[0];
}

static void draw_operators(const RamMap *map)
{
	const Box *box = &map->axes.box;
	int n = map->lives->n_columns;
	const char *widest = arena_text(map->arena, "%d", map->lives->graph->n_ops);
	int room = canvas_text_width(widest, TEXT_SIZE) + GAP;
	int step = (int)fmax(1, chart_step(n, (int)((box->right - box->left) / room)));
	for (int i = 0; i < n; i += step) {
		Point at = axes_point(&map->axes, i + 0.5, 0);
		canvas_line(map->canvas, at, (Point){at.x, at.y + GAP / 2.0}, THIN, CHART_GRAY);
		text_center(map->canvas, (int)at.x, (int)at.y + GAP, CHART_GRAY,
			arena_text(map->arena, "%d", map->lives->ops[i]));
	}
}

/* A height that is told of, with its text at a share of the width. */
typedef struct Limit {
	uint64_t bytes; /* NO_LIMIT: there is none */
	const char *what;
	double share;
} Limit;

static bool is_shown(const RamMap *map, const Limit *limit)
{
	return limit->bytes != NO_LIMIT &&
		(double)limit->bytes / map->unit.bytes <= map->axes.y.high;
}

static void draw_limit_line(const RamMap *map, const Limit *limit)
{
	const Box *box = &map->axes.box;
	double y = axes_point(&map->axes, 0, (double)limit->bytes / map->unit.bytes).y;
	canvas_line(map->canvas, (Point){box->left, y}, (Point){box->right, y}, 2, CHART_INK);
}

/* Below the line, or above where there is no room. */
static void name_limit(const RamMap *map, const Limit *limit)
{
	const Box *box = &map->axes.box;
	const char *text = arena_text(map->arena, "%s %s", limit->what,
		bytes_text(map->arena, (double)limit->bytes));
	int width = canvas_text_width(text, TEXT_SIZE);
	double room = box->right - box->left - 2 * GAP - width;
	int x = (int)(box->left + GAP + limit->share * room);
	int y = (int)axes_point(&map->axes, 0, (double)limit->bytes / map->unit.bytes).y + 6;
	if (y + LINE_HEIGHT > box->bottom)
		y -= TEXT_HEIGHT + 12;
	canvas_fill(map->canvas, (Box){x - 4, y - 3, x + width + 4, y + TEXT_HEIGHT + 4}, 1,
		0xffffff);
	canvas_text(map->canvas, x, y, TEXT_SIZE, CHART_INK, text);
}

static void draw_limits(const RamMap *map, const RamLimits *limits)
{
	const RamLives *lives = map->lives;
	uint64_t used = lives->top_bytes + lives->stays_bytes;
	bool takes_more = lives->arena_bytes > used + used / 50;
	const Limit all[] = {
		{takes_more ? lives->arena_bytes : NO_LIMIT, "needed while it is planned:", 0.5},
		{limits->part_bytes, "the part's", 1},
		{limits->max_bytes, "--max-ram", 0},
	};
	for (int i = 0; i < 3; i++)
		if (is_shown(map, &all[i]))
			draw_limit_line(map, &all[i]);
	for (int i = 0; i < 3; i++)
		if (is_shown(map, &all[i]))
			name_limit(map, &all[i]);
}

/* --- The peak --- */

static bool is_alive(const Life *life, int column)
{
	return life->first <= column && column <= life->last;
}

static const char *life_text(const RamLives *lives, const Life *life, int column,
	Arena *arena)
{
	if (life->is_scratch)
		return arena_text(arena, "scratch memory of operator %d", lives->ops[column]);
	return life->name[0] ? life->name : "a tensor without a name";
}

static void mark_peak(const RamMap *map)
{
	const RamLives *lives = map->lives;
	const Box *box = &map->axes.box;
	uint64_t top = 0;
	for (int i = 0; i < lives->n; i++)
		if (is_alive(&lives->list[i], map->peak) && lives->list[i].high > top)
			top = lives->list[i].high;
	int op = lives->ops[map->peak];
	const char *kind =
		text_start_within(map->arena, lives->graph->ops[op].code->name, 300);
	uint64_t alive = ram_alive(lives, map->peak);
	const char *text = arena_text(map->arena, "peak: operator %d (%s), %s in use", op,
		kind, bytes_text(map->arena, (double)alive));
	if (lives->top_bytes > alive)
		text = arena_text(map->arena, "%s; with gaps between tensors %s", text,
			bytes_text(map->arena, (double)lives->top_bytes));
	Box column = ram_box(map, map->peak, map->peak + 1, 0, top);
	double x = (column.left + column.right) / 2;
	int half = canvas_text_width(text, TEXT_SIZE) / 2;
	int middle = (int)fmin(fmax(x, box->left + half), box->right - half);
	canvas_frame(map->canvas, column, 2, CHART_INK);
	canvas_dashes(map->canvas, (Point){x, column.top}, (Point){x, box->top}, 2,
		CHART_INK);
	text_center(map->canvas, middle, (int)box->top - GAP - TEXT_HEIGHT, CHART_INK, text);
}

/* A box with a text behind it, as lives have it; returns where that ends. */
static int draw_life_key(const RamMap *map, int x, int y, Color color, const char *text)
{
	int end = draw_key(map->canvas, x, y, color, text);
	if (color == SCRATCH_COLOR)
		canvas_frame(map->canvas, (Box){x, y, x + TEXT_HEIGHT, y + TEXT_HEIGHT}, THIN,
			CHART_GRAY);
	return end;
}

static int n_alive_at_peak(const RamLives *lives, int peak)
{
	int n = 0;
	for (int i = 0; i < lives->n; i++)
		n += is_alive(&lives->list[i], peak);
	return n;
}

/* What is in use there, from the top down. */
static void list_peak(const RamMap *map, int y)
{
	const RamLives *lives = map->lives;
	const Box *box = &map->axes.box;
	int x = (int)box->left, shown = 0, n = n_alive_at_peak(lives, map->peak);
	for (int i = lives->n - 1; i >= 0 && shown < MOST_NAMED; i--) {
		const Life *life = &lives->list[i];
		if (!is_alive(life, map->peak))
			continue;
		const char *bytes = bytes_text(map->arena, (double)(life->high - life->low));
		int room = (int)(box->right - box->left) - 200;
		const char *name =
			name_within(map->arena, life_text(lives, life, map->peak, map->arena), room);
		draw_life_key(map, x, y, map->colors[i],
			arena_text(map->arena, "%s  %s", bytes, name));
		y += LINE_HEIGHT;
		shown++;
	}
	if (n > shown)
		canvas_text(map->canvas, x, y, TEXT_SIZE, CHART_INK,
			arena_text(map->arena, "and %d others", n - shown));
}

/* --- All of it --- */

static int list_height(const RamLives *lives)
{
	int n = n_alive_at_peak(lives, ram_peak(lives));
	return (n > MOST_NAMED ? MOST_NAMED + 1 : n) * LINE_HEIGHT;
}

int ram_plot_height(const RamLives *lives)
{
	return PEAK_HEIGHT + MAP_HEIGHT + AXIS_HEIGHT + LINE_HEIGHT + list_height(lives);
}

static double near(uint64_t limit, double bytes)
{
	return limit != NO_LIMIT && (double)limit <= NEAR * bytes ? (double)limit : 0;
}

static void draw_keys(const RamMap *map, bool has_overlaps)
{
	int x = (int)map->axes.box.left;
	int y = (int)map->axes.box.bottom + GAP + LINE_HEIGHT;
	bool has_scratch = false;
	for (int i = 0; i < map->lives->n; i++)
		has_scratch |= map->lives->list[i].is_scratch;
	if (map->lives->stays_bytes)
		x = draw_key(map->canvas, x, y, CHART_PALE,
				arena_text(map->arena, "%s of structs and kernels' data that stay",
					bytes_text(map->arena, (double)map->lives->stays_bytes))) +
			3 * GAP;
	if (has_scratch)
		x = draw_life_key(map, x, y, SCRATCH_COLOR, "scratch memory") + 3 * GAP;
	if (has_overlaps) {
		Box box = {x, y, x + TEXT_HEIGHT, y + TEXT_HEIGHT};
		draw_key(map->canvas, x, y, 0xffffff, "written over what is read");
		canvas_hatch(map->canvas, box, CHART_INK);
		canvas_frame(map->canvas, box, 1, CHART_INK);
	}
	text_right(map->canvas, (int)map->axes.box.right, y, CHART_GRAY, "operator");
}

void ram_plot(Canvas *canvas, int left, int top, int right, const RamLives *lives,
	const RamLimits *limits, Arena *arena)
{
	double bytes = (double)lives->arena_bytes;
	double most = fmax(bytes, near(limits->part_bytes, bytes));
	most = fmax(most, near(limits->max_bytes, bytes));
	ByteUnit unit = unit_of(most);
	RamMap map = {
		.canvas = canvas,
		.lives = lives,
		.unit = unit,
		.axes = {.box = {left + NUMBERS_WIDTH, top + PEAK_HEIGHT, right,
					 top + PEAK_HEIGHT + MAP_HEIGHT},
			.x = {0, lives->n_columns, false},
			.y = axis_from_0(most / unit.bytes, Y_TICKS)},
		.colors = ram_colors(lives, arena),
		.peak = ram_peak(lives),
		.arena = arena,
	};
	draw_y_axis(canvas, &map.axes, Y_TICKS);
	canvas_text(canvas, left, top, TEXT_SIZE, CHART_GRAY,
		arena_text(arena, "arena, %s", unit.name));
	if (lives->stays_bytes)
		canvas_fill(canvas,
			ram_box(&map, 0, lives->n_columns, lives->top_bytes,
				lives->top_bytes + lives->stays_bytes),
			1, CHART_PALE);
	bool has_overlaps = ram_map_draw(&map);
	ram_map_names(&map);
	draw_operators(&map);
	mark_peak(&map);
	draw_limits(&map, limits);
	draw_keys(&map, has_overlaps);
	list_peak(&map, (int)map.axes.box.bottom + AXIS_HEIGHT + LINE_HEIGHT);
}
