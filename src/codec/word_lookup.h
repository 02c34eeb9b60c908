/* SPDX-License-Identifier: Apache-2.0 */
/* The symbols that a stream goes on with, by its next bits: decode tables made fast. */
#ifndef CODEC_WORD_LOOKUP_H
#define CODEC_WORD_LOOKUP_H

#include "src/base/arena.h"
#include "src/codec/table_walk.h"

/* An entry: how many bits its symbols have together, how many symbols that are (0 where the
 * bits do not tell), and then the symbols, the first one lowest. */
enum {
	LOOKUP_USED_MASK = 63,
	LOOKUP_COUNT_SHIFT = 6,
	LOOKUP_COUNT_MASK = 3,
	LOOKUP_SYMBOLS_SHIFT = 8,
};

enum {
	LOOKUP_BITS = 12,      /* of the stream that are looked at */
	LOOKUP_BITS_MORE = 4,  /* that the tables may look at beyond them, and need not */
	MAX_LOOKUP_SYMBOLS = 3 /* of int8; one of int16 */
};

/*
 * An entry for each value of the next LOOKUP_BITS bits, in the arena. NULL for tables that do
 * not give one symbol for all bits that begin with its word, as those of a prefix code do.
 */
uint32_t *word_lookup(const WalkedTables *tables, bool is_int8, Arena *arena);

#endif
