/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/export_c.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/c/c_export.h"
#include "formats/carray.h"
#include "src/base/file.h"

bool export_c_check(const ExportC *options, Error *err)
{
	if (!options->folder || strcmp(options->folder, "-") == 0)
		return failed(err, "-f c writes a folder: give -o DIR");
	return !options->name || is_c_identifier(options->name) ||
		failed(err, "--name '%s' is no C identifier, or has a meaning in C or C++",
			options->name);
}

/* --- Folders --- */

/* Those that were made, in order. */
typedef struct Folders {
	const char **made;
	int n;
	size_t capacity;
} Folders;

static bool make_folder(const char *path, Folders *folders, Arena *arena, Error *err)
{
	struct stat info;
	if (mkdir(path, 0777) != 0) {
		if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
			return true;
		return failed(err, "%s: %s", path,
			errno == EEXIST ? "is no folder" : strerror(errno));
	}
	folders->made = arena_grow(arena, folders->made, (size_t)folders->n,
		&folders->capacity, sizeof *folders->made);
	folders->made[folders->n++] = path;
	return true;
}

/* The folder of the export, and all that a file's path has below it. */
static bool make_folders(const char *folder, const char *path, Folders *folders,
	Arena *arena, Error *err)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		if (!make_folder(arena_text(arena, "%s/%.*s", folder, (int)(slash - path), path),
				folders, arena, err))
			return false;
	return true;
}

/* As long as they are empty. */
static void remove_folders(const Folders *folders)
{
	for (int i = folders->n - 1; i >= 0; i--)
		rmdir(folders->made[i]);
}

/* --- Files --- */

static bool write_files(const CFiles *files, const char *folder, Arena *arena, Error *err)
{
	StagedFile *staged = arena_array(arena, (size_t)files->n, sizeof *staged);
	Folders folders = {0};
	bool ok = make_folder(folder, &folders, arena, err);
	for (int i = 0; ok && i < files->n; i++) {
		const CFile *file = &files->list[i];
		ok = make_folders(folder, file->path, &folders, arena, err) &&
			file_stage(&staged[i], arena_text(arena, "%s/%s", folder, file->path),
				file->bytes, arena, err);
	}
	for (int i = 0; ok && i < files->n; i++)
		ok = file_commit(&staged[i], err);
	for (int i = 0; i < files->n; i++)
		file_discard(&staged[i]);
	if (!ok)
		remove_folders(&folders);
	return ok;
}

static const char *without_slashes(const char *path, Arena *arena)
{
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_text(arena, "%.*s", (int)n, path);
}

bool export_c_write(const ExportC *options, const Program *program, Arena *arena,
	Error *err)
{
	const char *slash = options->in ? strrchr(options->in, '/') : NULL;
	CExportSettings settings = {
		.name = options->name ? options->name
			: options->in     ? c_identifier(options->in, arena)
							  : "model",
		.made_from = !options->in ? "a model"
			: slash               ? slash + 1
								  : options->in,
		.cmake = options->cmake,
		.arduino = options->arduino,
	};
	CFiles files = {.arena = arena};
	return c_export(program, &settings, &files, err) &&
		write_files(&files, without_slashes(options->folder, arena), arena, err);
}
