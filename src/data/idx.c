/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/idx.h"

#include <limits.h>
#include <unistd.h>

#include "src/data/spool.h"
#include "src/data/stored.h"

enum { MAGIC_BYTES = 4, MAX_HEADER = MAGIC_BYTES + 4 * MAX_RANK };

typedef struct IdxHeader {
	DataType type;
	Shape shape;
	size_t header_bytes;
	size_t data_bytes; /* that type and shape need */
} IdxHeader;

static bool type_of(uint8_t code, DataType *type)
{
	static const struct {
		uint8_t code;
		DataType type;
	} types[] = {
		{0x08, TYPE_UINT8},
		{0x09, TYPE_INT8},
		{0x0b, TYPE_INT16},
		{0x0c, TYPE_INT32},
		{0x0d, TYPE_FLOAT32},
		{0x0e, TYPE_FLOAT64},
	};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		*type = types[i].type;
		if (types[i].code == code)
			return true;
	}
	return false;
}

bool idx_sniff(Bytes start)
{
	DataType type;
	return start.n >= MAGIC_BYTES && start.data[0] == 0 && start.data[1] == 0 &&
		type_of(start.data[2], &type) && start.data[3] > 0;
}

static bool read_dims(Bytes start, Shape *shape, Error *err)
{
	int64_t count = 1;
	for (int i = 0; i < shape->rank; i++) {
		const uint8_t *at = start.data + MAGIC_BYTES + 4 * i;
		uint32_t dim = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
			(uint32_t)at[2] << 8 | (uint32_t)at[3];
		if (dim == 0)
			return failed(err, "a dimension is 0: the array is empty");
		if (dim > INT_MAX)
			return failed(err, "dimension %d is %u, above %d", i, dim, INT_MAX);
		if (count > INT64_MAX / (int64_t)dim)
			return failed(err, "its dimensions go beyond memory");
		count *= dim;
		shape->dims[i] = (int)dim;
	}
	return true;
}

/* Read the header from the first bytes of an IDX file, which may be all. */
static bool read_header(Bytes start, IdxHeader *header, Error *err)
{
	if (!idx_sniff(start))
		return failed(err, "no IDX file, which is all that is read gzip'd");
	int rank = start.data[3];
	if (rank > MAX_RANK)
		return failed(err, "%d dimensions; up to %d are read", rank, MAX_RANK);
	*header = (IdxHeader){.shape = {.rank = rank}};
	header->header_bytes = MAGIC_BYTES + 4 * (size_t)rank;
	if (start.n < header->header_bytes)
		return failed(err, "ends in its header");
	type_of(start.data[2], &header->type);
	if (!read_dims(start, &header->shape, err))
		return false;
	return type_bytes(header->type, shape_count(header->shape), &header->data_bytes) ||
		failed(err, "its dimensions go beyond memory");
}

/* Hold what is there against what the header needs. */
static bool check_length(const IdxHeader *header, uint64_t n_bytes, const char *more,
	Error *err)
{
	char shape[SHAPE_TEXT_BYTES];
	return (n_bytes == header->data_bytes && !*more) ||
		failed(err, "%llu%s bytes of data, shape %s of %s needs %zu",
			(unsigned long long)n_bytes, more, shape_text(header->shape, shape),
			type_name(header->type), header->data_bytes);
}

static void open_stored(const IdxHeader *header, int fd, uint64_t start, const char *name,
	Arena *arena, Array *array)
{
	const Stored stored = {
		.fd = fd,
		.start = start,
		.type = header->type,
		.shape = header->shape,
		.is_big_endian = true,
	};
	stored_open(&stored, name, arena, array);
}

bool idx_open(int fd, const char *name, Arena *arena, Array *array, Error *err)
{
	uint8_t bytes[MAX_HEADER];
	Bytes start = {bytes, 0};
	uint64_t n_bytes;
	IdxHeader header;
	if (!stored_length(fd, &n_bytes, err) ||
		!stored_bytes(fd, 0, sizeof bytes, bytes, &start.n, err) ||
		!read_header(start, &header, err) ||
		!check_length(&header, n_bytes - header.header_bytes, "", err)) {
		close(fd);
		return failed_in(err, "%s: ", name);
	}
	open_stored(&header, fd, header.header_bytes, name, arena, array);
	return true;
}

/* --- Gzip'd --- */

/* Spool the values that follow the header in a stream, of which n_start bytes were read
 * already to look at it. */
static bool spool_values(Spool *spool, Unpacker *from, const IdxHeader *header,
	Bytes start, Error *err)
{
	bool is_longer = false;
	size_t n_start = start.n - header->header_bytes;
	if (n_start > header->data_bytes)
		return check_length(header, header->data_bytes, " and more", err);
	return spool_write(spool, start.data + header->header_bytes, n_start, err) &&
		spool_unpack(spool, from, header->data_bytes - n_start, &is_longer, NULL, err) &&
		check_length(header, spool->n_bytes, is_longer ? " and more" : "", err);
}

static bool unpack_to(Spool *spool, Unpacker *from, uint64_t packed_bytes,
	IdxHeader *header, Error *err)
{
	uint8_t bytes[MAX_HEADER];
	Bytes start = {bytes, 0};
	if (!unpacker_read(from, bytes, sizeof bytes, &start.n, err) ||
		!read_header(start, header, err))
		return false;
	if (header->data_bytes / UNPACK_BEST_RATIO > packed_bytes)
		return failed(err, "%zu bytes of data cannot come of %llu packed ones",
			header->data_bytes, (unsigned long long)packed_bytes);
	if (!spool_open(spool, err))
		return false;
	bool ok = spool_values(spool, from, header, start, err);
	if (!ok)
		spool_close(spool);
	return ok;
}

bool idx_open_gzip(int fd, const char *name, Arena *arena, Array *array, Error *err)
{
	Arena scratch = {0};
	Unpacker *from = NULL;
	Spool spool;
	uint64_t n_bytes;
	IdxHeader header;
	bool ok = stored_length(fd, &n_bytes, err) &&
		(from = unpacker_new(fd, 0, n_bytes, PACKING_GZIP, &scratch, err)) &&
		unpack_to(&spool, from, n_bytes, &header, err);
	if (ok)
		open_stored(&header, spool.fd, 0, name, arena, array);
	unpacker_finish(from);
	arena_finish(&scratch);
	close(fd);
	return ok || failed_in(err, "%s: ", name);
}
