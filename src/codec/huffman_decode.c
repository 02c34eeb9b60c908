/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Most symbols have short words: they are looked up by the next bits of the stream, in a list
 * made of the tables beforehand. The others, those near the stream's end, and those for which
 * the tables lead nowhere are decoded as TFLM does it, step by step, and each step is checked.
 */
#include <string.h>

#include "src/codec/bits.h"
#include "src/codec/decode_tables.h"
#include "src/codec/huffman.h"

enum { LOOKUP_BITS = 12, MAX_LOOKUP_BITS = 16 };

typedef struct Decoder {
	Bytes entries;
	size_t n_entries;
	bool is_wide;
	unsigned initial_bits; /* 1 to 16 */
	Bytes stream;          /* words of 32 bits, one at least */
} Decoder;

/* A symbol, and the bits of its word; or why there is none. */
typedef enum Outcome {
	FOUND,
	STREAM_ENDS,
	TABLE_ENDS,
	SYMBOL_TOO_LONG,
} Outcome;

typedef struct Symbol {
	uint32_t value;
	uint64_t bits;
} Symbol;

static bool read_entry(const Decoder *decoder, uint64_t index, TableEntry *entry)
{
	if (index >= decoder->n_entries)
		return false;
	uint32_t bits = 0;
	const unsigned entry_bytes = decoder->is_wide ? 4 : 2;
	for (unsigned i = entry_bytes; i-- > 0;)
		bits = bits << 8 | decoder->entries.data[index * entry_bytes + i];
	*entry = table_entry(bits, decoder->is_wide);
	return true;
}

/* Bits at to at + n - 1 of the stream, 16 at most, which are there. */
static uint32_t stream_bits(Bytes stream, uint64_t at, unsigned n)
{
	const BitReader reader = {stream, at};
	return bits_peek(&reader, n);
}

/* Decode the symbol at a bit of a stream of n_bits. Every link takes a bit or more. */
static Outcome find_symbol(const Decoder *decoder, Bytes stream, uint64_t n_bits,
	uint64_t start, Symbol *symbol)
{
	uint64_t at = start, index = 0;
	unsigned width = decoder->initial_bits;
	for (;;) {
		if (width > n_bits - at)
			return STREAM_ENDS;
		index += stream_bits(stream, at, width);
		at += width;
		TableEntry entry;
		if (!read_entry(decoder, index, &entry))
			return TABLE_ENDS;
		if (entry.found) {
			if (entry.n > width)
				return SYMBOL_TOO_LONG;
			*symbol = (Symbol){entry.value, at - (width - entry.n) - start};
			return FOUND;
		}
		index += entry.value;
		width = entry.n + 1U;
	}
}

/* What the next bits hold: symbols (of 8 bits three at most, of 16 one), how many bits they
 * have together, and their number; 0 of them where find_symbol is to look. */
typedef struct Lookup {
	unsigned width;
	uint32_t list[1 << MAX_LOOKUP_BITS];
} Lookup;

enum { LOOKUP_BITS_SHIFT = 24, LOOKUP_COUNT_SHIFT = 29, MAX_SYMBOLS_A_LOOKUP = 3 };

static uint32_t look_ahead(const Decoder *decoder, unsigned width, uint32_t bits,
	bool is_int8)
{
	const unsigned value_bits = is_int8 ? 8 : 16;
	const unsigned most = is_int8 ? MAX_SYMBOLS_A_LOOKUP : 1;
	const uint32_t left_aligned = bits << (MAX_LOOKUP_BITS - width);
	const uint8_t bytes[2] = {(uint8_t)(left_aligned >> 8), (uint8_t)left_aligned};
	uint32_t values = 0, at = 0, n = 0;
	Symbol symbol;
	while (n < most &&
		find_symbol(decoder, (Bytes){bytes, 2}, width, at, &symbol) == FOUND) {
		values |= (symbol.value & ((UINT32_C(1) << value_bits) - 1))
			<< (n++ * value_bits);
		at += (uint32_t)symbol.bits;
	}
	return values | at << LOOKUP_BITS_SHIFT | n << LOOKUP_COUNT_SHIFT;
}

static Lookup *make_lookup(const Decoder *decoder, bool is_int8, Arena *arena)
{
	Lookup *lookup = arena_alloc(arena, sizeof *lookup);
	lookup->width =
		decoder->initial_bits > LOOKUP_BITS ? decoder->initial_bits : LOOKUP_BITS;
	for (uint32_t bits = 0; bits < UINT32_C(1) << lookup->width; bits++)
		lookup->list[bits] = look_ahead(decoder, lookup->width, bits, is_int8);
	return lookup;
}

/* The next 57 bits or more of a stream that has 64, the first one highest. */
static inline uint64_t window(Bytes stream, uint64_t at)
{
	const uint8_t *bytes = stream.data + at / 8;
	uint64_t bits = 0;
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | bytes[i];
	return bits << (at % 8);
}

