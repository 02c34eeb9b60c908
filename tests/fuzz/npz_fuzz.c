/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a .npz file, of which the array x is read, and as labels then. */
#include "src/data/labels.h"
#include "src/data/npz.h"

#include "tests/unit/file_of.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	const int32_t *labels;
	int fd = file_of((Bytes){data, size});
	if (npz_open(fd, "fuzz.npz", "x", &arena, &array, &err) &&
		array_load(&array, &arena, &err)) {
		size_t n_rows = array.shape.rank ? (size_t)array.shape.dims[0] : 0;
		labels_read(&array, n_rows, 0, &arena, &labels, &err);
	}
	arena_finish(&arena);
	return 0;
}
