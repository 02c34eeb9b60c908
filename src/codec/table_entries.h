/* SPDX-License-Identifier: Apache-2.0 */
/* How large the decode tables of a code are, without making them. */
#ifndef CODEC_TABLE_ENTRIES_H
#define CODEC_TABLE_ENTRIES_H

#include <stdint.h>

#include "src/codec/code_lengths.h"

/* Words of each length; [0] is not used. */
typedef struct CodeShape {
	uint32_t n_words[MAX_CODE_BITS + 1];
} CodeShape;

/*
 * Entries of the tables that decode_tables.h makes for the canonical code of this shape, the
 * first one's width left open. There are two words or more, at most 65536, and the code is
 * complete: the sum of 2^-length is 1. Takes no longer for many words than for few.
 */
uint32_t table_entries(const CodeShape *shape);

#endif
