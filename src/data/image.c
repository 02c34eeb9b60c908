/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static Image image_new(int width, int height, int channels, Arena *arena)
{
	size_t n_bytes = (size_t)width * (size_t)height * (size_t)channels;
	return (Image){width, height, channels, arena_alloc(arena, n_bytes)};
}

Image image_convert(Image image, int channels, Arena *arena)
{
	assert(channels == 1 || channels == 3);
	if (channels == image.channels)
		return image;
	Image out = image_new(image.width, image.height, channels, arena);
	size_t n = (size_t)image.width * (size_t)image.height;
	const uint8_t *from = image.pixels;
	for (size_t i = 0; i < n && channels == 1; i++) {
		const uint8_t *rgb = from + 3 * i;
		out.pixels[i] =
			(uint8_t)((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 32768) >> 16);
	}
	for (size_t i = 0; i < n && channels == 3; i++)
		memset(out.pixels + 3 * i, from[i], 3);
	return out;
}

/* --- Resizing --- */

/* Weights have so many bits after the point: with 8 of a pixel, a sum stays within 31. */
enum { WEIGHT_BITS = 22 };

/* How one line of pixels becomes another: pixel i is the weighted sum of n[i] pixels from
 * first[i] on; its weights start at i * room. */
typedef struct Filter {
	int room;
	int *first, *n;
	int32_t *weights;
} Filter;

static double triangle(double distance)
{
	double height = 1 - fabs(distance);
	return height > 0 ? height : 0;
}

/* The centre of pixel i lies at (i + 0.5) * step on the line that is read. */
static Filter make_filter(int from, int to, Arena *arena)
{
	double step = (double)from / to;
	double reach = step > 1 ? step : 1;
	Filter filter = {.room = 2 * (int)ceil(reach) + 1};
	filter.first = arena_array(arena, (size_t)to, sizeof *filter.first);
	filter.n = arena_array(arena, (size_t)to, sizeof *filter.n);
	filter.weights =
		arena_array(arena, (size_t)to * (size_t)filter.room, sizeof *filter.weights);
	double *exact = arena_array(arena, (size_t)filter.room, sizeof *exact);
	for (int i = 0; i < to; i++) {
		double centre = (i + 0.5) * step, sum = 0;
		int first = (int)fmax(centre - reach + 0.5, 0);
		int n = (int)fmin(centre + reach + 0.5, from) - first;
		int32_t *weights = filter.weights + (size_t)i * (size_t)filter.room;
		for (int k = 0; k < n; k++) {
			exact[k] = triangle((first + k + 0.5 - centre) / reach);
			sum += exact[k];
		}
		for (int k = 0; k < n; k++)
			weights[k] = (int32_t)(exact[k] / sum * (1 << WEIGHT_BITS) + 0.5);
		filter.first[i] = first;
		filter.n[i] = n;
	}
	return filter;
}

/* A sum of weighted pixels as a pixel: rounding weights may have taken it past white. */
static uint8_t to_pixel(int32_t sum)
{
	int32_t value = (sum + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS;
	return (uint8_t)(value < 255 ? value : 255);
}

static Image resize_rows(Image image, int width, Arena *arena)
{
	Image out = image_new(width, image.height, image.channels, arena);
	Filter filter = make_filter(image.width, width, arena);
	size_t c = (size_t)image.channels, row_bytes = (size_t)image.width * c;
	uint8_t *to = out.pixels;
	for (int y = 0; y < image.height; y++) {
		const uint8_t *row = image.pixels + (size_t)y * row_bytes;
		for (int x = 0; x < width; x++) {
			const uint8_t *from = row + (size_t)filter.first[x] * c;
			const int32_t *weights = filter.weights + (size_t)x * (size_t)filter.room;
			for (size_t channel = 0; channel < c; channel++) {
				int32_t sum = 0;
				for (int k = 0; k < filter.n[x]; k++)
					sum += weights[k] * from[(size_t)k * c + channel];
				*to++ = to_pixel(sum);
			}
		}
	}
	return out;
}

static Image resize_columns(Image image, int height, Arena *arena)
{
	Image out = image_new(image.width, height, image.channels, arena);
	Filter filter = make_filter(image.height, height, arena);
	size_t row_bytes = (size_t)image.width * (size_t)image.channels;
	int32_t *sums = arena_array(arena, row_bytes, sizeof *sums);
	for (int y = 0; y < height; y++) {
		memset(sums, 0, row_bytes * sizeof *sums);
		for (int k = 0; k < filter.n[y]; k++) {
			const uint8_t *row = image.pixels + (size_t)(filter.first[y] + k) * row_bytes;
			int32_t weight = filter.weights[(size_t)y * (size_t)filter.room + (size_t)k];
			for (size_t i = 0; i < row_bytes; i++)
				sums[i] += weight * row[i];
		}
		for (size_t i = 0; i < row_bytes; i++)
			out.pixels[(size_t)y * row_bytes + i] = to_pixel(sums[i]);
	}
	return out;
}

Image image_resize(Image image, int width, int height, Arena *arena)
{
	assert(width >= 1 && width <= IMAGE_MAX_SIDE);
	assert(height >= 1 && height <= IMAGE_MAX_SIDE);
	if (width != image.width)
		image = resize_rows(image, width, arena);
	return height != image.height ? resize_columns(image, height, arena) : image;
}
