/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/weights_plot.h"

#include <math.h>
#include <stdlib.h>

#include "cmd/axes.h"
#include "cmd/weight_pairs.h"

enum {
	WIDTH = 1330,
	MARGIN = 30,
	HEAD_HEIGHT = GLYPH_HEIGHT * TITLE_SIZE + 3 * LINE_HEIGHT,
	N_ACROSS = 3,
	MOST_PANELS = 15, /* with that of all layers */
	NUMBERS_WIDTH = 56,
	BIN_WIDTH = 4,
	BOX_WIDTH = N_BINS * BIN_WIDTH,
	PANEL_WIDTH = (WIDTH - 2 * MARGIN) / N_ACROSS,
	TEXTS_HEIGHT = 3 * LINE_HEIGHT + GAP,
	BOX_HEIGHT = 150,
	PANEL_HEIGHT = TEXTS_HEIGHT + BOX_HEIGHT + 60,
	Y_TICKS = 4,
};

/* Of a spike at 0 only the beginning is shown where it is so many times what the rest is. */
#define SPIKE 2.0
#define ROOM_ABOVE 1.25

typedef struct Panel {
	Canvas *canvas;
	const WeightPair *pair;
	int left, top;
	double limit, most; /* of values, and of shares that are shown, in percent */
	bool is_cut;        /* the spike at 0 reaches beyond */
	double before[N_BINS], after[N_BINS];
	Axes axes;
	Arena *arena;
} Panel;

/* --- One panel --- */

