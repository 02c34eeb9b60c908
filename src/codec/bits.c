/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/bits.h"

static void put_byte(BitWriter *writer, uint8_t byte)
{
	writer->data =
		arena_grow(writer->arena, writer->data, writer->n_bytes, &writer->capacity, 1);
	writer->data[writer->n_bytes++] = byte;
}

void bits_put(BitWriter *writer, uint32_t value, unsigned n)
{
	uint64_t mask = (UINT64_C(1) << n) - 1;
	writer->pending = writer->pending << n | (value & mask);
	writer->n_pending += n;
	while (writer->n_pending >= 8) {
		writer->n_pending -= 8;
		put_byte(writer, (uint8_t)(writer->pending >> writer->n_pending));
	}
}

uint64_t bits_written(const BitWriter *writer)
{
	return (uint64_t)writer->n_bytes * 8 + writer->n_pending;
}

Bytes bits_end(BitWriter *writer, size_t multiple)
{
	if (writer->n_pending)
		bits_put(writer, 0, 8 - writer->n_pending);
	while (writer->n_bytes % multiple)
		put_byte(writer, 0);
	return (Bytes){writer->data, writer->n_bytes};
}
