/* SPDX-License-Identifier: Apache-2.0 */
/* Lengths of a prefix code's words that make a text and the tables to decode it small. */
#ifndef CODEC_TABLED_LENGTHS_H
#define CODEC_TABLED_LENGTHS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Fill lengths[n] by how often each symbol occurs; at most 65536 do, and the counts' sum is
 * below 2^48. An entry of the tables (decode_tables.h) costs as much as entry_bits of text.
 *
 * The optimal codes of every limit are tried, and the best is changed, two lengths at a time,
 * as long as that helps: text and tables together are never above those of any optimal code,
 * but not always the least there is.
 *
 * Lengths are to MAX_CODE_BITS (code_lengths.h), 0 for what does not occur and for the only
 * symbol that does. The same counts give the same lengths.
 */
void tabled_lengths(const uint64_t *counts, size_t n, unsigned entry_bits,
	uint8_t *lengths);

#endif
