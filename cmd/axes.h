/* SPDX-License-Identifier: Apache-2.0 */
/* What all charts have: axes with round numbers, texts of a length, legends. */
#ifndef CMD_AXES_H
#define CMD_AXES_H

#include "cmd/canvas.h"
#include "cmd/glyphs.h"
#include "cmd/palette.h"

enum {
	TEXT_SIZE = 2,
	TEXT_HEIGHT = GLYPH_HEIGHT * TEXT_SIZE,
	LINE_HEIGHT = TEXT_HEIGHT + 10, /* from text to text */
	TITLE_SIZE = 3,
	GAP = 10,
};

#define THIN 1.0
#define THICK 3.0

typedef struct Axis {
	double low, high; /* low < high; both above 0 where it is logarithmic */
	bool is_log;
} Axis;

typedef struct Axes {
	Box box; /* on the canvas, without labels */
	Axis x, y;
} Axes;

/* The distance of ticks: 1, 2 or 5 times a power of ten, so that at most `most` of them lie in a
 * range above 0. */
double chart_step(double range, int most);

/* The round numbers on an axis, in order; returns how many there are. Logarithmic axes that have
 * none but one are told of as if they were not. */
enum { MOST_TICKS = 32 };
int axis_ticks(const Axis *axis, int most, double ticks[MOST_TICKS]);

/* From 0 to a round number that is not below a value of 0 or more. */
Axis axis_from_0(double highest, int most);

/* Where a value lies, 0 at the low end and 1 at the high one; beyond them too. */
double axis_share(const Axis *axis, double value);
Point axes_point(const Axes *axes, double x, double y);

/* Lines across at round values with their numbers on the left; at most `most`. */
void draw_y_axis(Canvas *canvas, const Axes *axes, int most);

/* Pale lines down at the round values that draw_x_axis marks. */
void draw_x_grid(Canvas *canvas, const Axes *axes);

/* Marks below at round values with their numbers; as many as have room. */
void draw_x_axis(Canvas *canvas, const Axes *axes);

/* Texts that end at x, or have their middle there. */
void text_right(Canvas *canvas, int x, int y, Color color, const char *text);
void text_center(Canvas *canvas, int x, int y, Color color, const char *text);

/* A text in a pixel width, by its end where it is longer, or by its beginning; fit to be shown,
 * in the arena. */
const char *text_end_within(Arena *arena, const char *text, int width);
const char *text_start_within(Arena *arena, const char *text, int width);

/* A tensor's name without what stands in front: of names that were joined, as a;b;c, the first, and
 * as many of its last parts, as in a/b/c, as have room, but two at least. */
const char *name_parts_within(Arena *arena, const char *name, int width);

/* The same, by its end where two parts have no room either. */
const char *name_within(Arena *arena, const char *name, int width);

/* A small box of a colour, as high as text at y, with a text behind it; returns where that ends. */
int draw_key(Canvas *canvas, int x, int y, Color color, const char *text);

/* What stands for bytes up to so many: "B", "KiB" or "MiB", and how many bytes that is. */
typedef struct ByteUnit {
	const char *name;
	double bytes;
} ByteUnit;
ByteUnit unit_of(double bytes);

/* "36.5 KiB", each in its own unit; whole numbers of it as they are. */
const char *bytes_text(Arena *arena, double bytes);

#endif
