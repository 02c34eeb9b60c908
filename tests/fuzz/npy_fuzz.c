/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a .npy file: what is read can be written, and reads as the same again; it can
 * be read in parts, and no further than the file goes.
 */
#include "src/data/npy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/file_of.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok)
{
	if (!ok)
		abort();
}

static size_t data_bytes(const Array *array)
{
	size_t n_bytes = 0;
	type_bytes(array->type, shape_count(array->shape), &n_bytes);
	return n_bytes;
}

static void goes_round(const Array *array, Arena *arena)
{
	Error err = {0};
	Array again;
	Bytes file;
	expect(npy_encode(array, arena, &file, &err) &&
		npy_open(file_of(file), "again.npy", arena, &again, &err) &&
		array_load(&again, arena, &err) && again.type == array->type &&
		shape_equal(again.shape, array->shape) &&
		memcmp(again.data, array->data, data_bytes(array)) == 0);
}

/* In two parts; and not beyond what is left of the file when it is cut short. */
static void reads_at_any_place(const Array *whole, const Array *stream, int fd,
	Arena *arena)
{
	Error err = {0};
	size_t n = (size_t)shape_count(whole->shape), half = n / 2;
	size_t n_bytes = data_bytes(whole), half_bytes = n_bytes / n * half;
	uint8_t *values = arena_alloc(arena, n_bytes);
	expect(array_read(stream, half, n - half, values + half_bytes, &err) &&
		array_read(stream, 0, half, values, &err) &&
		memcmp(values, whole->data, n_bytes) == 0);
	expect(ftruncate(fd, 0) == 0);
	expect(!array_read(stream, 0, n, values, &err) && err.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Array array, stream;
	int fd = file_of((Bytes){data, size});
	if (npy_open(dup(fd), "fuzz.npy", &arena, &stream, &err)) {
		array = stream;
		array.reader = NULL;
		uint8_t *values = arena_alloc(&arena, data_bytes(&stream));
		expect(array_read(&stream, 0, (size_t)shape_count(stream.shape), values, &err));
		array.data = values;
		goes_round(&array, &arena);
		reads_at_any_place(&array, &stream, fd, &arena);
		array_close(&stream);
	}
	close(fd);
	arena_finish(&arena);
	return 0;
}
