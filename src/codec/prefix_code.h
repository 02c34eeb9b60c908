/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a prefix code, from their lengths. */
#ifndef CODEC_PREFIX_CODE_H
#define CODEC_PREFIX_CODE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The canonical code: words in the order of their lengths and, of equal ones, of the symbols'
 * numbers, each the least that no shorter word begins. words[n] holds them in the low bits, 0
 * for lengths of 0. Lengths are to MAX_CODE_BITS (code_lengths.h), and such that there is a
 * code: the sum of 2^-length over those above 0 is at most 1, which is the caller's promise.
 */
void prefix_code(const uint8_t *lengths, size_t n, uint32_t *words);

#endif
