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

#include <stddef.h>

enum { AT_FORM = 5, IS_WIDE = 1, WIDTH_SHIFT = 4, COUNT_MASK = 15 };
enum { NARROW_BITS = 11, WIDE_BITS = 27 }; /* of an entry's value */

/* In the scratch: the symbol that so many bits begin with, and below it how many of them are
 * its word; IS_LONG: they do not tell. */
enum { SHORT = 8, LENGTH_MASK = 15, IS_LONG = 15, SYMBOL_SHIFT = 8 };

static uint32_t entry_at(const uint8_t *entry, uint32_t entry_bytes)
{
	uint32_t bits = (uint32_t)entry[0] | (uint32_t)entry[1] << 8;
	if (entry_bytes == 4)
		bits |= (uint32_t)entry[2] << 16 | (uint32_t)entry[3] << 24;
	return bits;
}

/* The entry of the next symbol, which is passed; the symbol is in its low bits. */
static uint32_t next_symbol(UnpackBits *bits, const PackedTensor *tensor)
{
	const uint32_t form = tensor->ancillary[AT_FORM];
	const uint32_t entry_bytes = form & IS_WIDE ? 4 : 2;
	const uint32_t value_bits = form & IS_WIDE ? WIDE_BITS : NARROW_BITS;
	const uint8_t *table = tensor->ancillary + UNPACK_HEADER_BYTES;
	uint32_t width = (form >> WIDTH_SHIFT) + 1;

	for (;;) {
		unpack_bits_fill(bits);
		const uint32_t index = bits->window >> (32 - width);
		const uint32_t entry = entry_at(table + index * entry_bytes, entry_bytes);
		const uint32_t count = entry >> value_bits & COUNT_MASK;
		if (entry >> (value_bits + 4)) {
			unpack_bits_skip(bits, count);
			return entry;
		}
		unpack_bits_skip(bits, width);
		table += (index + (entry & ((1u << value_bits) - 1))) * entry_bytes;
		width = count + 1;
	}
}

static void start(Unpack *unpack)
{
	const bool is_wide = unpack->tensor->ancillary[AT_FORM] & IS_WIDE;
	uint16_t *symbols = (uint16_t *)unpack->scratch;

	for (uint32_t at = 0; at < 1u << SHORT;) {
		UnpackBits bits = {NULL, 0, UNPACK_MOST_BITS, at << (32 - SHORT)};
		const int32_t from = unpack_bits_passed(&bits, 0);
		const uint32_t entry = next_symbol(&bits, unpack->tensor);
		const uint32_t length = (uint32_t)(unpack_bits_passed(&bits, 0) - from);
		uint32_t end = at + 1;
		/* No bits: here no word begins, or there is one only. */
		if (length < SHORT && (entry >> (is_wide ? WIDE_BITS : NARROW_BITS) & COUNT_MASK))
			end = at + (1u << (SHORT - length));
		while (at < end)
			symbols[at++] = (uint16_t)((entry & 0xff) << SYMBOL_SHIFT |
				(length > SHORT ? (uint32_t)IS_LONG : length));
	}
}

static void next_bytes(Unpack *unpack, uint8_t *out, int32_t n)
{
	const uint16_t *symbols = (const uint16_t *)unpack->scratch;
	UnpackBits bits = unpack->bits;

	for (const uint8_t *end = out + n; out < end;) {
		uint32_t symbol;
		unpack_bits_fill(&bits);
		symbol = symbols[bits.window >> (32 - SHORT)];
		if ((symbol & LENGTH_MASK) == IS_LONG) {
			unpack->bits = bits;
			*out++ = (uint8_t)next_symbol(&unpack->bits, unpack->tensor);
			bits = unpack->bits;
		} else {
			unpack_bits_skip(&bits, symbol & LENGTH_MASK);
			*out++ = (uint8_t)(symbol >> SYMBOL_SHIFT);
		}
	}
	unpack->bits = bits;
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	uint8_t *to = (uint8_t *)out;

	if (unpack->tensor->value_bytes == 1) {
		next_bytes(unpack, to, n);
		return;
	}
	for (; n > 0; n--) {
		const uint32_t symbol = next_symbol(&unpack->bits, unpack->tensor);
		*to++ = (uint8_t)symbol;
		*to++ = (uint8_t)(symbol >> 8);
	}
}

const UnpackKind unpack_huffman = {start, next};
