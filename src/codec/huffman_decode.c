/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Most symbols have short words: they are looked up by the next bits of the stream. The others,
 * those near the stream's end, and those for which the tables lead nowhere are decoded as TFLM
 * does it, step by step, and each step is checked.
 */
#include <string.h>

#include "src/codec/bits.h"
#include "src/codec/huffman.h"
#include "src/codec/table_walk.h"
#include "src/codec/word_lookup.h"

/* A stream, and where its decoding stands. */
typedef struct Decoder {
	WalkedTables tables;
	Bytes stream; /* words of 32 bits, one at least */
	bool is_int8;
	void *values; /* [n] */
	size_t n;
	uint64_t at; /* bits of the stream that are passed */
	size_t done; /* values that are written */
} Decoder;

/* Decode while lookups tell symbols, as long as whatever they and the tables look at is there
 * beyond doubt. */
static inline void decode_by_lookup(Decoder *decoder, const uint32_t *lookup,
	bool is_int8)
{
	enum { LOOKUPS = 4, BITS_WANTED = 64 + 7 + LOOKUP_BITS + LOOKUP_BITS_MORE };
	const uint64_t n_bits = (uint64_t)decoder->stream.n * 8;
	uint64_t at = decoder->at;
	size_t done = decoder->done;
	uint32_t count = 1;
	while (count && n_bits - at >= BITS_WANTED &&
		decoder->n - done > LOOKUPS * MAX_LOOKUP_SYMBOLS) {
		uint64_t bits = read_high_first(decoder->stream.data + at / 8) << (at % 8);
		for (int i = 0; i < LOOKUPS; i++) {
			const uint32_t found = lookup[bits >> (64 - LOOKUP_BITS)];
			const uint32_t used = found & LOOKUP_USED_MASK;
			const uint32_t symbols = found >> LOOKUP_SYMBOLS_SHIFT;
			/* Of four bytes, those that are no symbols are overwritten by the next. */
			if (is_int8)
				memcpy((uint8_t *)decoder->values + done, &symbols, sizeof symbols);
			else
				((uint16_t *)decoder->values)[done] = (uint16_t)symbols;
			count = found >> LOOKUP_COUNT_SHIFT & LOOKUP_COUNT_MASK;
			done += count;
			at += used;
			bits <<= used;
		}
	}
	decoder->at = at;
	decoder->done = done;
}

static bool decode_by_steps(Decoder *decoder, Error *err)
{
	WalkedSymbol symbol;
	switch (walk_tables(&decoder->tables, decoder->stream, decoder->at, &symbol)) {
	case WALK_STREAM_ENDS:
		return failed(err, "the stream ends after %zu of %zu values", decoder->done,
			decoder->n);
	case WALK_TABLES_END:
		return failed(err, "value %zu wants an entry beyond the Huffman tables",
			decoder->done);
	case WALK_FOUND:
		break;
	}
	if (decoder->is_int8)
		((uint8_t *)decoder->values)[decoder->done] = (uint8_t)symbol.value;
	else
		((uint16_t *)decoder->values)[decoder->done] = (uint16_t)symbol.value;
	decoder->done++;
	decoder->at += symbol.bits;
	return true;
}

static bool decode(Decoder *decoder, Error *err)
{
	Arena scratch = {0};
	const uint32_t *lookup = NULL;
	if (decoder->n >= 1 << LOOKUP_BITS) /* or else making it takes longer than it saves */
		lookup = word_lookup(&decoder->tables, decoder->is_int8, &scratch);
	bool ok = true;
	while (ok && decoder->done < decoder->n) {
		if (lookup && decoder->is_int8)
			decode_by_lookup(decoder, lookup, true);
		else if (lookup)
			decode_by_lookup(decoder, lookup, false);
		ok = decode_by_steps(decoder, err);
	}
	arena_finish(&scratch);
	return ok;
}

bool huffman_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err)
{
	const Bytes ancillary = packed->ancillary, stream = packed->encoded;
	if (ancillary.n < PACK_HEADER_BYTES)
		return failed(err, "Huffman tables of %zu bytes, their header alone has %d",
			ancillary.n, PACK_HEADER_BYTES);
	const bool is_wide = ancillary.data[5] & 1;
	if (shape->type != TYPE_INT8 && shape->type != TYPE_INT16)
		return failed(err, "a Huffman code of %s, TFLM decodes int8 and int16",
			type_name(shape->type));
	if (shape->type == TYPE_INT16 && !is_wide)
		return failed(err,
			"Huffman tables of 16-bit entries, TFLM decodes int16 by 32-bit ones");
	if (stream.n == 0 || stream.n % 4)
		return failed(err, "a Huffman stream of %zu bytes, TFLM reads words of 4",
			stream.n);

	const Bytes entries = {ancillary.data + PACK_HEADER_BYTES,
		ancillary.n - PACK_HEADER_BYTES};
	Decoder decoder = {
		.tables = {entries, entries.n / (is_wide ? 4 : 2), is_wide,
			(ancillary.data[5] >> 4) + 1U},
		.stream = stream,
		.is_int8 = shape->type == TYPE_INT8,
		.values = values,
		.n = shape->n,
	};
	return decode(&decoder, err);
}
