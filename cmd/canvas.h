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

/* White; the pixels are in the arena. What is drawn beside it is cut off. */
Canvas canvas_new(int width, int height, Arena *arena);

/* A line of so many pixels' thickness, with soft edges and round ends. */
void canvas_line(Canvas *canvas, Point from, Point to, double thickness, Color color);

/* A text in letters of `size` times 5 x 7 pixels; x is where it starts, y its upper edge. */
void canvas_text(Canvas *canvas, int x, int y, int size, Color color, const char *text);
int canvas_text_width(const char *text, int size);

/* The bytes of a PNG file, in the arena. */
bool canvas_png(const Canvas *canvas, Arena *arena, Bytes *file, Error *err);

#endif
