/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of bits, the highest of each byte first, for the unpackers. */
#ifndef KERNELS_UNPACK_BITS_H
#define KERNELS_UNPACK_BITS_H

#include <stdint.h>

/* Beyond the last byte there are zeros. */
typedef struct UnpackBits {
	const uint8_t *next; /* byte that is not in the window */
	int32_t left;    /* bytes from there on; below 0 where zeros were taken for more */
	int32_t n;       /* bits in the window, 0 to 31 */
	uint32_t window; /* the next bit is the highest; those that are not there are 0 */
} UnpackBits;

enum { UNPACK_MOST_BITS = 16 }; /* that can be asked for at a time */

/* Have UNPACK_MOST_BITS or more in the window. */
static inline void unpack_bits_fill(UnpackBits *bits)
{
	if (bits->n < UNPACK_MOST_BITS) {
		uint32_t two = 0;
		if (bits->left > 1) {
			two = (uint32_t)bits->next[0] << 8 | bits->next[1];
			bits->next += 2;
		} else if (bits->left == 1) {
			two = (uint32_t)*bits->next << 8;
		}
		bits->window |= two << (UNPACK_MOST_BITS - bits->n);
		bits->n += UNPACK_MOST_BITS;
		bits->left -= 2;
	}
}

/* Pass n bits of the window, 0 to UNPACK_MOST_BITS. */
static inline void unpack_bits_skip(UnpackBits *bits, uint32_t n)
{
	bits->window <<= n;
	bits->n -= (int32_t)n;
}

/* The next n bits as a number, and pass them; n is 0 to UNPACK_MOST_BITS. */
static inline uint32_t unpack_bits_take(UnpackBits *bits, uint32_t n)
{
	uint32_t taken;
	unpack_bits_fill(bits);
	taken = bits->window >> 1 >> (31 - n);
	unpack_bits_skip(bits, n);
	return taken;
}

/* unpack_bits_take() as a function, for where being small counts. */
uint32_t unpack_bits_read(UnpackBits *bits, uint32_t n);

/* A stream of so many bytes, from a bit on; and which bit that is. */
UnpackBits unpack_bits_at(const uint8_t *bytes, int32_t n_bytes, int32_t bit);
static inline int32_t unpack_bits_passed(const UnpackBits *bits, int32_t n_bytes)
{
	return (n_bytes - bits->left) * 8 - bits->n;
}

#endif
