/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/word_lookup.h"

/* The word that bits begin with, and its symbol. */
typedef struct Start {
	uint16_t symbol;
	uint8_t bits; /* or NOT_TOLD */
} Start;

enum { NOT_TOLD = 255, N_ENTRIES = 1 << LOOKUP_BITS };

/* Where a table lies in the tree of words. */
typedef struct Place {
	uint64_t first; /* its first entry */
	unsigned width;
	unsigned depth;  /* bits before it */
	uint32_t prefix; /* which ones */
} Place;

/* The symbol that so many entries in a row all have, of words of `most` bits or fewer. */
static bool same_symbol(const WalkedTables *tables, uint64_t first, size_t n,
	unsigned most, TableEntry *entry)
{
	if (!walked_entry(tables, first, entry) || !entry->found || entry->n > most)
		return false;
	TableEntry other;
	for (size_t i = 1; i < n; i++)
		if (!walked_entry(tables, first + i, &other) || !other.found ||
			other.n != entry->n || other.value != entry->value)
			return false;
	return true;
}

/* Note the words that a table, and those behind it, have for bits that begin with a prefix. */
static void note_words(const WalkedTables *tables, Place table, Start *starts)
{
	const unsigned left = LOOKUP_BITS - table.depth;
	const unsigned known = table.width < left ? table.width : left;
	if (table.width - known > LOOKUP_BITS_MORE)
		return;
	const size_t group = (size_t)1 << (table.width - known);
	for (uint32_t index = 0; index < UINT32_C(1) << known; index++) {
		const uint64_t at = table.first + index * group;
		const uint32_t prefix = table.prefix << known | index;
		TableEntry entry;
		if (same_symbol(tables, at, group, known, &entry)) {
			const Start start = {(uint16_t)entry.value, (uint8_t)(table.depth + entry.n)};
			const unsigned n_free = left - known;
			for (uint32_t i = 0; i < UINT32_C(1) << n_free; i++)
				starts[(prefix << n_free) + i] = start;
		} else if (left > known && walked_entry(tables, at, &entry) && !entry.found) {
			const Place next = {at + entry.value, entry.n + 1U, table.depth + known,
				prefix};
			note_words(tables, next, starts);
		}
	}
}

static bool same_start(Start a, Start b)
{
	return a.symbol == b.symbol && a.bits == b.bits;
}

/* Whether all bits that begin with a word are told to. */
static bool are_prefix_free(const Start *starts)
{
	for (uint32_t bits = 0; bits < N_ENTRIES; bits++) {
		if (starts[bits].bits == NOT_TOLD)
			continue;
		const uint32_t n = UINT32_C(1) << (LOOKUP_BITS - starts[bits].bits);
		const uint32_t first = bits & ~(n - 1);
		for (uint32_t i = 0; i < (bits == first ? n : 1); i++)
			if (!same_start(starts[first + i], starts[bits]))
				return false;
	}
	return true;
}

static uint32_t look_ahead(const Start *starts, uint32_t bits, bool is_int8)
{
	const uint32_t most = is_int8 ? MAX_LOOKUP_SYMBOLS : 1;
	const uint32_t mask = is_int8 ? UINT8_MAX : UINT16_MAX;
	uint32_t symbols = 0, used = 0, n = 0;
	while (n < most) {
		const Start next = starts[bits << used & (N_ENTRIES - 1)];
		if (next.bits > LOOKUP_BITS - used) /* as NOT_TOLD is */
			break;
		symbols |= (next.symbol & mask) << (8 * n++);
		used += next.bits;
	}
	return symbols << LOOKUP_SYMBOLS_SHIFT | n << LOOKUP_COUNT_SHIFT | used;
}

uint32_t *word_lookup(const WalkedTables *tables, bool is_int8, Arena *arena)
{
	Start starts[N_ENTRIES];
	for (size_t i = 0; i < N_ENTRIES; i++)
		starts[i] = (Start){0, NOT_TOLD};
	note_words(tables, (Place){.width = tables->initial_bits}, starts);
	if (!are_prefix_free(starts))
		return NULL;
	uint32_t *lookup = arena_array(arena, N_ENTRIES, sizeof *lookup);
	for (uint32_t bits = 0; bits < N_ENTRIES; bits++)
		lookup[bits] = look_ahead(starts, bits, is_int8);
	return lookup;
}
