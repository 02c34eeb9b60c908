/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/axes.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cmd/columns.h"
#include "src/base/natural_log.h"

enum { TICK_BYTES = 32 };

/* --- Numbers --- */

double chart_step(double range, int most)
{
	double step = pow(10, floor(log10(range / most)));
	static const double factors[] = {1, 2, 5};
	for (int i = 0; i < 3; i++)
		if (range / (step * factors[i]) <= most)
			return step * factors[i];
	return step * 10;
}

Axis axis_from_0(double highest, int most)
{
	double range = highest > 0 ? highest : 1;
	double step = chart_step(range, most);
	return (Axis){.low = 0, .high = ceil(range / step - 1e-9) * step};
}

double axis_share(const Axis *axis, double value)
{
	if (axis->is_log)
		return natural_log(value / axis->low) / natural_log(axis->high / axis->low);
	return (value - axis->low) / (axis->high - axis->low);
}

static int linear_ticks(const Axis *axis, int most, double ticks[MOST_TICKS])
{
	int n = 0;
	double step = chart_step(axis->high - axis->low, most);
	double first = ceil(axis->low / step - 1e-6);
	while (n < MOST_TICKS && (first + n) * step <= axis->high + step * 1e-6) {
		double tick = (first + n) * step;
		ticks[n++] = fabs(tick) < step * 1e-6 ? 0 : tick;
	}
	return n;
}

/* At 1, 2 and 5 times powers of ten, or at the powers alone. */
static int log_ticks(const Axis *axis, int n_factors, double ticks[MOST_TICKS])
{
	static const double factors[] = {1, 2, 5};
	int n = 0, last = (int)floor(log10(axis->high));
	for (int power = (int)floor(log10(axis->low)); power <= last; power++)
		for (int i = 0; i < n_factors; i++) {
			double tick = pow(10, power) * factors[i];
			if (tick >= axis->low && tick <= axis->high && n < MOST_TICKS)
				ticks[n++] = tick;
		}
	return n;
}

int axis_ticks(const Axis *axis, int most, double ticks[MOST_TICKS])
{
	if (!axis->is_log)
		return linear_ticks(axis, most < MOST_TICKS ? most : MOST_TICKS - 1, ticks);
	int n = log_ticks(axis, 3, ticks);
	if (n > most)
		n = log_ticks(axis, 1, ticks);
	return n >= 2 ? n : linear_ticks(axis, most < MOST_TICKS ? most : 8, ticks);
}

ByteUnit unit_of(double bytes)
{
	static const ByteUnit units[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}};
	return units[bytes < 4096 ? 0 : bytes < 4.0 * 1024 * 1024 ? 1 : 2];
}

const char *bytes_text(Arena *arena, double bytes)
{
	ByteUnit unit = unit_of(bytes);
	double n = bytes / unit.bytes;
	return arena_text(arena, "%.*f %s", n == floor(n) ? 0 : 1, n, unit.name);
}

/* --- Texts --- */

void text_right(Canvas *canvas, int x, int y, Color color, const char *text)
{
	canvas_text(canvas, x - canvas_text_width(text, TEXT_SIZE), y, TEXT_SIZE, color,
		text);
}

void text_center(Canvas *canvas, int x, int y, Color color, const char *text)
{
	canvas_text(canvas, x - canvas_text_width(text, TEXT_SIZE) / 2, y, TEXT_SIZE, color,
		text);
}

/* Longer texts than any canvas shows need no look at how wide they are. */
enum { LONGEST_TEXT = 512 };

const char *text_end_within(Arena *arena, const char *text, int width)
{
	const char *shown = shown_name(arena, text, LONGEST_TEXT);
	const char *from = shown;
	while (*from && canvas_text_width(shown, TEXT_SIZE) > width) {
		from++;
		shown = arena_text(arena, "...%s", from);
	}
	return shown;
}

const char *text_start_within(Arena *arena, const char *text, int width)
{
	const char *cut = arena_text(arena, "%.*s", LONGEST_TEXT, text);
	const char *shown = shown_name(arena, cut, SIZE_MAX);
	for (int n = (int)strlen(shown); n && canvas_text_width(shown, TEXT_SIZE) > width;
		 n--)
		shown = arena_text(arena, "%.*s...", n - 1, shown);
	return shown;
}

const char *name_parts_within(Arena *arena, const char *name, int width)
{
	size_t n = strcspn(name, ";");
	const char *first = arena_text(arena, "%.*s", n && n < INT_MAX ? (int)n : -1, name);
	const char *shown = shown_name(arena, first, LONGEST_TEXT);
	while (canvas_text_width(shown, TEXT_SIZE) > width) {
		const char *next = strchr(shown, '/');
		if (!next || !strchr(next + 1, '/'))
			return shown;
		shown = next + 1;
	}
	return shown;
}

const char *name_within(Arena *arena, const char *name, int width)
{
	return text_end_within(arena, name_parts_within(arena, name, width), width);
}

int draw_key(Canvas *canvas, int x, int y, Color color, const char *text)
{
	canvas_fill(canvas, (Box){x, y, x + TEXT_HEIGHT, y + TEXT_HEIGHT}, 1, color);
	x += TEXT_HEIGHT + GAP;
	canvas_text(canvas, x, y, TEXT_SIZE, CHART_INK, text);
	return x + canvas_text_width(text, TEXT_SIZE);
}

/* --- Axes --- */

Point axes_point(const Axes *axes, double x, double y)
{
	const Box *box = &axes->box;
	return (Point){
		box->left + axis_share(&axes->x, x) * (box->right - box->left),
		box->bottom - axis_share(&axes->y, y) * (box->bottom - box->top),
	};
}

void draw_y_axis(Canvas *canvas, const Axes *axes, int most)
{
	double ticks[MOST_TICKS];
	int n = axis_ticks(&axes->y, most, ticks);
	for (int i = 0; i < n; i++) {
		char text[TICK_BYTES];
		double y = axes_point(axes, axes->x.low, ticks[i]).y;
		canvas_line(canvas, (Point){axes->box.left, y}, (Point){axes->box.right, y}, THIN,
			CHART_PALE);
		snprintf(text, sizeof text, "%.5g", ticks[i]);
		text_right(canvas, (int)axes->box.left - GAP, (int)y - TEXT_HEIGHT / 2,
			CHART_GRAY, text);
	}
}

static int x_ticks(const Axes *axes, double ticks[MOST_TICKS])
{
	enum { ROOM = 70 };
	double width = axes->box.right - axes->box.left;
	return axis_ticks(&axes->x, (int)fmax(1, width / ROOM), ticks);
}

void draw_x_grid(Canvas *canvas, const Axes *axes)
{
	double ticks[MOST_TICKS];
	int n = x_ticks(axes, ticks);
	for (int i = 0; i < n; i++) {
		double x = axes_point(axes, ticks[i], axes->y.low).x;
		canvas_line(canvas, (Point){x, axes->box.top}, (Point){x, axes->box.bottom}, THIN,
			CHART_PALE);
	}
}

void draw_x_axis(Canvas *canvas, const Axes *axes)
{
	double ticks[MOST_TICKS];
	int n = x_ticks(axes, ticks);
	for (int i = 0; i < n; i++) {
		char text[TICK_BYTES];
		Point at = {axes_point(axes, ticks[i], axes->y.low).x, axes->box.bottom};
		canvas_line(canvas, at, (Point){at.x, at.y + GAP / 2.0}, THIN, CHART_GRAY);
		snprintf(text, sizeof text, "%.5g", ticks[i]);
		text_center(canvas, (int)at.x, (int)at.y + GAP, CHART_GRAY, text);
	}
}
