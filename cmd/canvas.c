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
	return hypot(p.x - from.x - at * dx, p.y - from.y - at * dy);
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

int canvas_text_width(const char *text, int size)
{
	return (int)strlen(text) * (GLYPH_WIDTH + 1) * size;
}

void canvas_text(Canvas *canvas, int x, int y, int size, Color color, const char *text)
{
	for (; *text; text++, x += (GLYPH_WIDTH + 1) * size)
		for (int i = 0; i < GLYPH_WIDTH * size; i++)
			for (int k = 0; k < GLYPH_HEIGHT * size; k++)
				if (glyph_pixel(*text, i / size, k / size))
					blend(canvas, x + i, y + k, 1, color);
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
