/* SPDX-License-Identifier: Apache-2.0 */
/* Images of a list, made alike and read as they are asked for. */
#ifndef DATA_IMAGE_READER_H
#define DATA_IMAGE_READER_H

#include "src/data/array.h"
#include "src/data/image.h"
#include "src/data/image_list.h"

/* What every image of a set is made to be. */
typedef struct ImageForm {
	int width, height, channels;
	bool any_size; /* others are resized, not refused */
	bool any_gray; /* colours become gray where channels is 1, and are not refused */
} ImageForm;

/* Read a .png file, of at most a gigabyte. Errors name it. */
bool image_load(const char *path, Arena *arena, Image *image, Error *err);

/* Make an image fit the form; fails where it may not be changed so. path is for errors. */
bool image_fit(const ImageForm *form, const char *path, Image *image, Arena *arena,
	Error *err);

/*
 * A reader of uint8 elements, [list->n, height, width, channels]: those of an image that is
 * missing, damaged or does not fit fail, and name it. An image that is read piece by piece
 * is decoded once as long as no more threads read at a time than there are cores; memory is
 * for an image a thread, whatever the length of the list.
 *
 * The list's arrays and the reader are in the arena, or in one that lives as long.
 */
ArrayReader *image_reader_new(const ImageList *list, const ImageForm *form, Arena *arena);

#endif
