/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npy.h"

#include "src/data/npy_header.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that a type's elements must start at a multiple of. */
static size_t alignment(DataType type)
{
	size_t bytes = (size_t)type_bits(type) / 8;
	return bytes < 8 ? bytes : 8;
}

/* Read the header of a file from its start, and hold it against the file's length. */
static bool read_header(Bytes start, size_t file_bytes, NpyHeader *header, Error *err)
{
	char shape[SHAPE_TEXT_BYTES];
	if (!npy_header_read(start, header, err))
		return false;
	size_t n = file_bytes - header->header_bytes;
	return n == header->data_bytes ||
		failed(err, "%zu bytes of data, shape %s of %s needs %zu", n,
			shape_text(header->shape, shape), type_name(header->type),
			header->data_bytes);
}

bool npy_read(Bytes file, const char *name, Arena *arena, Array *array, Error *err)
{
	NpyHeader header;
	if (!read_header(file, file.n, &header, err))
		return failed_in(err, "%s: ", name);
	const void *data = file.data + header.header_bytes;
	if ((uintptr_t)data % alignment(header.type) != 0)
		data = arena_copy(arena, data, header.data_bytes);
	*array = (Array){
		.name = name,
		.type = header.type,
		.shape = header.shape,
		.data = data,
	};
	return true;
}

/* --- Files that stay where they are --- */

typedef struct NpyFile {
	ArrayReader reader; /* first: a pointer to it is one to the file */
	const char *name;
	int fd;
	size_t header_bytes, element_bytes;
} NpyFile;

/* Read n bytes from a place on, or those that there are. */
static bool read_at(int fd, size_t at, size_t n, uint8_t *to, size_t *n_read, Error *err)
{
	for (*n_read = 0; *n_read < n;) {
		ssize_t got = pread(fd, to + *n_read, n - *n_read, (off_t)(at + *n_read));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(err, "%s", strerror(errno));
		if (got == 0)
			break;
		*n_read += (size_t)got;
	}
	return true;
}

static bool read_elements(const ArrayReader *reader, size_t first, size_t count, void *to,
	Error *err)
{
	const NpyFile *file = (const NpyFile *)reader;
	size_t at = file->header_bytes + first * file->element_bytes;
	size_t n = count * file->element_bytes, n_read;
	if (!read_at(file->fd, at, n, to, &n_read, err))
		return failed_in(err, "%s: ", file->name);
	return n_read == n ||
		failed(err, "%s: ends at byte %zu; it was longer when it was opened", file->name,
			at + n_read);
}

static void close_file(ArrayReader *reader)
{
	close(((NpyFile *)reader)->fd);
}

static bool read_file_header(int fd, Arena *scratch, NpyHeader *header, Error *err)
{
	struct stat info;
	size_t n;
	uint8_t *start = arena_alloc(scratch, NPY_START_BYTES);
	if (fstat(fd, &info) != 0)
		return failed(err, "%s", strerror(errno));
	return read_at(fd, 0, NPY_START_BYTES, start, &n, err) &&
		read_header((Bytes){start, n}, (size_t)info.st_size, header, err);
}

bool npy_open(int fd, const char *name, Arena *arena, Array *array, Error *err)
{
	Arena scratch = {0};
	NpyHeader header;
	bool ok = read_file_header(fd, &scratch, &header, err);
	arena_finish(&scratch);
	if (!ok) {
		close(fd);
		return failed_in(err, "%s: ", name);
	}
	NpyFile *file = arena_alloc(arena, sizeof *file);
	*file = (NpyFile){
		.reader = {read_elements, close_file},
		.name = name,
		.fd = fd,
		.header_bytes = header.header_bytes,
		.element_bytes = (size_t)type_bits(header.type) / 8,
	};
	*array = (Array){
		.name = name,
		.type = header.type,
		.shape = header.shape,
		.reader = &file->reader,
	};
	return true;
}

/* --- Writing --- */

bool npy_encode(const Array *array, Arena *arena, Bytes *file, Error *err)
{
	char header[NPY_HEADER_ROOM];
	size_t header_bytes, data_bytes;
	if (!npy_header_write(array->type, array->shape, header, &header_bytes, err))
		return false;
	if (!type_bytes(array->type, shape_count(array->shape), &data_bytes))
		return failed(err, "an array too large to write");
	uint8_t *bytes = arena_alloc(arena, header_bytes + data_bytes);
	memcpy(bytes, header, header_bytes);
	if (data_bytes)
		memcpy(bytes + header_bytes, array->data, data_bytes);
	*file = (Bytes){bytes, header_bytes + data_bytes};
	return true;
}
