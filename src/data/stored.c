/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/stored.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool stored_length(int fd, uint64_t *n_bytes, Error *err)
{
	struct stat info;
	bool ok = fstat(fd, &info) == 0;
	*n_bytes = ok ? (uint64_t)info.st_size : 0;
	return ok || failed(err, "%s", strerror(errno));
}

bool stored_bytes(int fd, uint64_t at, size_t n, void *to, size_t *n_read, Error *err)
{
	uint8_t *bytes = to;
	for (*n_read = 0; *n_read < n;) {
		ssize_t got = pread(fd, bytes + *n_read, n - *n_read, (off_t)(at + *n_read));
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

typedef struct StoredReader {
	ArrayReader reader; /* first: a pointer to it is one to this */
	Stored stored;
	const char *name;
	size_t element_bytes;
} StoredReader;

/* From big-endian to little-endian, in place. */
static void turn_bytes(uint8_t *bytes, size_t count, size_t element_bytes)
{
	for (size_t i = 0; i < count; i++, bytes += element_bytes) {
		for (size_t low = 0, high = element_bytes - 1; low < high; low++, high--) {
			uint8_t byte = bytes[low];
			bytes[low] = bytes[high];
			bytes[high] = byte;
		}
	}
}

static bool read_elements(const ArrayReader *reader, size_t first, size_t count, void *to,
	Error *err)
{
	const StoredReader *own = (const StoredReader *)reader;
	uint64_t at = own->stored.start + (uint64_t)first * own->element_bytes;
	size_t n = count * own->element_bytes, n_read;
	if (!stored_bytes(own->stored.fd, at, n, to, &n_read, err))
		return failed_in(err, "%s: ", own->name);
	if (n_read < n)
		return failed(err, "%s: ends at byte %llu; it was longer when it was opened",
			own->name, (unsigned long long)(at + n_read));
	if (own->stored.is_big_endian && own->element_bytes > 1)
		turn_bytes(to, count, own->element_bytes);
	return true;
}

static void close_file(ArrayReader *reader)
{
	close(((StoredReader *)reader)->stored.fd);
}

void stored_open(const Stored *stored, const char *name, Arena *arena, Array *array)
{
	StoredReader *own = arena_alloc(arena, sizeof *own);
	*own = (StoredReader){
		.reader = {read_elements, close_file},
		.stored = *stored,
		.name = name,
		.element_bytes = (size_t)type_bits(stored->type) / 8,
	};
	*array = (Array){
		.name = name,
		.type = stored->type,
		.shape = stored->shape,
		.reader = &own->reader,
	};
}
