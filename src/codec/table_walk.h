/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols of a stream, by decode tables (decode_tables.h) that may be anything, as TFLM does it. */
#ifndef CODEC_TABLE_WALK_H
#define CODEC_TABLE_WALK_H

#include "src/base/bytes.h"
#include "src/codec/decode_tables.h"

typedef struct WalkedTables {
	Bytes entries; /* n_entries of them, of 16 or 32 bits */
	size_t n_entries;
	bool is_wide;
	unsigned initial_bits; /* the first table's width, 1 to 16 */
} WalkedTables;

/* False where there is no such entry. */
bool walked_entry(const WalkedTables *tables, uint64_t index, TableEntry *entry);

/* A symbol with the bits of its word, or why there is none. */
typedef enum WalkOutcome {
	WALK_FOUND,
	WALK_STREAM_ENDS, /* before the bits that tables are looked up by */
	WALK_TABLES_END,  /* before the entry that is wanted */
} WalkOutcome;

typedef struct WalkedSymbol {
	uint32_t value;
	uint64_t bits; /* of its word */
} WalkedSymbol;

/* Decode the symbol at a bit of the stream, not beyond its end. Takes at most a step for each
 * bit that is left, so it ends. */
WalkOutcome walk_tables(const WalkedTables *tables, Bytes stream, uint64_t start,
	WalkedSymbol *symbol);

#endif
