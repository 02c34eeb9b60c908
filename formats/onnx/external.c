/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/external.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a tensor says of its place. */
typedef struct Place {
	const char *location;
	uint64_t offset, length;
	bool has_length;
} Place;

static bool read_number(const char *text, uint64_t *number)
{
	char *end;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

static bool read_place(const Onnx__TensorProto *tensor, Place *place, Error *err)
{
	*place = (Place){0};
	for (size_t i = 0; i < tensor->n_external_data; i++) {
		const char *key = tensor->external_data[i]->key;
		const char *value = tensor->external_data[i]->value;
		if (!key || !value)
			continue;
		bool ok = true;
		if (strcmp(key, "location") == 0)
			place->location = value;
		else if (strcmp(key, "offset") == 0)
			ok = read_number(value, &place->offset);
		else if (strcmp(key, "length") == 0)
			ok = place->has_length = read_number(value, &place->length);
		if (!ok)
			return failed(err, "external data: %s '%s' is no number", key, value);
	}
	return place->location ||
		failed(err, "its data lies in another file, which is not named");
}

/* A path that stays below the folder it starts from, as far as its text says. */
static bool stays_below(const char *location)
{
	if (location[0] == '/' || location[0] == '\0')
		return false;
	for (const char *part = location; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
			return false;
	}
	return true;
}

/* Open each folder on the way, and the file, by its own name: links are not followed. */
static int open_below(int folder, char *location)
{
	char *rest = location;
	for (;;) {
		char *slash = strchr(rest, '/');
		if (slash)
			*slash = '\0';
		int kind = slash ? O_DIRECTORY : O_NONBLOCK;
		int next = openat(folder, rest[0] ? rest : ".", O_RDONLY | O_NOFOLLOW | kind);
		close(folder);
		if (!slash || next < 0)
			return next;
		folder = next;
		rest = slash + 1;
	}
}

static int open_folder(const char *path, Arena *arena)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		slash ? arena_text(arena, "%.*s", (int)(slash - path) + 1, path) : ".";
	return open(folder, O_RDONLY | O_DIRECTORY);
}

static bool read_whole(int fd, uint64_t offset, size_t n, uint8_t *to, Error *err)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(fd, to + done, n - done, (off_t)(offset + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return failed(err, "%s", got < 0 ? strerror(errno) : "ends early");
		done += (size_t)got;
	}
	return true;
}

static bool read_open(int fd, const Place *place, size_t n_bytes, Arena *arena,
	const void **data, Error *err)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return failed(err, "%s", strerror(errno));
	if (!S_ISREG(info.st_mode))
		return failed(err, "not a file");
	uint64_t length = place->has_length ? place->length : n_bytes;
	if (length != n_bytes)
		return failed(err, "%llu bytes of data, its shape needs %zu",
			(unsigned long long)length, n_bytes);
	uint64_t size = (uint64_t)info.st_size;
	if (place->offset > size || n_bytes > size - place->offset)
		return failed(err, "%zu bytes from byte %llu, but it has %llu", n_bytes,
			(unsigned long long)place->offset, (unsigned long long)size);
	uint8_t *bytes = arena_alloc(arena, n_bytes);
	*data = bytes;
	return read_whole(fd, place->offset, n_bytes, bytes, err);
}

bool external_read(const Onnx__TensorProto *tensor, const char *path, size_t n_bytes,
	Arena *arena, const void **data, Error *err)
{
	Place place;
	Arena scratch = {0};
	if (!read_place(tensor, &place, err))
		return false;
	if (!path)
		return failed(err,
			"its data lies in '%s': give the model as a file, so that it "
			"can be found beside it",
			place.location);
	if (!stays_below(place.location))
		return failed(err, "its data lies in '%s'; only files beside the model are read",
			place.location);
	int folder = open_folder(path, &scratch);
	int fd =
		folder < 0 ? -1 : open_below(folder, arena_text(&scratch, "%s", place.location));
	bool ok = fd >= 0
		? read_open(fd, &place, n_bytes, arena, data, err)
		: failed(err, "%s",
			  errno == ELOOP ? "a link, which is not followed" : strerror(errno));
	if (fd >= 0)
		close(fd);
	arena_finish(&scratch);
	return ok || failed_in(err, "external data '%s': ", place.location);
}
