/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is in one folder, in the order of the names' bytes. */
typedef struct Names {
	const char **at;
	size_t n, capacity;
} Names;

/* The images of all folders, one behind the other in text, each with a '\0'. */
typedef struct Found {
	char *text;
	size_t n_bytes, room;
	size_t n;
} Found;

static bool is_folder(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void add_name(Names *names, const char *name, Arena *arena)
{
	names->at =
		arena_grow(arena, names->at, names->n, &names->capacity, sizeof *names->at);
	names->at[names->n++] = arena_copy(arena, name, strlen(name) + 1);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(Names *names)
{
	if (names->n > 0)
		qsort(names->at, names->n, sizeof *names->at, by_bytes);
}

/* What is called .png is taken for an image without a look at it: there may be millions.
 * folders is NULL where they are not asked for. */
static void add_entry(const char *folder, const char *name, Arena *arena, Names *images,
	Names *folders)
{
	if (name[0] == '.')
		return;
	if (image_list_is_png(name, strlen(name)))
		add_name(images, name, arena);
	else if (folders && is_folder(arena_text(arena, "%s/%s", folder, name)))
		add_name(folders, name, arena);
}

static bool too_many(const char *folder, Error *err)
{
	return failed(err, "%s: more than %d images", folder, IMAGE_LIST_MAX);
}

static bool scan(const char *folder, Arena *arena, Names *images, Names *folders,
	Error *err)
{
	DIR *open = opendir(folder);
	if (!open)
		return failed(err, "%s: %s", folder, strerror(errno));
	bool ok = true;
	for (struct dirent *entry; ok && (errno = 0, entry = readdir(open));) {
		add_entry(folder, entry->d_name, arena, images, folders);
		ok = images->n + (folders ? folders->n : 0) <= IMAGE_LIST_MAX ||
			too_many(folder, err);
	}
	if (ok && errno != 0)
		ok = failed(err, "%s: %s", folder, strerror(errno));
	closedir(open);
	sort(images);
	return ok;
}

/* Append the images of a folder; class stands before their names where it is not NULL. */
static void add_images(const Names *images, const char *class, Arena *arena, Found *found)
{
	found->n += images->n;
	for (size_t i = 0; i < images->n; i++) {
		size_t n = (class ? strlen(class) + 1 : 0) + strlen(images->at[i]) + 1;
		while (found->room - found->n_bytes < n)
			found->text = arena_grow(arena, found->text, found->room, &found->room, 1);
		snprintf(found->text + found->n_bytes, n, "%s%s%s", class ? class : "",
			class ? "/" : "", images->at[i]);
		found->n_bytes += n;
	}
}

/* The images of every class; ends[i] is how many there are in classes 0 to i. */
static bool add_classes(const char *path, const Names *classes, Arena *arena,
	Found *found, size_t *ends, Error *err)
{
	for (size_t i = 0; i < classes->n; i++) {
		Arena scratch = {0};
		Names images = {0};
		const char *folder = arena_text(&scratch, "%s/%s", path, classes->at[i]);
		bool ok = scan(folder, &scratch, &images, NULL, err) &&
			(found->n + images.n <= IMAGE_LIST_MAX || too_many(path, err));
		if (ok)
			add_images(&images, classes->at[i], arena, found);
		arena_finish(&scratch);
		if (!ok)
			return false;
		ends[i] = found->n;
	}
	return true;
}

/* A list in the arena of what was found elsewhere; ends is NULL without classes. */
static ImageList make_list(const char *path, const Found *found, const size_t *ends,
	Arena *arena)
{
	ImageList list = {
		.folder = arena_text(arena, "%s/", path),
		.text = arena_copy(arena, found->text, found->n_bytes),
		.starts = arena_array(arena, found->n, sizeof *list.starts),
		.lengths = arena_array(arena, found->n, sizeof *list.lengths),
		.n = found->n,
	};
	if (ends)
		list.classes = arena_array(arena, found->n, sizeof *list.classes);
	size_t at = 0;
	int32_t class = 0;
	for (size_t i = 0; i < list.n; i++) {
		size_t length = strlen(list.text + at);
		list.starts[i] = at;
		list.lengths[i] = (uint32_t)length;
		at += length + 1;
		while (ends && ends[class] <= i)
			class ++;
		if (ends)
			list.classes[i] = class;
	}
	return list;
}

static bool find(const char *path, Arena *scratch, Found *found, size_t **ends,
	Error *err)
{
	Names images = {0}, folders = {0};
	*ends = NULL;
	if (!scan(path, scratch, &images, &folders, err))
		return false;
	if (images.n > 0 && folders.n > 0)
		return failed(err, "%s: images (%s) beside folders (%s), which would be classes",
			path, images.at[0], folders.at[0]);
	sort(&folders);
	if (folders.n > 0)
		*ends = arena_array(scratch, folders.n, sizeof **ends);
	if (folders.n > 0 && !add_classes(path, &folders, scratch, found, *ends, err))
		return false;
	add_images(&images, NULL, scratch, found);
	return found->n > 0 || failed(err, "%s: no .png files in this folder", path);
}

bool image_list_folder(const char *path, Arena *arena, ImageList *list, Error *err)
{
	Arena scratch = {0};
	Found found = {0};
	size_t *ends, length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	const char *folder = arena_text(&scratch, "%.*s", (int)length, path);
	bool ok = find(folder, &scratch, &found, &ends, err);
	if (ok)
		*list = make_list(folder, &found, ends, arena);
	arena_finish(&scratch);
	return ok;
}
