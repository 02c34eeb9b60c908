/* SPDX-License-Identifier: Apache-2.0 */
/* A picture to draw on, and its PNG file. Places are pixels from the top left corner. */
#ifndef CMD_CANVAS_H
#define CMD_CANVAS_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

typedef struct Canvas {
	int width, height;
	uint8_t *pixels; /* [height, width, 3], red green blue */
} Canvas;

typedef uint32_t Color; /* 0xrrggbb */

typedef struct Point {
	double x, y;
} Point;

typedef struct Box {
	double left, top, right, bottom;
} Box;

/* White; the pixels are in the arena. What is drawn beside it is cut off. */
Canvas canvas_new(int width, int height, Arena *arena);

/* A line of so many pixels' thickness, with soft edges and round ends. */
void canvas_line(Canvas *canvas, Point from, Point to, double thickness, Color color);

/* The same in dashes. */
void canvas_dashes(Canvas *canvas, Point from, Point to, double thickness, Color color);

/* Lay a colour over a box, which may begin and end within pixels; share, 0 to 1, is how much it
 * covers of what is there. */
void canvas_fill(Canvas *canvas, Box box, double share, Color color);

/* Slanting strokes over a box. */
void canvas_hatch(Canvas *canvas, Box box, Color color);

/* The edges of a box, inside it. */
void canvas_frame(Canvas *canvas, Box box, double thickness, Color color);

/* A text in letters `size` times as high as GLYPH_HEIGHT; x is where it starts, y its upper edge.
 * What is no ASCII is shown as '?', a letter of UTF-8 as one. */
void canvas_text(Canvas *canvas, int x, int y, int size, Color color, const char *text);
int canvas_text_width(const char *text, int size);

/* The bytes of a PNG file, in the arena. */
bool canvas_png(const Canvas *canvas, Arena *arena, Bytes *file, Error *err);

#endif
