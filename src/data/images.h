/* SPDX-License-Identifier: Apache-2.0 */
/* A set of PNG images as an array. */
#ifndef DATA_IMAGES_H
#define DATA_IMAGES_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/data/array.h"

/* What to make of the images. A zeroed struct is valid. */
typedef struct ImageSettings {
	int width, height; /* 0: those of the first image; else both, up to IMAGE_MAX_SIDE */
	bool gray;         /* one channel, whatever the images have */
	bool skip_bad;     /* leave out images that cannot be read */
	int n_threads;     /* for skip_bad; 0: one a core */
} ImageSettings;

/* Whether path is a folder, or a text file whose first entry names a .png file; takes
 * nothing from pipes. */
bool images_sniff(const char *path);

/*
 * Open the images in a folder, or those that a text file lists (see image_list.h).
 *
 *   pixels   uint8, [n, height, width, channels], with a reader for array_close: images are
 *            decoded as they are asked for, on any thread
 *   classes  int32, [n], in memory; all zeros, with data NULL, where the set has none
 *
 * The first image says how many channels there are, 1 or 3, and without settings the size.
 * A gray image among colours gets three equal channels. An image of another size, or one in
 * colour where the first is gray, fails when it is read, as does one that cannot be read.
 *
 * With skip_bad every image is decoded here once: those that cannot be read are left out,
 * and their number is *n_skipped (0 otherwise). Those that can but do not fit fail here.
 * Fails where no image is left.
 *
 * Memory beyond the names is for an image a thread. Names and classes are in the arena.
 */
bool images_open(const char *path, const ImageSettings *how, Arena *arena, Array *pixels,
	Array *classes, int64_t *n_skipped, Error *err);

#endif
