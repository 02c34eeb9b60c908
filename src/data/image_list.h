/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a set of images, and their classes: from a folder or from a list in a file. */
#ifndef DATA_IMAGE_LIST_H
#define DATA_IMAGE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

/* The most images in a set, and bytes in a name. */
enum { IMAGE_LIST_MAX = 10000000, IMAGE_NAME_MAX = 4096 };

/* Everything is in the arena that the list was made in. There is at least one image. */
typedef struct ImageList {
	const char *folder; /* what names are relative to; ends in '/', or is empty */
	const char *text;   /* where the names are: starts[i] to starts[i] + lengths[i] */
	size_t *starts;
	uint32_t *lengths;
	int32_t *classes; /* NULL where the set has none */
	size_t n;
} ImageList;

/*
 * The images in a folder: the files that end in .png, in capitals or not. Its subfolders are
 * the classes, numbered in the order of their names, with or without images; without
 * subfolders there are no classes. Names are sorted by their bytes. Other files, folders
 * within classes and all that starts with '.' are passed over.
 *
 * Fails where there are no images at all, and where images lie beside folders of classes.
 */
bool image_list_folder(const char *path, Arena *arena, ImageList *list, Error *err);

/*
 * The images that a text names, a line each: the name of a .png file or, on every line, the
 * name and after a tab, comma or blank its class, from 0. Empty lines and those that start
 * with '#' are passed over. Names stand relative to folder: what path has before its last
 * '/'. Errors name path and line. The text must live as long as the list.
 */
bool image_list_text(Bytes text, const char *path, Arena *arena, ImageList *list,
	Error *err);

/* Whether the first line that counts, in a text or in the start of one, names a .png file. */
bool image_list_sniff(Bytes start);

/* Whether a name of n bytes ends in .png, in capitals or not. */
bool image_list_is_png(const char *name, size_t n);

/* Where image i is, as a path, in the arena. */
const char *image_list_path(const ImageList *list, size_t i, Arena *arena);

#endif
