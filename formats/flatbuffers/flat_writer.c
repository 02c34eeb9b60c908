/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/flatbuffers/flat_writer.h"

#include <string.h>

/* Offsets are read as signed numbers in places. */
enum { FILE_LIMIT = INT32_MAX };

void writer_reserve(Writer *writer, size_t n_bytes)
{
	size_t most = FILE_LIMIT - writer->n;
	if (n_bytes > most)
		n_bytes = most;
	if (n_bytes <= writer->room - writer->n)
		return;
	size_t room = writer->n + n_bytes;
	uint8_t *data = arena_alloc(writer->arena, room);
	if (writer->n)
		memcpy(data, writer->data, writer->n);
	writer->data = data;
	writer->room = room;
}

bool writer_extend(Writer *writer, size_t n_bytes)
{
	if (n_bytes > FILE_LIMIT - writer->n)
		return failed(writer->err, "the file would exceed 2 GiB");
	if (n_bytes > writer->room - writer->n)
		writer_reserve(writer, n_bytes + writer->n + 4096);
	writer->n += n_bytes;
	return true;
}

bool writer_align(Writer *writer, size_t n_ahead, size_t alignment)
{
	size_t past = (writer->n + n_ahead) % alignment;
	return writer_extend(writer, past ? alignment - past : 0);
}

void writer_put_u32(Writer *writer, size_t at, size_t value)
{
	uint32_t word = (uint32_t)value;
	memcpy(writer->data + at, &word, sizeof word);
}

void writer_point(Writer *writer, size_t slot, size_t at)
{
	writer_put_u32(writer, slot, at - slot);
}

void writer_wait(Writer *writer, Waiting *waiting, size_t slot)
{
	writer_put_u32(writer, slot, waiting->last);
	waiting->last = slot;
	waiting->n++;
}

void writer_arrive(Writer *writer, const Waiting *waiting, size_t at)
{
	size_t slot = waiting->last;
	for (size_t i = 0; i < waiting->n; i++) {
		uint32_t before;
		memcpy(&before, writer->data + slot, sizeof before);
		writer_point(writer, slot, at);
		slot = before;
	}
}

uint64_t flat_hash(uint64_t seed, const void *data, size_t n_bytes)
{
	const uint8_t *bytes = data;
	uint64_t hash = seed ^ n_bytes;
	while (n_bytes) {
		uint64_t word = 0;
		size_t n = n_bytes < sizeof word ? n_bytes : sizeof word;
		memcpy(&word, bytes, n);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
		bytes += n;
		n_bytes -= n;
	}
	return hash;
}
