/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "src/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard(const char *path)
{
	return !path || strcmp(path, "-") == 0;
}

const char *input_name(const char *path)
{
	return is_standard(path) ? "(stdin)" : path;
}

const char *output_name(const char *path)
{
	return is_standard(path) ? "(stdout)" : path;
}

/* Bytes to reserve at first: a regular file's size and one more, to meet its end. */
static size_t first_guess(int fd)
{
	struct stat info;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0)
		return (size_t)info.st_size + 1;
	return 1 << 16;
}

static bool read_all(int fd, const char *name, Arena *arena, Bytes *bytes, Error *err)
{
	size_t room = first_guess(fd), n = 0;
	if (!memory_holds(room))
		return failed(err, "%s: too large for this machine's memory", name);
	uint8_t *data = arena_alloc(arena, room);
	for (;;) {
		ssize_t got = read(fd, data + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(err, "%s: %s", name, strerror(errno));
		if (got == 0)
			break;
		n += (size_t)got;
		if (n == room)
			data = arena_grow(arena, data, n, &room, 1);
	}
	*bytes = (Bytes){data, n};
	return true;
}

bool file_read(const char *path, Arena *arena, Bytes *bytes, Error *err)
{
	const char *name = input_name(path);
	bool from_stdin = is_standard(path);
	int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY);
	if (fd < 0)
		return failed(err, "%s: %s", name, strerror(errno));
	bool ok = read_all(fd, name, arena, bytes, err);
	if (!from_stdin)
		close(fd);
	if (!ok)
		return false;
	if (bytes->n == 0 && from_stdin)
		return failed(err, "(stdin): empty input; did the command before it fail?");
	if (bytes->n == 0)
		return failed(err, "%s: empty file", name);
	return true;
}

static bool write_all(int fd, Bytes bytes)
{
	size_t n = 0;
	while (n < bytes.n) {
		ssize_t put = write(fd, bytes.data + n, bytes.n - n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		n += (size_t)put;
	}
	return true;
}

static bool write_directly(const char *path, Bytes bytes, Error *err)
{
	bool to_stdout = is_standard(path);
	int fd = to_stdout ? STDOUT_FILENO : open(path, O_WRONLY);
	bool ok = fd >= 0 && write_all(fd, bytes);
	if (!ok)
		failed(err, "%s: %s", output_name(path), strerror(errno));
	if (fd >= 0 && !to_stdout && close(fd) != 0 && ok)
		ok = failed(err, "%s: %s", path, strerror(errno));
	return ok;
}

/* The permissions of a file that replaces none. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Where path leads, and the permissions to keep; no target where it is written directly. */
static bool find_target(const char *path, Arena *arena, const char **target, mode_t *mode,
	Error *err)
{
	struct stat info;
	*target = NULL;
	*mode = 0;
	if (is_standard(path))
		return true;
	if (stat(path, &info) != 0) {
		const char *why = strerror(errno);
		if (lstat(path, &info) == 0)
			return failed(err, "%s: cannot follow this link: %s", path, why);
		*target = path;
		*mode = usual_mode();
		return true;
	}
	if (S_ISDIR(info.st_mode))
		return failed(err, "%s: is a folder", path);
	if (!S_ISREG(info.st_mode))
		return true;
	/* A symbolic link stays one (/dev/stdout is): what it leads to is replaced. */
	char *behind_links = realpath(path, NULL);
	if (!behind_links)
		return failed(err, "%s: %s", path, strerror(errno));
	*target = arena_text(arena, "%s", behind_links);
	*mode = info.st_mode & 0777;
	free(behind_links);
	return true;
}

bool file_stage(StagedFile *file, const char *path, Bytes bytes, Arena *arena, Error *err)
{
	mode_t mode;
	*file = (StagedFile){.path = path, .bytes = bytes};
	if (!find_target(path, arena, &file->target, &mode, err))
		return false;
	if (!file->target)
		return true;

	char *temporary = arena_text(arena, "%s.XXXXXX", file->target);
	int fd = mkstemp(temporary);
	if (fd < 0)
		return failed(err, "%s: %s", path, strerror(errno));
	file->temporary = temporary;
	bool ok = write_all(fd, bytes) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	if (!ok)
		failed(err, "%s: %s", path, strerror(errno));
	if (close(fd) != 0 && ok)
		ok = failed(err, "%s: %s", path, strerror(errno));
	return ok;
}

bool file_commit(StagedFile *file, Error *err)
{
	if (!file->target)
		return write_directly(file->path, file->bytes, err);
	if (rename(file->temporary, file->target) != 0)
		return failed(err, "%s: %s", file->path, strerror(errno));
	file->temporary = NULL;
	return true;
}

void file_discard(StagedFile *file)
{
	if (file->temporary)
		unlink(file->temporary);
	file->temporary = NULL;
}

bool file_write(const char *path, Bytes bytes, Error *err)
{
	Arena scratch = {0};
	StagedFile file = {0};
	bool ok = file_stage(&file, path, bytes, &scratch, err) && file_commit(&file, err);
	file_discard(&file);
	arena_finish(&scratch);
	return ok;
}

bool file_write_check(const char *path, Error *err)
{
	Arena scratch = {0};
	StagedFile file = {0};
	bool ok = file_stage(&file, path, (Bytes){0}, &scratch, err);
	file_discard(&file);
	arena_finish(&scratch);
	return ok;
}
