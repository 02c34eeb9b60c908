/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/source.h"

#include "src/base/file.h"
#include "src/data/npy.h"
#include "src/data/npy_header.h"
#include "src/data/npz.h"
#include "src/data/zip.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool array_open(const char *source, const char *default_name, Arena *arena, Array *array,
	Error *err)
{
	const char *path, *name;
	Bytes file;
	split(source, arena, &path, &name);
	if (!file_read(path, arena, &file, err))
		return false;

	const char *label = arena_text(arena, "%s", input_name(path));
	if (zip_sniff(file))
		return npz_read(file, label, name ? name : default_name, arena, array, err);
	if (!npy_sniff(file))
		return failed(err, "%s: not a .npy or .npz file", label);
	if (name)
		return failed(err, "%s: no array '%s' in a .npy file, which holds one", label,
			name);
	return npy_read(file, label, arena, array, err);
}

/* The descriptor of a .npy file that can be read at any place; -1 where it is something else,
 * which may be nothing, or a pipe that can be opened only once. */
static int open_npy(const char *path)
{
	struct stat info;
	uint8_t start[16];
	if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
		return -1;
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	ssize_t n = pread(fd, start, sizeof start, 0);
	if (n > 0 && npy_sniff((Bytes){start, (size_t)n}))
		return fd;
	close(fd);
	return -1;
}

bool array_stream(const char *source, const char *default_name, Arena *arena,
	Array *array, Error *err)
{
	const char *path, *name;
	split(source, arena, &path, &name);
	int fd = name ? -1 : open_npy(path);
	if (fd < 0)
		return array_open(source, default_name, arena, array, err);
	return npy_open(fd, arena_text(arena, "%s", path), arena, array, err);
}
