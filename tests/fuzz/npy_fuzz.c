/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a .npy file: what is read can be written, and reads as the same again. */
#include "src/data/npy.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Array array, again;
	Bytes file;
	if (npy_read((Bytes){data, size}, "fuzz.npy", &arena, &array, &err)) {
		size_t n_bytes = 0;
		type_bytes(array.type, shape_count(array.shape), &n_bytes);
		if (!npy_encode(&array, &arena, &file, &err) ||
			!npy_read(file, "again.npy", &arena, &again, &err) ||
			again.type != array.type || !shape_equal(again.shape, array.shape) ||
			memcmp(again.data, array.data, n_bytes) != 0)
			abort();
	}
	arena_finish(&arena);
	return 0;
}
