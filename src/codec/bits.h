/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of bits, the highest of each byte first. */
#ifndef CODEC_BITS_H
#define CODEC_BITS_H

#include <string.h>

#include "src/base/arena.h"
#include "src/base/bytes.h"

/* 8 bytes as a number, the first of them highest; and back. */
static inline uint64_t read_high_first(const uint8_t *bytes)
{
	uint64_t number;
	memcpy(&number, bytes, sizeof number);
	return __builtin_bswap64(number); /* hosts are little-endian: src/base/bytes.h */
}

static inline void write_high_first(uint64_t number, uint8_t *bytes)
{
	number = __builtin_bswap64(number);
	memcpy(bytes, &number, sizeof number);
}

/* A zeroed one over an arena is empty. */
typedef struct BitWriter {
	Arena *arena;
	uint8_t *data;
	size_t n_bytes, capacity; /* whole bytes written */
	uint64_t pending;         /* bits that fill no byte yet, the last one lowest */
	unsigned n_pending;       /* below 8 */
} BitWriter;

enum { MAX_WRITTEN_BITS = 32 };

/* Append the lowest n bits of a value, the highest of them first; n is 0 to 32. */
void bits_put(BitWriter *writer, uint32_t value, unsigned n);

/* Bits written so far. */
uint64_t bits_written(const BitWriter *writer);

/* Fill the last byte, and then bytes up to a multiple, with zeros; the stream, in the arena. */
Bytes bits_end(BitWriter *writer, size_t multiple);

/* Where a stream is read. */
typedef struct BitReader {
	Bytes bytes;
	uint64_t at; /* the next bit */
} BitReader;

/* The next n bits, 0 to 32, as a number, without passing them; beyond the end there are zeros. */
static inline uint32_t bits_peek(const BitReader *reader, unsigned n)
{
	size_t byte = (size_t)(reader->at >> 3);
	uint64_t window = 0;
	for (size_t i = 0; i < 5; i++)
		window =
			window << 8 | (byte + i < reader->bytes.n ? reader->bytes.data[byte + i] : 0);
	unsigned shift = 40 - (unsigned)(reader->at & 7) - n;
	return (uint32_t)(window >> shift & ((UINT64_C(1) << n) - 1));
}

static inline void bits_skip(BitReader *reader, unsigned n)
{
	reader->at += n;
}

/* Whether all that was passed was there. */
static inline bool bits_were_there(const BitReader *reader)
{
	return reader->at <= (uint64_t)reader->bytes.n * 8;
}

#endif
