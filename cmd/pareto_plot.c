/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/pareto_plot.h"

#include <math.h>

enum {
	WIDTH = 1100,
	HEIGHT = 760,
	MARGIN = 30,
	HEAD_HEIGHT = GLYPH_HEIGHT * TITLE_SIZE + 3 * LINE_HEIGHT + GAP,
	NUMBERS_WIDTH = 80,
	FOOT_HEIGHT = 2 * LINE_HEIGHT + GAP,
	Y_TICKS = 8,
};

/* From so many times the least bytes on, the axis is logarithmic. */
#define WIDE 8.0
#define AIR 1.3
#define PADDING 0.05

#define POINT 12.0
#define FADED_POINT 9.0

static Axis bytes_axis(const Pareto *pareto, ByteUnit unit)
{
	double low = (double)pareto->list[0].bytes / unit.bytes;
	double high = (double)pareto->list[pareto->n - 1].bytes / unit.bytes;
	enum { TICKS = 10 };
	if (high > WIDE * low)
		return (Axis){low / AIR, high * AIR, true};
	/* A single model stands in the middle. */
	double range = high > low ? high - low : high;
	double step = chart_step(range, TICKS);
	return (Axis){fmax(0, floor((low - PADDING * range) / step) * step),
		ceil((high + PADDING * range) / step) * step, false};
}

/* From below the least to above the greatest, at ticks, but never beyond what scores can be. */
static Axis score_axis(const Pareto *pareto, double factor)
{
	double low = 1, high = 0;
	for (int i = 0; i < pareto->n; i++) {
		low = fmin(low, pareto->list[i].score);
		high = fmax(high, pareto->list[i].score);
	}
	double range = fmax(high - low, 0.01), step = chart_step(range * factor, Y_TICKS);
	double bottom = floor((low - PADDING * range) * factor / step) * step;
	double top = ceil((high + PADDING * range) * factor / step) * step;
	return (Axis){fmax(bottom, 0), fmin(top, factor), false};
}

Axes pareto_axes(const Pareto *pareto, Box box, double score_factor, ByteUnit unit)
{
	return (Axes){box, bytes_axis(pareto, unit), score_axis(pareto, score_factor)};
}

static void draw_dot(Canvas *canvas, Point at, double size, Color color)
{
	canvas_line(canvas, at, at, size + 3, 0xffffff);
	canvas_line(canvas, at, at, size, color);
}

static void draw_points(Canvas *canvas, const Pareto *pareto, const Point *places)
{
	int last = -1;
	for (int i = 0; i < pareto->n; i++)
		if (!pareto->list[i].on_front)
			draw_dot(canvas, places[i], FADED_POINT, CHART_NEUTRAL);
	for (int i = 0; i < pareto->n; i++) {
		if (!pareto->list[i].on_front)
			continue;
		if (last >= 0)
			canvas_line(canvas, places[last], places[i], 2, CHART_BLUE);
		last = i;
	}
	for (int i = 0; i < pareto->n; i++)
		if (pareto->list[i].on_front)
			draw_dot(canvas, places[i], POINT, CHART_BLUE);
}

/* The place of a box's edge that is nearest to a point. */
static Point nearest(const Box *box, Point p)
{
	return (Point){fmin(fmax(p.x, box->left), box->right),
		fmin(fmax(p.y, box->top), box->bottom)};
}

static void draw_labels(Canvas *canvas, const Point *places, const PlacedLabel *labels,
	int n)
{
	enum { EDGE = 3 };
	for (int i = 0; i < n; i++) {
		Point p = places[labels[i].point];
		const Box *box = &labels[i].box;
		if (labels[i].is_far)
			canvas_line(canvas, p, nearest(box, p), THIN, CHART_GRAY);
		canvas_text(canvas, (int)box->left + EDGE, (int)box->top + EDGE, TEXT_SIZE,
			CHART_INK, labels[i].text);
	}
}

static int n_on_front(const Pareto *pareto)
{
	int n = 0;
	for (int i = 0; i < pareto->n; i++)
		n += pareto->list[i].on_front;
	return n;
}

/* Of the list, which is cut where it would be longer than the picture. */
static int list_rows(const Pareto *pareto)
{
	int n = n_on_front(pareto);
	return ((n < MOST_LISTED ? n : MOST_LISTED) + 1) / 2;
}

