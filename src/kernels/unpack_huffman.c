/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Behind the header stand the tables. The first is looked up by so many bits of the stream as
 * the header says. An entry either is a symbol, and says how many of these bits are its word's;
 * or it says where another table begins, counted from itself, and of how many bits that is.
 *
 *             16 bits    32 bits
 *   found     15         31         1: a symbol, 0: a link
 *   n         14-11      30-27      bits of the symbol's word in this table; a link's width - 1
 *   value     10-0       26-0       the symbol; entries from this one to the linked table
 */
#include "src/kernels/unpack_huffman.h"

enum { AT_FORM = 5, IS_WIDE = 1, WIDTH_SHIFT = 4, COUNT_MASK = 15 };

static void start(Unpack *unpack)
{
	unpack->values += UNPACK_HEADER_BYTES;
}

static inline uint32_t entry_at(const uint8_t *entry, bool is_wide)
{
	uint32_t bits = (uint32_t)entry[0] | (uint32_t)entry[1] << 8;
	if (is_wide)
		bits |= (uint32_t)entry[2] << 16 | (uint32_t)entry[3] << 24;
	return bits;
}

/* The entry of the next symbol, which is passed. */
static inline uint32_t next_symbol(UnpackBits *bits, const uint8_t *table, uint32_t width,
	bool is_wide)
{
	const uint32_t value_bits = is_wide ? 27 : 11, entry_bytes = is_wide ? 4 : 2;
	for (;;) {
		unpack_bits_fill(bits);
		const uint32_t index = bits->window >> (32 - width);
		const uint32_t entry = entry_at(table + index * entry_bytes, is_wide);
		const uint32_t count = entry >> value_bits & COUNT_MASK;
		if (entry >> (value_bits + 4)) {
			unpack_bits_skip(bits, count);
			return entry;
		}
		unpack_bits_skip(bits, width);
		table += (index + (entry & ((UINT32_C(1) << value_bits) - 1))) * entry_bytes;
		width = count + 1;
	}
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	const uint32_t form = unpack->tensor->ancillary[AT_FORM];
	const uint32_t width = (form >> WIDTH_SHIFT) + 1;
	const int32_t value_bytes = unpack->tensor->value_bytes;
	const uint8_t *tables = unpack->values;
	UnpackBits bits = unpack->bits;
	uint8_t *to = (uint8_t *)out;

	if (!(form & IS_WIDE)) {
		for (const uint8_t *end = to + n; to < end;)
			*to++ = (uint8_t)next_symbol(&bits, tables, width, false);
	} else {
		for (; n > 0; n--) {
			uint32_t symbol = next_symbol(&bits, tables, width, true);
			*to++ = (uint8_t)symbol;
			if (value_bytes == 2)
				*to++ = (uint8_t)(symbol >> 8);
		}
	}
	unpack->bits = bits;
}

const UnpackKind unpack_huffman = {start, next};
