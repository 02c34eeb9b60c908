/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lengths of a prefix code's words that make a text shortest, none above a limit, by
 * package-merge: L. Larmore, D. Hirschberg, "A Fast Algorithm for Optimal Length-Limited
 * Huffman Codes", Journal of the ACM 37 (3), 1990.
 */
#ifndef CODEC_CODE_LENGTHS_H
#define CODEC_CODE_LENGTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_CODE_BITS = 32 };

/*
 * Fill lengths[n], in bits, by how often each symbol occurs; the counts' sum is below 2^56.
 * A symbol that does not occur has length 0, and so has the only one that does. The same
 * counts give the same lengths. limit is 0 to MAX_CODE_BITS; false, and lengths untouched,
 * where more than 2^limit symbols occur.
 */
bool code_lengths(const uint64_t *counts, size_t n, unsigned limit, uint8_t *lengths);

/* Bits of a text that holds each symbol so many times. */
uint64_t coded_bits(const uint64_t *counts, const uint8_t *lengths, size_t n);

#endif
