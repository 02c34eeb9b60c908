/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a table: with its columns as samples of three values, and of any number. What
 * is read is finite, and labels are as many as rows.
 */
#include "src/data/csv.h"

#include <math.h>
#include <stdlib.h>

#include "tests/unit/file_of.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok)
{
	if (!ok)
		abort();
}

static void check_values(const Array *array)
{
	size_t n = (size_t)shape_count(array->shape);
	expect(n > 0 && (array->type == TYPE_FLOAT32 || array->type == TYPE_INT32));
	for (size_t i = 0; i < n; i++) {
		double value;
		array_numbers(array, i, 1, &value);
		expect(isfinite(value));
	}
}

static void read_table(Bytes file, size_t n_features)
{
	Arena arena = {0};
	Error err = {0};
	Array x, y = {0};
	if (csv_open(file_of(file), "fuzz.csv", n_features, &arena, &x, &y, &err)) {
		expect(array_load(&x, &arena, &err));
		check_values(&x);
		expect(!y.name || y.shape.dims[0] == x.shape.dims[0]);
		if (y.name)
			check_values(&y);
	} else {
		expect(err.text[0]);
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Bytes file = {data, size};
	if (size == 0)
		return 0;
	read_table(file, 3);
	read_table(file, 0);
	return 0;
}
