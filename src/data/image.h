/* SPDX-License-Identifier: Apache-2.0 */
/* A picture in memory, made to fit: colours and size. */
#ifndef DATA_IMAGE_H
#define DATA_IMAGE_H

#include <stdint.h>

#include "src/base/arena.h"

/* The largest pictures there are here: pixels a side, and in all. */
enum { IMAGE_MAX_SIDE = 1 << 14, IMAGE_MAX_PIXELS = 1 << 26 };

/*
 * 8 bits a channel, rows from the top, [height, width, channels]; 1 channel is gray, 3 are
 * red, green and blue. Every dimension is at least 1 and within the limits above. The pixels
 * belong to the arena that they were made in.
 */
typedef struct Image {
	int width, height, channels;
	uint8_t *pixels;
} Image;

/*
 * To 1 or 3 channels. Gray of a colour is (19595 R + 38470 G + 7471 B + 32768) >> 16: the
 * luma of ITU-R BT.601, as Pillow's convert("L") has it. A gray becomes three equal
 * channels. An image that has these channels already is returned as it is.
 */
Image image_convert(Image image, int channels, Arena *arena);

/*
 * To another size, by the bilinear filter that Pillow's and, with antialiasing, torchvision's
 * resize use: a triangle as wide as two pixels of the coarser of both grids, first along the
 * rows, then along the columns, each rounded to 8 bits. Sums are made in fixed point and are
 * the same everywhere. An image that has this size already is returned as it is.
 */
Image image_resize(Image image, int width, int height, Arena *arena);

#endif
