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

/* The permissions a new file gets: those of the target it replaces, or the usual ones. */
static mode_t target_mode(const char *path)
{
	struct stat info;
	if (stat(path, &info) == 0)
		return info.st_mode & 0777;
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Write target by way of a temporary; path is what it is called. */
static bool write_beside(const char *path, const char *target, char *temporary,
	Bytes bytes, Error *err)
{
	int fd = mkstemp(temporary);
	if (fd < 0)
		return failed(err, "%s: %s", path, strerror(errno));
	bool ok =
		write_all(fd, bytes) && fchmod(fd, target_mode(target)) == 0 && fsync(fd) == 0;
	if (!ok)
		failed(err, "%s: %s", path, strerror(errno));
	if (close(fd) != 0 && ok)
		ok = failed(err, "%s: %s", path, strerror(errno));
	if (ok && rename(temporary, target) != 0)
		ok = failed(err, "%s: %s", path, strerror(errno));
	if (!ok)
		unlink(temporary);
	return ok;
}

bool file_write(const char *path, Bytes bytes, Error *err)
{
	struct stat info;
	bool exists = !is_standard(path) && stat(path, &info) == 0;
	if (exists && S_ISDIR(info.st_mode))
		return failed(err, "%s: is a folder", path);
	if (is_standard(path) || (exists && !S_ISREG(info.st_mode)))
		return write_directly(path, bytes, err);

	/* A symbolic link stays one (/dev/stdout is): what it leads to is replaced. */
	char *behind_links = realpath(path, NULL);
	const char *target = behind_links ? behind_links : path;
	Arena scratch = {0};
	char *temporary = arena_text(&scratch, "%s.XXXXXX", target);
	bool ok = write_beside(path, target, temporary, bytes, err);
	arena_finish(&scratch);
	free(behind_links);
	return ok;
}