static void draw_head(Canvas *canvas, const Pareto *pareto, const char *title,
	Arena *arena)
{
	int n_front = n_on_front(pareto), y = MARGIN;
	canvas_text(canvas, MARGIN, y, TITLE_SIZE, CHART_INK, title);
	y += GLYPH_HEIGHT * TITLE_SIZE + GAP;
	int x = MARGIN + TEXT_HEIGHT / 2;
	Point at = {x, y + TEXT_HEIGHT / 2.0};
	canvas_line(canvas, (Point){x - 8, at.y}, (Point){x + 22, at.y}, 2, CHART_BLUE);
	at.x += 7;
	draw_dot(canvas, at, POINT, CHART_BLUE);
	const char *front = arena_text(arena, "the best for their bytes: %d", n_front);
	x += 22 + GAP;
	canvas_text(canvas, x, y, TEXT_SIZE, CHART_INK, front);
	if (n_front == pareto->n)
		return;
	x += canvas_text_width(front, TEXT_SIZE) + 5 * GAP;
	at.x = x;
	draw_dot(canvas, at, FADED_POINT, CHART_NEUTRAL);
	canvas_text(canvas, x + 2 * GAP, y, TEXT_SIZE, CHART_INK,
		arena_text(arena, "others: %d", pareto->n - n_front));
}

/* What numbers in the picture stand for, in two columns. */
static void draw_list(Canvas *canvas, const Pareto *pareto, int top, double factor,
	Arena *arena)
{
	enum { COLUMN = (WIDTH - 2 * MARGIN) / 2, NAME = 40, SIZE = 415, SCORE = 510 };
	int number = 0, n_rows = list_rows(pareto);
	for (int i = 0; i < pareto->n && number < MOST_LISTED; i++) {
		const ParetoPoint *point = &pareto->list[i];
		if (!point->on_front)
			continue;
		int x = MARGIN + number / n_rows * COLUMN;
		int y = top + number % n_rows * LINE_HEIGHT;
		const char *size = bytes_text(arena, (double)point->bytes);
		int room = SIZE - NAME - GAP - canvas_text_width(size, TEXT_SIZE);
		text_right(canvas, x + NAME - GAP, y, CHART_INK,
			arena_text(arena, "%d", ++number));
		canvas_text(canvas, x + NAME, y, TEXT_SIZE, CHART_INK,
			text_end_within(arena, point->name, room));
		text_right(canvas, x + SIZE, y, CHART_GRAY, size);
		text_right(canvas, x + SCORE, y, CHART_GRAY,
			arena_text(arena, factor > 1 ? "%.2f %%" : "%.4f", point->score * factor));
	}
}

/* The axes and their titles. */
static void draw_axes(Canvas *canvas, const Axes *axes, const char *what, bool in_percent,
	ByteUnit unit, Arena *arena)
{
	const Box *box = &axes->box;
	draw_y_axis(canvas, axes, Y_TICKS);
	draw_x_axis(canvas, axes);
	canvas_line(canvas, (Point){box->left, box->bottom}, (Point){box->right, box->bottom},
		THIN, CHART_GRAY);
	canvas_text(canvas, MARGIN, (int)box->top - 2 * LINE_HEIGHT + GAP, TEXT_SIZE,
		CHART_GRAY, arena_text(arena, in_percent ? "%s, %%" : "%s", what));
	text_right(canvas, (int)box->right, (int)box->bottom + GAP + LINE_HEIGHT, CHART_GRAY,
		arena_text(arena, "bytes of the file, %s%s", unit.name,
			axes->x.is_log ? ", logarithmic" : ""));
}

Canvas pareto_plot(const Pareto *pareto, const char *what, bool in_percent, Arena *arena)
{
	size_t n = (size_t)pareto->n;
	double factor = in_percent ? 100 : 1;
	ByteUnit unit = unit_of((double)pareto->list[pareto->n - 1].bytes);
	Axes axes = pareto_axes(pareto,
		(Box){MARGIN + NUMBERS_WIDTH, MARGIN + HEAD_HEIGHT, WIDTH - MARGIN,
			HEIGHT - MARGIN - FOOT_HEIGHT},
		factor, unit);
	Point *places = arena_array(arena, n, sizeof *places);
	PlacedLabel *labels = arena_array(arena, n, sizeof *labels);
	for (size_t i = 0; i < n; i++)
		places[i] = axes_point(&axes, (double)pareto->list[i].bytes / unit.bytes,
			pareto->list[i].score * factor);
	/* A little beyond the upper edge, too. */
	Box room = axes.box;
	room.top -= TEXT_HEIGHT;
	int n_labels;
	bool is_named = pareto_labels(pareto, places, room, arena, labels, &n_labels);
	int list_height = is_named ? 0 : list_rows(pareto) * LINE_HEIGHT + GAP;
	Canvas canvas = canvas_new(WIDTH, HEIGHT + list_height, arena);
	draw_axes(&canvas, &axes, what, in_percent, unit, arena);
	draw_points(&canvas, pareto, places);
	draw_labels(&canvas, places, labels, n_labels);
	draw_head(&canvas, pareto, arena_text(arena, "%s against bytes", what), arena);
	if (!is_named)
		draw_list(&canvas, pareto, HEIGHT - MARGIN + GAP, factor, arena);
	return canvas;
}
