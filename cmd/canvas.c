/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/canvas.h"

#include <math.h>
#include <png.h>
#include <string.h>

#include "cmd/glyphs.h"

enum { CHANNELS = 3 };

Canvas canvas_new(int width, int height, Arena *arena)
{
	size_t n = (size_t)width * (size_t)height * CHANNELS;
	Canvas canvas = {width, height, arena_alloc(arena, n)};
	memset(canvas.pixels, 0xff, n);
	return canvas;
}

/* Lay a colour over a pixel; share, 0 to 1, is how much of it is covered. */
static void blend(Canvas *canvas, int x, int y, double share, Color color)
{
	if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
		return;
	uint8_t *pixel =
		canvas->pixels + ((size_t)y * (size_t)canvas->width + (size_t)x) * CHANNELS;
	for (int i = 0; i < CHANNELS; i++) {
		double to = color >> (16 - 8 * i) & 0xff;
		pixel[i] = (uint8_t)lround(pixel[i] + share * (to - pixel[i]));
	}
}

/* How far a point is from the nearest of the line. */
static double distance_to(Point p, Point from, Point to)
{
	double dx = to.x - from.x, dy = to.y - from.y;
	double length = dx * dx + dy * dy;
	double at = length > 0 ? ((p.x - from.x) * dx + (p.y - from.y) * dy) / length : 0;
	at = at < 0 ? 0 : at > 1 ? 1 : at;
	double x = p.x - from.x - at * dx, y = p.y - from.y - at * dy;
	return sqrt(x * x + y * y);
}

void canvas_line(Canvas *canvas, Point from, Point to, double thickness, Color color)
{
	double reach = thickness / 2 + 0.5;
	int left = (int)floor(fmin(from.x, to.x) - reach);
	int right = (int)ceil(fmax(from.x, to.x) + reach);
	int top = (int)floor(fmin(from.y, to.y) - reach);
	int bottom = (int)ceil(fmax(from.y, to.y) + reach);
	for (int y = top; y <= bottom; y++) {
		for (int x = left; x <= right; x++) {
			double share = reach - distance_to((Point){x + 0.5, y + 0.5}, from, to);
			if (share > 0)
				blend(canvas, x, y, share < 1 ? share : 1, color);
		}
	}
}

/* How much of the pixel or row that begins at i is between two places. */
static double overlap(int i, double from, double to)
{
	return fmax(0, fmin(to, i + 1) - fmax(from, i));
}

void canvas_fill(Canvas *canvas, Box box, double share, Color color)
{
	int top = (int)fmax(0, floor(box.top)), left = (int)fmax(0, floor(box.left));
	for (int y = top; y < box.bottom && y < canvas->height; y++)
		for (int x = left; x < box.right && x < canvas->width; x++)
			blend(canvas, x, y,
				share * overlap(x, box.left, box.right) * overlap(y, box.top, box.bottom),
				color);
}

void canvas_hatch(Canvas *canvas, Box box, Color color)
{
	enum { PERIOD = 7, STROKE = 2 };
	int top = (int)fmax(0, ceil(box.top)), left = (int)fmax(0, ceil(box.left));
	for (int y = top; y < floor(box.bottom) && y < canvas->height; y++)
		for (int x = left; x < floor(box.right) && x < canvas->width; x++)
			if ((x + y) % PERIOD < STROKE)
				blend(canvas, x, y, 1, color);
}

void canvas_dashes(Canvas *canvas, Point from, Point to, double thickness, Color color)
{
	enum { DASH = 6 };
	double dx = to.x - from.x, dy = to.y - from.y;
	double length = sqrt(dx * dx + dy * dy);
	for (int at = 0; at < length; at += 2 * DASH) {
		double begin = at / length, end = fmin(1, (at + DASH) / length);
		canvas_line(canvas, (Point){from.x + begin * dx, from.y + begin * dy},
			(Point){from.x + end * dx, from.y + end * dy}, thickness, color);
	}
}

void canvas_frame(Canvas *canvas, Box box, double thickness, Color color)
{
	canvas_fill(canvas, (Box){box.left, box.top, box.right, box.top + thickness}, 1,
		color);
	canvas_fill(canvas, (Box){box.left, box.bottom - thickness, box.right, box.bottom}, 1,
		color);
	canvas_fill(canvas, (Box){box.left, box.top, box.left + thickness, box.bottom}, 1,
		color);
	canvas_fill(canvas, (Box){box.right - thickness, box.top, box.right, box.bottom}, 1,
		color);
}

/* The bytes behind the first of a letter in UTF-8 take no place: it is shown as one '?'. */
static bool is_inside_letter(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

int canvas_text_width(const char *text, int size)
{
	int n = 0;
	for (; *text; text++)
		n += is_inside_letter(*text) ? 0 : glyph_width(*text) + 1;
	return n ? (n - 1) * size : 0;
}

static void draw_letter(Canvas *canvas, int x, int y, int size, Color color, char letter)
{
	int width = glyph_width(letter) * size + 1;
	int height = (GLYPH_HEIGHT + GLYPH_DEPTH) * size + 1;
	double reach = 0.45 * size + 0.5; /* half a stroke, and its soft edge */
	for (int i = -1; i < width; i++)
		for (int k = -1; k < height; k++) {
			double far =
				glyph_distance(letter, (i + 0.5) / size, (k + 0.5) / size) * size;
			if (far < reach)
				blend(canvas, x + i, y + k, fmin(1, reach - far), color);
		}
}

void canvas_text(Canvas *canvas, int x, int y, int size, Color color, const char *text)
{
	for (; *text; text++) {
		if (is_inside_letter(*text))
			continue;
		draw_letter(canvas, x, y, size, color, *text);
		x += (glyph_width(*text) + 1) * size;
	}
}

bool canvas_png(const Canvas *canvas, Arena *arena, Bytes *file, Error *err)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)canvas->width,
		.height = (png_uint_32)canvas->height,
		.format = PNG_FORMAT_RGB,
	};
	png_alloc_size_t n = 0;
	bool ok = png_image_write_to_memory(&image, NULL, &n, 0, canvas->pixels, 0, NULL);
	void *bytes = ok ? arena_alloc(arena, n) : NULL;
	ok = ok && png_image_write_to_memory(&image, bytes, &n, 0, canvas->pixels, 0, NULL);
	*file = (Bytes){bytes, n};
	return ok || failed(err, "cannot make a picture: %s", image.message);
}
