/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/table_walk.h"

#include "src/codec/bits.h"

bool walked_entry(const WalkedTables *tables, uint64_t index, TableEntry *entry)
{
	if (index >= tables->n_entries)
		return false;
	uint32_t bits = 0;
	const unsigned entry_bytes = tables->is_wide ? 4 : 2;
	for (unsigned i = entry_bytes; i-- > 0;)
		bits = bits << 8 | tables->entries.data[index * entry_bytes + i];
	*entry = table_entry(bits, tables->is_wide);
	return true;
}

WalkOutcome walk_tables(const WalkedTables *tables, Bytes stream, uint64_t start,
	WalkedSymbol *symbol)
{
	const uint64_t n_bits = (uint64_t)stream.n * 8;
	BitReader reader = {stream, start};
	uint64_t index = 0;
	unsigned width = tables->initial_bits;
	for (;;) {
		if (width > n_bits - reader.at)
			return WALK_STREAM_ENDS;
		index += bits_peek(&reader, width);
		bits_skip(&reader, width);
		TableEntry entry;
		if (!walked_entry(tables, index, &entry))
			return WALK_TABLES_END;
		if (entry.found) {
			/* Of bits that its table did not ask for, TFLM gives none back. */
			const unsigned unused = entry.n < width ? width - entry.n : 0;
			*symbol = (WalkedSymbol){entry.value, reader.at - unused - start};
			return WALK_FOUND;
		}
		index += entry.value;
		width = entry.n + 1U;
	}
}
