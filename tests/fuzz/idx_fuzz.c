/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an IDX file, plain or gzip'd: what it is read as takes just the bytes that the
 * file has, and the first and last element are there.
 */
#include "src/data/idx.h"
#include "src/data/unpack.h"

#include <stdlib.h>

#include "tests/unit/file_of.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	Bytes file = {data, size};
	bool is_packed = gzip_sniff(file);
	bool (*open_it)(int, const char *, Arena *, Array *, Error *) =
		is_packed ? idx_open_gzip : idx_open;
	if (open_it(file_of(file), "fuzz", &arena, &array, &err)) {
		size_t n = (size_t)shape_count(array.shape), n_bytes = 0;
		double element;
		expect(type_bytes(array.type, (int64_t)n, &n_bytes));
		expect(is_packed ? n_bytes / UNPACK_BEST_RATIO <= size
						 : n_bytes + 4 + 4 * (size_t)array.shape.rank == size);
		expect(array_read(&array, 0, 1, &element, &err) &&
			array_read(&array, n - 1, 1, &element, &err));
		array_close(&array);
	} else {
		expect(err.text[0]);
	}
	arena_finish(&arena);
	return 0;
}