static double share_percent(int64_t part, int64_t whole)
{
	return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static const char *panel_title(const Panel *panel)
{
	const WeightPair *pair = panel->pair;
	enum { KIND_ROOM = 210 };
	if (pair->layer < 0)
		return "all layers";
	const char *front = arena_text(panel->arena, "%d %s ", pair->layer,
		text_start_within(panel->arena, pair->kind, KIND_ROOM));
	int left = BOX_WIDTH + NUMBERS_WIDTH - canvas_text_width(front, TEXT_SIZE) - 2 * GAP;
	return arena_text(panel->arena, "%s %s", front,
		name_within(panel->arena, pair->name, left));
}

/* "12288", or "12288 -> 9216" where it changed. */
static const char *change_text(Arena *arena, int64_t before, int64_t after)
{
	return before == after
		? arena_text(arena, "%lld", (long long)before)
		: arena_text(arena, "%lld -> %lld", (long long)before, (long long)after);
}

static void draw_texts(const Panel *panel)
{
	const WeightSide *before = &panel->pair->before, *after = &panel->pair->after;
	const ValueCounts *a = &before->counts, *b = &after->counts;
	bool is_counted = before->is_counted && after->is_counted;
	int x = panel->left, y = panel->top;
	canvas_text(panel->canvas, x, y, TEXT_SIZE, CHART_INK, panel_title(panel));
	const char *text = arena_text(panel->arena, "weights %s",
		change_text(panel->arena, (int64_t)before->n, (int64_t)after->n));
	canvas_text(panel->canvas, x, y + LINE_HEIGHT, TEXT_SIZE, CHART_GRAY, text);
	if (!is_counted)
		return;
	text = arena_text(panel->arena, "zeros %.1f %% -> %.1f %%",
		share_percent(a->n_zeros, a->n), share_percent(b->n_zeros, b->n));
	canvas_text(panel->canvas, x, y + 2 * LINE_HEIGHT, TEXT_SIZE, CHART_GRAY, text);
	if (panel->pair->layer < 0)
		return;
	text = arena_text(panel->arena, "levels %s",
		change_text(panel->arena, a->n_unique, b->n_unique));
	text_right(panel->canvas, x + NUMBERS_WIDTH + BOX_WIDTH, y + LINE_HEIGHT, CHART_GRAY,
		text);
}

/* How high the axis is: the rest is to be seen beside many zeros. */
static void fit_shares(Panel *panel)
{
	double rest = 0, zero = fmax(panel->before[ZERO_BIN], panel->after[ZERO_BIN]);
	for (int i = 0; i < N_BINS; i++)
		if (i != ZERO_BIN)
			rest = fmax(rest, fmax(panel->before[i], panel->after[i]));
	panel->is_cut = rest > 0 && zero > SPIKE * rest;
	panel->most = 100 * (panel->is_cut ? ROOM_ABOVE * rest : fmax(rest, zero));
}

static double height_of(const Panel *panel, double share)
{
	return axes_point(&panel->axes, 0, fmin(100 * share, panel->axes.y.high)).y;
}

static void draw_before(const Panel *panel)
{
	const Box *box = &panel->axes.box;
	for (int i = 0; i < N_BINS; i++) {
		double left = box->left + i * BIN_WIDTH;
		canvas_fill(panel->canvas,
			(Box){left, height_of(panel, panel->before[i]), left + BIN_WIDTH,
				box->bottom},
			1, CHART_SKY);
	}
}

/* An outline, so that what was before is seen behind it. */
static void draw_after(const Panel *panel)
{
	const Box *box = &panel->axes.box;
	double last = box->bottom;
	for (int i = 0; i <= N_BINS; i++) {
		double x = box->left + i * BIN_WIDTH;
		double y = i < N_BINS ? height_of(panel, panel->after[i]) : box->bottom;
		if (last != y)
			canvas_line(panel->canvas, (Point){x, last}, (Point){x, y}, 1.5,
				CHART_ORANGE);
		if (i < N_BINS && y < box->bottom)
			canvas_line(panel->canvas, (Point){x, y}, (Point){x + BIN_WIDTH, y}, 1.5,
				CHART_ORANGE);
		last = y;
	}
}

/* An arrow where the spike goes on, and how far that is. */
static void draw_cut(const Panel *panel)
{
	const Box *box = &panel->axes.box;
	double zero = fmax(panel->before[ZERO_BIN], panel->after[ZERO_BIN]);
	double x = box->left + BOX_WIDTH / 2.0;
	enum { ARROW = 6 };
	if (!panel->is_cut)
		return;
	for (int i = -1; i <= 1; i += 2)
		canvas_line(panel->canvas, (Point){x, box->top - ARROW},
			(Point){x + i * ARROW, box->top}, 2, CHART_INK);
	canvas_text(panel->canvas, (int)x + 2 * GAP, (int)box->top - 2, TEXT_SIZE, CHART_INK,
		arena_text(panel->arena, "%.0f %%", 100 * zero));
}

static void draw_panel(Panel *panel)
{
	int left = panel->left + NUMBERS_WIDTH, top = panel->top + TEXTS_HEIGHT;
	panel->limit = weight_pair_limit(panel->pair);
	weight_histogram(&panel->pair->before, panel->limit, panel->before);
	weight_histogram(&panel->pair->after, panel->limit, panel->after);
	fit_shares(panel);
	panel->axes = (Axes){
		.box = {left, top, left + BOX_WIDTH, top + BOX_HEIGHT},
		.x = {-panel->limit, panel->limit, false},
		.y = panel->is_cut ? (Axis){0, panel->most, false}
						   : axis_from_0(panel->most, Y_TICKS),
	};
	draw_y_axis(panel->canvas, &panel->axes, Y_TICKS);
	draw_before(panel);
	draw_after(panel);
	draw_x_axis(panel->canvas, &panel->axes);
	draw_cut(panel);
	draw_texts(panel);
}

/* --- The picture --- */

/* The largest first, of equals that which comes first. */
static int compare_pairs(const void *a, const void *b)
{
	const WeightPair *x = a, *y = b;
	if (x->before.n != y->before.n)
		return x->before.n < y->before.n ? 1 : -1;
	return (x->layer > y->layer) - (x->layer < y->layer);
}

static int compare_layers(const void *a, const void *b)
{
	const WeightPair *x = a, *y = b;
	return (x->layer > y->layer) - (x->layer < y->layer);
}

static void keep_largest(WeightPairs *pairs, int most)
{
	qsort(pairs->list, (size_t)pairs->n, sizeof *pairs->list, compare_pairs);
	pairs->n = pairs->n < most ? pairs->n : most;
	qsort(pairs->list, (size_t)pairs->n, sizeof *pairs->list, compare_layers);
}

static void draw_key_line(Canvas *canvas, int x, int y, const char *text)
{
	canvas_frame(canvas, (Box){x, y, x + TEXT_HEIGHT, y + TEXT_HEIGHT}, 2, CHART_ORANGE);
	canvas_text(canvas, x + TEXT_HEIGHT + GAP, y, TEXT_SIZE, CHART_INK, text);
}

static void draw_head(Canvas *canvas, const WeightsPlot *plot, int n_shown, int n,
	Arena *arena)
{
	enum { NAME_ROOM = 420, TITLE_ROOM = (WIDTH - 2 * MARGIN) * TEXT_SIZE / TITLE_SIZE };
	int y = MARGIN;
	canvas_text(canvas, MARGIN, y, TITLE_SIZE, CHART_INK,
		text_end_within(arena, plot->title, TITLE_ROOM));
	y += GLYPH_HEIGHT * TITLE_SIZE + GAP;
	const char *what = "share of weights in %, by value";
	if (n_shown < n)
		what = arena_text(arena, "%s; the largest %d of %d layers", what, n_shown, n);
	canvas_text(canvas, MARGIN, y, TEXT_SIZE, CHART_GRAY, what);
	y += LINE_HEIGHT;
	int x = draw_key(canvas, MARGIN, y, CHART_SKY,
		text_end_within(arena, plot->before_name ? plot->before_name : "before",
			NAME_ROOM));
	draw_key_line(canvas, x + 4 * GAP, y,
		text_end_within(arena, plot->after_name ? plot->after_name : "after", NAME_ROOM));
}

static Canvas draw(const WeightsPlot *plot, WeightPairs *pairs, Arena *arena)
{
	int n_layers = pairs->n;
	WeightPair sum = weight_pairs_sum(pairs, arena);
	keep_largest(pairs, MOST_PANELS - 1);
	int n = pairs->n > 1 ? pairs->n + 1 : 1;
	int n_rows = (n + N_ACROSS - 1) / N_ACROSS;
	Canvas canvas =
		canvas_new(WIDTH, 2 * MARGIN + HEAD_HEIGHT + n_rows * PANEL_HEIGHT, arena);
	draw_head(&canvas, plot, pairs->n, n_layers, arena);
	for (int i = 0; i < n; i++) {
		Panel panel = {
			.canvas = &canvas,
			.pair = n == 1 ? &pairs->list[0]
				: i == 0   ? &sum
						   : &pairs->list[i - 1],
			.left = MARGIN + i % N_ACROSS * PANEL_WIDTH,
			.top = MARGIN + HEAD_HEIGHT + i / N_ACROSS * PANEL_HEIGHT,
			.arena = arena,
		};
		draw_panel(&panel);
	}
	return canvas;
}

bool weights_plot(const WeightsPlot *plot, const Model *before, const Model *after,
	Arena *arena, Bytes *file, Error *err)
{
	Arena scratch = {0};
	WeightPairs pairs;
	*file = (Bytes){0};
	if (!plot->path)
		return true;
	bool ok = weight_pairs(before, after, &scratch, &pairs, err) ||
		failed_in(err, "%s: ", plot->path);
	if (ok) {
		Canvas canvas = draw(plot, &pairs, &scratch);
		ok = canvas_png(&canvas, arena, file, err);
	}
	arena_finish(&scratch);
	return ok;
}
