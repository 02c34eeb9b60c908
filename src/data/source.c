/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/source.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/data/csv.h"
#include "src/data/idx.h"
#include "src/data/input.h"
#include "src/data/npy.h"
#include "src/data/npy_header.h"
#include "src/data/npz.h"
#include "src/data/raw.h"
#include "src/data/unpack.h"
#include "src/data/zip.h"

static bool can_open(const char *path)
{
	struct stat info;
	return strcmp(path, "-") == 0 || stat(path, &info) == 0;
}

/* Take "path:NAME" apart; *name is NULL where source is a path alone. */
static void split(const char *source, Arena *arena, const char **path, const char **name)
{
	*path = source;
	*name = NULL;
	const char *colon = strrchr(source, ':');
	if (!colon || can_open(source))
		return;
	char *front = arena_copy(arena, source, (size_t)(colon - source) + 1);
	front[colon - source] = '\0';
	if (!can_open(front))
		return;
	*path = front;
	*name = colon + 1;
}

/* The array that was asked for, and y beside it where none was asked for by name. */
static bool open_npz(const Input *input, const char *name, const SourceSettings *settings,
	Arena *arena, Array *x, Array *y, Error *err)
{
	int second = y && !name && npz_has(input->fd, "y") ? dup(input->fd) : -1;
	if (!npz_open(input->fd, input->name, name ? name : settings->member, arena, x,
			err)) {
		if (second >= 0)
			close(second);
		return false;
	}
	return second < 0 || npz_open(second, input->name, "y", arena, y, err);
}

static bool open_input(const Input *input, const char *name,
	const SourceSettings *settings, Arena *arena, Array *x, Array *y, Error *err)
{
	Bytes start = input->start;
	const char *path = input->name;
	if (settings->is_raw)
		return raw_open(input->fd, path, settings->raw_sample, settings->raw_type, arena,
			x, err);
	if (zip_sniff(start))
		return open_npz(input, name, settings, arena, x, y, err);
	if (name) {
		close(input->fd);
		return failed(err, "%s: no array '%s': it is no .npz file", path, name);
	}
	if (npy_sniff(start))
		return npy_open(input->fd, path, arena, x, err);
	if (idx_sniff(start))
		return idx_open(input->fd, path, arena, x, err);
	if (gzip_sniff(start))
		return idx_open_gzip(input->fd, path, arena, x, err);
	if (csv_sniff(start))
		return csv_open(input->fd, path, settings->n_features, arena, x, y, err);
	close(input->fd);
	return failed(err,
		"%s: no .npy, .npz, IDX or CSV file, nor a list of .png files; raw samples take "
		"--shape",
		path);
}

static bool open_images(const char *path, const SourceSettings *settings, Arena *arena,
	Array *x, Array *y, Error *err)
{
	Array classes;
	int64_t n_skipped = 0;
	const char *label = arena_text(arena, "%s", path);
	if (!images_open(label, &settings->images, arena, x, &classes, &n_skipped, err))
		return false;
	if (settings->n_skipped)
		*settings->n_skipped = n_skipped;
	if (y && classes.data)
		*y = classes;
	return true;
}

bool source_open(const char *source, const SourceSettings *settings, Arena *arena,
	Array *x, Array *y, Error *err)
{
	const char *path, *name;
	Input input;
	*x = (Array){0};
	if (y)
		*y = (Array){0};
	split(source, arena, &path, &name);
	if (!settings->is_raw && images_sniff(path))
		return open_images(path, settings, arena, x, y, err);
	return input_open(path, arena, &input, err) &&
		open_input(&input, name, settings, arena, x, y, err);
}

bool array_open(const char *source, const char *member, Arena *arena, Array *array,
	Error *err)
{
	const SourceSettings settings = {.member = member};
	bool ok = source_open(source, &settings, arena, array, NULL, err) &&
		array_load(array, arena, err);
	array_close(array);
	return ok;
}
