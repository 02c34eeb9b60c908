/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a .npy file: what is read can be written, and reads as the same again; as a
 * stream it is the same array, or refused for the same reason.
 */
#include "src/data/npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
		npy_read(file, "again.npy", arena, &again, &err) && again.type == array->type &&
		shape_equal(again.shape, array->shape) &&
		memcmp(again.data, array->data, data_bytes(array)) == 0);
}

/* In two parts; and not beyond what is left of the file when it is cut short. */
static void streams_the_same(const Array *whole, Array *stream, FILE *file, Arena *arena)
{
	Error err = {0};
	size_t n = (size_t)shape_count(whole->shape), half = n / 2;
	size_t n_bytes = data_bytes(whole), half_bytes = n_bytes / n * half;
	uint8_t *values = arena_alloc(arena, n_bytes);
	expect(stream->type == whole->type && shape_equal(stream->shape, whole->shape));
	expect(array_read(stream, half, n - half, values + half_bytes, &err) &&
		array_read(stream, 0, half, values, &err) &&
		memcmp(values, whole->data, n_bytes) == 0);
	expect(ftruncate(fileno(file), 0) == 0);
	expect(!array_read(stream, 0, n, values, &err) && err.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0}, stream_err = {0};
	Array array, stream;
	FILE *file = tmpfile();
	expect(file && fwrite(data, 1, size, file) == size && fflush(file) == 0);
	bool is_read = npy_read((Bytes){data, size}, "fuzz.npy", &arena, &array, &err);
	bool is_open = npy_open(dup(fileno(file)), "fuzz.npy", &arena, &stream, &stream_err);
	expect(is_read == is_open && strcmp(err.text, stream_err.text) == 0);
	if (is_read) {
		goes_round(&array, &arena);
		streams_the_same(&array, &stream, file, &arena);
		array_close(&stream);
	}
	fclose(file);
	arena_finish(&arena);
	return 0;
}
