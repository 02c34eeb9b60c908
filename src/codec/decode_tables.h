/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables by which TFLM_DECODE reads a prefix code, in few entries.
 *
 * The decoder takes initial_bits of the stream for an index into the first table. An entry
 * there is a symbol, with the number of those bits that are its word's, and the decoder puts
 * the others back; or a link to another table, and that one's width, for which it takes as
 * many bits more. So a table of width w has 2^w entries, and a symbol whose word ends before
 * all of them are used has an entry for each value of the bits that are left.
 *
 *             16 bits    32 bits
 *   found     15         31         1: a symbol, 0: a link
 *   n         14-11      30-27      a symbol's bits in this table; a link's width - 1
 *   value     10-0       26-0       the symbol; entries from this one to the linked table
 */
#ifndef CODEC_DECODE_TABLES_H
#define CODEC_DECODE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"

enum {
	MAX_TABLE_WIDTH = 15, /* 4 bits count what a symbol uses of it */
	NARROW_VALUE_BITS = 11,
	WIDE_VALUE_BITS = 27
};

/* An entry, whatever its size. */
typedef struct TableEntry {
	bool found;
	uint8_t n;
	uint32_t value;
} TableEntry;

static inline TableEntry table_entry(uint32_t bits, bool is_wide)
{
	const unsigned value_bits = is_wide ? WIDE_VALUE_BITS : NARROW_VALUE_BITS;
	return (TableEntry){
		.found = bits >> (value_bits + 4) & 1,
		.n = (uint8_t)(bits >> value_bits & 15),
		.value = bits & ((UINT32_C(1) << value_bits) - 1),
	};
}

typedef struct DecodeTables {
	unsigned initial_bits; /* the first table's width, 1 to MAX_TABLE_WIDTH */
	bool is_wide;          /* entries have 32 bits */
	unsigned put_back;     /* the most bits that a symbol leaves of those taken */
	size_t n_entries;
	TableEntry *entries;
} DecodeTables;

/*
 * The tables with the fewest entries for a prefix code, made in the arena. lengths and words
 * are of n symbols as in prefix_code.h; where all lengths are 0 the code is that of `only`,
 * a word of no bits. initial_bits 0 leaves the first table's width open. Of layouts as small
 * the one with the widest tables is taken: it decodes in fewer steps. Entries are narrow
 * where symbols and links fit, if they may be.
 */
typedef struct PrefixCode {
	size_t n;
	const uint8_t *lengths;
	const uint32_t *words;
	uint32_t only;
} PrefixCode;

void decode_tables(const PrefixCode *code, unsigned initial_bits, bool may_be_narrow,
	Arena *arena, DecodeTables *tables);

/* Bytes that the entries take. */
static inline size_t decode_tables_bytes(const DecodeTables *tables)
{
	return tables->n_entries * (tables->is_wide ? 4 : 2);
}

/* Write them, little-endian. */
void decode_tables_write(const DecodeTables *tables, uint8_t *bytes);

#endif
