/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/chart.h"

#include <math.h>
#include <stdio.h>

#include "cmd/axes.h"

enum {
	LABEL_WIDTH = 100, /* of the numbers on the left */
	Y_TICKS = 6,
	X_TICKS = 10,
};

/* From below the least value to above the greatest, at ticks. */
static Axis fit_values(const Chart *chart)
{
	double low = HUGE_VAL, high = -HUGE_VAL;
	for (int s = 0; s < chart->n_series; s++)
		for (int i = 0; i < chart->n; i++) {
			double value = chart->series[s].values[i];
			low = isfinite(value) ? fmin(low, value) : low;
			high = isfinite(value) ? fmax(high, value) : high;
		}
	if (!isfinite(low))
		low = high = 0;
	if (high - low < 1e-9 * fmax(1, fabs(high)))
		high = low + fmax(1, fabs(low)) * 1e-3;
	double step = chart_step(high - low, Y_TICKS);
	return (Axis){floor(low / step) * step, ceil(high / step) * step, false};
}

/* At whole numbers, each of which is an epoch. */
static void draw_x_ticks(Canvas *canvas, const Chart *chart, const Axes *axes)
{
	int step = (int)fmax(1, chart_step(fmax(chart->n, 1), X_TICKS));
	for (int x = step; x <= chart->n; x += step) {
		char text[16];
		Point at = axes_point(axes, x, axes->y.low);
		snprintf(text, sizeof text, "%d", x);
		canvas_line(canvas, at, (Point){at.x, at.y + GAP / 2.0}, THIN, CHART_GRAY);
		text_center(canvas, (int)at.x, (int)at.y + GAP, CHART_GRAY, text);
	}
	text_right(canvas, (int)axes->box.right, (int)axes->box.bottom + GAP + LINE_HEIGHT,
		CHART_GRAY, chart->x_title);
}

static void draw_mark(Canvas *canvas, const Chart *chart, const Axes *axes)
{
	if (chart->mark < 1)
		return;
	Point top = axes_point(axes, chart->mark, axes->y.high);
	canvas_dashes(canvas, top, (Point){top.x, axes->box.bottom}, THIN, CHART_GRAY);
	int width = canvas_text_width(chart->mark_name, TEXT_SIZE);
	bool fits = top.x + GAP + width < axes->box.right;
	canvas_text(canvas, (int)top.x + (fits ? GAP : -GAP - width),
		(int)axes->box.bottom - GAP - TEXT_HEIGHT, TEXT_SIZE, CHART_GRAY,
		chart->mark_name);
}

static void draw_series(Canvas *canvas, const Chart *chart, const Axes *axes,
	const Series *series)
{
	bool has_last = false;
	Point last = {0};
	for (int i = 0; i < chart->n; i++) {
		bool is_there = isfinite(series->values[i]);
		Point next = is_there ? axes_point(axes, i + 1, series->values[i]) : last;
		if (is_there)
			canvas_line(canvas, has_last ? last : next, next, THICK, series->color);
		has_last = is_there;
		last = next;
	}
}

/* Title on the left, names of the curves behind strokes of their colours on the right. */
static void draw_head(Canvas *canvas, const Chart *chart, const Axes *axes)
{
	enum { STROKE = 30 };
	int y = chart->top;
	canvas_text(canvas, (int)axes->box.left, y, TEXT_SIZE, CHART_INK, chart->title);
	int x = (int)axes->box.right;
	for (int s = chart->n_series - 1; s >= 0; s--) {
		const Series *series = &chart->series[s];
		x -= canvas_text_width(series->name, TEXT_SIZE);
		canvas_text(canvas, x, y, TEXT_SIZE, series->color, series->name);
		double middle = y + TEXT_HEIGHT / 2.0;
		canvas_line(canvas, (Point){x - GAP - STROKE, middle}, (Point){x - GAP, middle},
			THICK, series->color);
		x -= STROKE + 4 * GAP;
	}
}

void chart_draw(Canvas *canvas, const Chart *chart)
{
	Axes axes = {
		.box = {chart->left + LABEL_WIDTH, chart->top + TEXT_HEIGHT + 2 * GAP,
			chart->right, chart->bottom - 2 * TEXT_HEIGHT - 3 * GAP},
		.x = {1, chart->n > 1 ? chart->n : 2, false},
		.y = fit_values(chart),
	};
	draw_y_axis(canvas, &axes, Y_TICKS);
	draw_x_ticks(canvas, chart, &axes);
	draw_mark(canvas, chart, &axes);
	for (int s = 0; s < chart->n_series; s++)
		draw_series(canvas, chart, &axes, &chart->series[s]);
	draw_head(canvas, chart, &axes);
}
