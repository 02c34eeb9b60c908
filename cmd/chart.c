/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/chart.h"

#include <math.h>
#include <stdio.h>

#include "cmd/glyphs.h"

enum {
	TEXT_SIZE = 2,
	TEXT_HEIGHT = GLYPH_HEIGHT * TEXT_SIZE,
	GAP = 10,
	LABEL_WIDTH = 100, /* of the numbers on the left */
	Y_TICKS = 6,
	X_TICKS = 10,
	BLACK = 0x202020,
	GRAY = 0x707070,
	PALE = 0xe0e0e0,
};

#define THIN 1.0
#define THICK 3.0

/* What numbers there are, and where they lie. */
typedef struct Frame {
	double left, top, right, bottom; /* of the axes */
	double x_low, x_high, y_low, y_high;
} Frame;

double chart_step(double range, int most)
{
	double step = pow(10, floor(log10(range / most)));
	static const double factors[] = {1, 2, 5};
	for (int i = 0; i < 3; i++)
		if (range / (step * factors[i]) <= most)
			return step * factors[i];
	return step * 10;
}

static Point place(const Frame *frame, double x, double y)
{
	return (Point){
		frame->left +
			(x - frame->x_low) / (frame->x_high - frame->x_low) *
				(frame->right - frame->left),
		frame->bottom -
			(y - frame->y_low) / (frame->y_high - frame->y_low) *
				(frame->bottom - frame->top),
	};
}

/* From below the least value to above the greatest, at ticks. */
static void fit_values(const Chart *chart, Frame *frame)
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
	frame->y_low = floor(low / step) * step;
	frame->y_high = ceil(high / step) * step;
}

static void draw_y_ticks(Canvas *canvas, const Frame *frame)
{
	double step = chart_step(frame->y_high - frame->y_low, Y_TICKS);
	int n = (int)lround((frame->y_high - frame->y_low) / step);
	for (int i = 0; i <= n; i++) {
		char text[32];
		double y = frame->y_low + i * step;
		Point at = place(frame, frame->x_low, y);
		canvas_line(canvas, at, (Point){frame->right, at.y}, THIN, PALE);
		snprintf(text, sizeof text, "%.5g", fabs(y) < step * 1e-6 ? 0 : y);
		canvas_text(canvas, (int)at.x - GAP - canvas_text_width(text, TEXT_SIZE),
			(int)at.y - TEXT_HEIGHT / 2, TEXT_SIZE, GRAY, text);
	}
}

static void draw_x_ticks(Canvas *canvas, const Chart *chart, const Frame *frame)
{
	int step = (int)fmax(1, chart_step(fmax(chart->n, 1), X_TICKS));
	for (int x = step; x <= chart->n; x += step) {
		char text[16];
		Point at = place(frame, x, frame->y_low);
		snprintf(text, sizeof text, "%d", x);
		canvas_line(canvas, at, (Point){at.x, at.y + GAP / 2.0}, THIN, GRAY);
		canvas_text(canvas, (int)at.x - canvas_text_width(text, TEXT_SIZE) / 2,
			(int)at.y + GAP, TEXT_SIZE, GRAY, text);
	}
	canvas_text(canvas, (int)frame->right - canvas_text_width(chart->x_title, TEXT_SIZE),
		(int)frame->bottom + 2 * GAP + TEXT_HEIGHT, TEXT_SIZE, GRAY, chart->x_title);
}

static void draw_mark(Canvas *canvas, const Chart *chart, const Frame *frame)
{
	if (chart->mark < 1)
		return;
	Point top = place(frame, chart->mark, frame->y_high);
	enum { DASH = 6 };
	int n = (int)(frame->bottom - frame->top) / DASH;
	for (int i = 0; i < n; i += 2) {
		double y = frame->top + i * DASH;
		canvas_line(canvas, (Point){top.x, y}, (Point){top.x, y + DASH}, THIN, GRAY);
	}
	int width = canvas_text_width(chart->mark_name, TEXT_SIZE);
	bool fits = top.x + GAP + width < frame->right;
	canvas_text(canvas, (int)top.x + (fits ? GAP : -GAP - width),
		(int)frame->bottom - GAP - TEXT_HEIGHT, TEXT_SIZE, GRAY, chart->mark_name);
}

static void draw_series(Canvas *canvas, const Chart *chart, const Frame *frame,
	const Series *series)
{
	bool has_last = false;
	Point last = {0};
	for (int i = 0; i < chart->n; i++) {
		bool is_there = isfinite(series->values[i]);
		Point next = is_there ? place(frame, i + 1, series->values[i]) : last;
		if (is_there)
			canvas_line(canvas, has_last ? last : next, next, THICK, series->color);
		has_last = is_there;
		last = next;
	}
}

/* Title on the left, names of the curves behind strokes of their colours on the right. */
static void draw_head(Canvas *canvas, const Chart *chart, const Frame *frame)
{
	enum { STROKE = 30 };
	int y = chart->top;
	canvas_text(canvas, (int)frame->left, y, TEXT_SIZE, BLACK, chart->title);
	int x = (int)frame->right;
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
	Frame frame = {
		.left = chart->left + LABEL_WIDTH,
		.top = chart->top + TEXT_HEIGHT + 2 * GAP,
		.right = chart->right,
		.bottom = chart->bottom - 2 * TEXT_HEIGHT - 3 * GAP,
		.x_low = 1,
		.x_high = chart->n > 1 ? chart->n : 2,
	};
	fit_values(chart, &frame);
	draw_y_ticks(canvas, &frame);
	draw_x_ticks(canvas, chart, &frame);
	draw_mark(canvas, chart, &frame);
	for (int s = 0; s < chart->n_series; s++)
		draw_series(canvas, chart, &frame, &chart->series[s]);
	draw_head(canvas, chart, &frame);
}
