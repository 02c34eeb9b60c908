/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npy.h"

#include "src/data/npy_header.h"

#include <string.h>

/* Bytes that a type's elements must start at a multiple of. */
static size_t alignment(DataType type)
{
	size_t bytes = (size_t)type_bits(type) / 8;
	return bytes < 8 ? bytes : 8;
}

bool npy_read(Bytes file, const char *name, Arena *arena, Array *array, Error *err)
{
	NpyHeader header;
	if (!npy_header_read(file, &header, err))
		return failed_in(err, "%s: ", name);

	size_t n = file.n - header.header_bytes;
	if (n != header.data_bytes) {
		char shape[SHAPE_TEXT_BYTES];
		return failed(err, "%s: %zu bytes of data, shape %s of %s needs %zu", name, n,
			shape_text(header.shape, shape), type_name(header.type), header.data_bytes);
	}
	const void *data = file.data + header.header_bytes;
	if ((uintptr_t)data % alignment(header.type) != 0)
		data = arena_copy(arena, data, n);
	*array = (Array){name, header.type, header.shape, data};
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
