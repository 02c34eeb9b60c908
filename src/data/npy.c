/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npy.h"

#include <string.h>
#include <unistd.h>

#include "src/data/npy_header.h"
#include "src/data/stored.h"

/* Read the header of a file, and hold it against the file's length. */
static bool read_header(int fd, Arena *scratch, NpyHeader *header, Error *err)
{
	uint64_t file_bytes;
	char shape[SHAPE_TEXT_BYTES];
	size_t n;
	uint8_t *start = arena_alloc(scratch, NPY_START_BYTES);
	if (!stored_length(fd, &file_bytes, err) ||
		!stored_bytes(fd, 0, NPY_START_BYTES, start, &n, err) ||
		!npy_header_read((Bytes){start, n}, header, err))
		return false;
	uint64_t data_bytes = file_bytes - header->header_bytes;
	return data_bytes == header->data_bytes ||
		failed(err, "%llu bytes of data, shape %s of %s needs %zu",
			(unsigned long long)data_bytes, shape_text(header->shape, shape),
			type_name(header->type), header->data_bytes);
}

bool npy_open(int fd, const char *name, Arena *arena, Array *array, Error *err)
{
	Arena scratch = {0};
	NpyHeader header;
	bool ok = read_header(fd, &scratch, &header, err);
	arena_finish(&scratch);
	if (!ok) {
		close(fd);
		return failed_in(err, "%s: ", name);
	}
	Stored stored = {
		.fd = fd,
		.start = header.header_bytes,
		.type = header.type,
		.shape = header.shape,
	};
	stored_open(&stored, name, arena, array);
	return true;
}

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
