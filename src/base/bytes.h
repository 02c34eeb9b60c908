/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run of bytes that knows its length, and bounded little-endian reads from it. Every
 * reader of files goes through these; none follows a pointer it has not checked.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "whit keeps tensors in the byte order of its files: little-endian hosts only"
#endif

typedef struct Bytes {
	const uint8_t *data;
	size_t n;
} Bytes;

/* Whether bytes at to at + n - 1 are all there. */
static inline bool bytes_have(Bytes bytes, size_t at, size_t n)
{
	return at <= bytes.n && n <= bytes.n - at;
}

/* Read a number at a place; false, and *value untouched, where it is not all there. */
bool bytes_u16(Bytes bytes, size_t at, uint16_t *value);
bool bytes_u32(Bytes bytes, size_t at, uint32_t *value);
bool bytes_u64(Bytes bytes, size_t at, uint64_t *value);

#endif
