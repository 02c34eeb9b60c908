/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four-bit integers as TFLite stores them (INT4): two a byte, the first in the low half, each
 * in two's complement; the last byte of an odd count has 0 in its upper half.
 */
#ifndef BASE_NIBBLES_H
#define BASE_NIBBLES_H

#include <stddef.h>
#include <stdint.h>

/* What n values take. */
static inline size_t nibbles_bytes(size_t n)
{
	return n / 2 + n % 2;
}

/* n values of -8 .. 7 into nibbles_bytes(n). Of others the low four bits are taken. */
void nibbles_pack(const int8_t *values, size_t n, uint8_t *packed);

/* Back again; the two must not overlap. */
void nibbles_unpack(const uint8_t *packed, size_t n, int8_t *values);

#endif