static void put_value(void *values, size_t i, uint32_t value, bool is_int8)
{
	if (is_int8)
		((uint8_t *)values)[i] = (uint8_t)value;
	else
		((uint16_t *)values)[i] = (uint16_t)value;
}

/* Where decoding stands. */
typedef struct Progress {
	uint64_t at; /* bits of the stream that are passed */
	size_t done; /* values that are written */
} Progress;

enum { LOOKUPS_A_WINDOW = 3 }; /* of 16 bits at most */

/* Decode while the stream has 64 bits more and a lookup holds the next symbol. */
static inline void decode_by_lookup(Bytes stream, const Lookup *lookup, void *values,
	size_t n, bool is_int8, Progress *progress)
{
	const uint64_t n_bits = (uint64_t)stream.n * 8;
	const size_t at_once = LOOKUPS_A_WINDOW * MAX_SYMBOLS_A_LOOKUP + 1;
	uint64_t at = progress->at;
	size_t done = progress->done;
	uint32_t count = 1;
	while (count && n_bits - at >= 64 && n - done >= at_once) {
		uint64_t bits = window(stream, at);
		for (int i = 0; i < LOOKUPS_A_WINDOW; i++) {
			const uint32_t found = lookup->list[bits >> (64 - lookup->width)];
			const uint32_t n_found_bits = found >> LOOKUP_BITS_SHIFT & 31;
			if (is_int8)
				memcpy((uint8_t *)values + done, &found, sizeof found);
			else
				((uint16_t *)values)[done] = (uint16_t)found;
			count = found >> LOOKUP_COUNT_SHIFT;
			done += count;
			at += n_found_bits;
			bits <<= n_found_bits;
		}
	}
	*progress = (Progress){at, done};
}

static bool refuse(Outcome outcome, const Progress *progress, size_t n, Error *err)
{
	switch (outcome) {
	case STREAM_ENDS:
		return failed(err, "the stream ends after %zu of %zu values", progress->done, n);
	case TABLE_ENDS:
		return failed(err,
			"value %zu: the Huffman tables end before the entry that is wanted",
			progress->done);
	default:
		return failed(err, "value %zu: a symbol has more bits than its Huffman table",
			progress->done);
	}
}

static bool decode(const Decoder *decoder, const Lookup *lookup, bool is_int8, size_t n,
	void *values, Error *err)
{
	Progress progress = {0};
	while (progress.done < n) {
		if (lookup && is_int8)
			decode_by_lookup(decoder->stream, lookup, values, n, true, &progress);
		else if (lookup)
			decode_by_lookup(decoder->stream, lookup, values, n, false, &progress);
		Symbol symbol;
		const Outcome outcome = find_symbol(decoder, decoder->stream,
			(uint64_t)decoder->stream.n * 8, progress.at, &symbol);
		if (outcome != FOUND)
			return refuse(outcome, &progress, n, err);
		put_value(values, progress.done++, symbol.value, is_int8);
		progress.at += symbol.bits;
	}
	return true;
}

static bool open_decoder(const PackShape *shape, const Packed *packed, Decoder *decoder,
	Error *err)
{
	const Bytes ancillary = packed->ancillary, stream = packed->encoded;
	if (ancillary.n < PACK_HEADER_BYTES)
		return failed(err, "%zu bytes of Huffman tables, their header alone has %d",
			ancillary.n, PACK_HEADER_BYTES);
	const bool is_wide = ancillary.data[5] & 1;
	if (shape->type != TYPE_INT8 && shape->type != TYPE_INT16)
		return failed(err, "Huffman code of %s, TFLM takes int8 and int16",
			type_name(shape->type));
	if (shape->type == TYPE_INT16 && !is_wide)
		return failed(err, "Huffman tables of 16-bit entries, int16 takes 32-bit ones");
	if (stream.n == 0 || stream.n % 4)
		return failed(err, "a Huffman stream of %zu bytes, it is read in words of 4",
			stream.n);
	const Bytes entries = {ancillary.data + PACK_HEADER_BYTES,
		ancillary.n - PACK_HEADER_BYTES};
	*decoder = (Decoder){
		.entries = entries,
		.n_entries = entries.n / (is_wide ? 4 : 2),
		.is_wide = is_wide,
		.initial_bits = (ancillary.data[5] >> 4) + 1U,
		.stream = stream,
	};
	return true;
}

bool huffman_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err)
{
	/* A lookup costs about as much as decoding so many values without it. */
	enum { WORTH_A_LOOKUP = 1 << LOOKUP_BITS };
	Decoder decoder;
	if (!open_decoder(shape, packed, &decoder, err))
		return false;
	const bool is_int8 = shape->type == TYPE_INT8;
	Arena scratch = {0};
	const Lookup *lookup =
		shape->n >= WORTH_A_LOOKUP ? make_lookup(&decoder, is_int8, &scratch) : NULL;
	const bool ok = decode(&decoder, lookup, is_int8, shape->n, values, err);
	arena_finish(&scratch);
	return ok;
}
