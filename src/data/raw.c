/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/raw.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "src/data/stored.h"
#include "src/data/unpack.h"

static bool find_shape(int fd, Shape row, DataType type, Shape *shape, Error *err)
{
	uint64_t n_bytes;
	uint8_t bytes[4];
	Bytes start = {bytes, 0};
	char text[SHAPE_TEXT_BYTES];
	size_t row_bytes;
	if (row.rank >= MAX_RANK)
		return failed(err, "a sample of %d dimensions; up to %d go", row.rank,
			MAX_RANK - 1);
	if (!type_bytes(type, shape_count(row), &row_bytes))
		return failed(err, "a sample of %s goes beyond memory", shape_text(row, text));
	if (!stored_length(fd, &n_bytes, err) ||
		!stored_bytes(fd, 0, sizeof bytes, bytes, &start.n, err))
		return false;
	if (gzip_sniff(start))
		return failed(err, "gzip'd; raw samples must be unpacked before");

	uint64_t n = n_bytes / row_bytes;
	if (n == 0 || n_bytes % row_bytes)
		return failed(err,
			"%llu bytes are no whole number of samples: %s of %s takes %zu",
			(unsigned long long)n_bytes, shape_text(row, text), type_name(type),
			row_bytes);
	if (n > INT_MAX)
		return failed(err, "%llu samples; up to %d are read", (unsigned long long)n,
			INT_MAX);
	*shape = (Shape){.rank = row.rank + 1, .dims = {(int)n}};
	memcpy(shape->dims + 1, row.dims, (size_t)row.rank * sizeof row.dims[0]);
	return true;
}

bool raw_open(int fd, const char *name, Shape row, DataType type, Arena *arena,
	Array *array, Error *err)
{
	Stored stored = {.fd = fd, .type = type};
	if (!find_shape(fd, row, type, &stored.shape, err)) {
		close(fd);
		return failed_in(err, "%s: ", name);
	}
	stored_open(&stored, name, arena, array);
	return true;
}
