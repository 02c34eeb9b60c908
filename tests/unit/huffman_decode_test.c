/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/rng.h"
#include "src/codec/huffman.h"
#include "tests/unit/huffman_examples.h"

static size_t value_bytes(DataType type)
{
	return type == TYPE_INT8 ? 1 : 2;
}

/* The definition of decoding, written down once more: a bit at a time. */
static bool decode_by_definition(const PackShape *shape, const Packed *packed,
	int16_t *values)
{
	const bool is_wide = packed->ancillary.data[5] & 1;
	const size_t entry_bytes = is_wide ? 4 : 2, n_bits = packed->encoded.n * 8;
	size_t at = 0;
	for (size_t i = 0; i < shape->n; i++) {
		uint64_t first = 0;
		unsigned width = (packed->ancillary.data[5] >> 4) + 1U;
		for (;;) {
			uint64_t index = 0;
			for (unsigned bit = 0; bit < width; bit++, at++) {
				if (at >= n_bits)
					return false;
				index = index << 1 | (packed->encoded.data[at / 8] >> (7 - at % 8) & 1);
			}
			index += first;
			const uint64_t byte = PACK_HEADER_BYTES + index * entry_bytes;
			if (byte + entry_bytes > packed->ancillary.n)
				return false;
			uint32_t entry = 0;
			memcpy(&entry, packed->ancillary.data + byte, entry_bytes);
			const unsigned n = entry >> (is_wide ? 27 : 11) & 15;
			if (entry >> (is_wide ? 31 : 15)) {
				values[i] =
					(int16_t)(shape->type == TYPE_INT8 ? (int8_t)entry : (int16_t)entry);
				at -= width > n ? width - n : 0;
				break;
			}
			width = n + 1;
			first = index + (entry & (is_wide ? 0x7ffffff : 0x7ff));
		}
	}
	return true;
}

/* Bytes in which entries are links now and then, and mostly short ones. */
static void random_tables(Rng *rng, uint8_t *bytes, size_t n, bool is_wide)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)rng_next(rng);
	const size_t entry_bytes = is_wide ? 4 : 2;
	const unsigned widest = 1 + (unsigned)rng_below(rng, 16);
	for (size_t i = 0; i + entry_bytes <= n; i += entry_bytes) {
		const bool is_link = rng_below(rng, 8) == 0;
		const uint32_t count = (uint32_t)rng_below(rng, is_link ? 4 : widest);
		const uint32_t value =
			(uint32_t)rng_below(rng, is_link ? n / entry_bytes / 2 + 1 : 256);
		const uint32_t entry = is_wide
			? (uint32_t)!is_link << 31 | count << 27 | value
			: (uint32_t)!is_link << 15 | count << 11 | (value & 2047);
		memcpy(bytes + i, &entry, entry_bytes);
	}
}

Test(huffman_decode, gives_of_any_bytes_what_is_defined_or_refuses_them)
{
	enum { MAX_BYTES = 20000, MAX_VALUES = 6000 };
	static int16_t defined[MAX_VALUES], decoded[MAX_VALUES];
	Rng rng = rng_new(6);
	int n_decoded = 0;
	for (int round = 0; round < 3000; round++) {
		/* Allocated to the byte, so that a sanitizer sees what lies beyond. */
		const size_t n_tables = rng_below(&rng, round % 3 ? 600 : 4 * 4200);
		const size_t n_stream = 4 * (1 + rng_below(&rng, round % 2 ? 20 : MAX_BYTES / 4));
		uint8_t *ancillary = malloc(PACK_HEADER_BYTES + n_tables);
		uint8_t *stream = malloc(n_stream);
		memset(ancillary, 0, PACK_HEADER_BYTES);
		const bool is_wide = rng_below(&rng, 2);
		ancillary[5] = (uint8_t)(rng_below(&rng, 14) << 4 | is_wide);
		random_tables(&rng, ancillary + PACK_HEADER_BYTES, n_tables, is_wide);
		for (size_t i = 0; i < n_stream; i++)
			stream[i] = (uint8_t)rng_next(&rng);
		const PackShape shape = {.type = is_wide && rng_below(&rng, 2) ? TYPE_INT16
																	   : TYPE_INT8,
			.n = rng_below(&rng, MAX_VALUES + 1)};
		const Packed packed = {{stream, n_stream},
			{ancillary, PACK_HEADER_BYTES + n_tables}};
		void *values = malloc(shape.n * value_bytes(shape.type) + 1);
		Error err = {0};
		const bool ok = decode_by_definition(&shape, &packed, defined);
		cr_assert(huffman_decode(&shape, &packed, values, &err) == ok, "%s", err.text);
		cr_assert(ok == !err.text[0]);
		for (size_t i = 0; ok && i < shape.n; i++)
			decoded[i] =
				shape.type == TYPE_INT8 ? ((int8_t *)values)[i] : ((int16_t *)values)[i];
		if (ok)
			cr_assert(memcmp(decoded, defined, shape.n * sizeof decoded[0]) == 0);
		n_decoded += ok;
		free(values);
		free(stream);
		free(ancillary);
	}
	cr_expect(n_decoded > 300 && n_decoded < 2700, "%d of 3000 decoded", n_decoded);
}

static void expect_refused(const PackShape *shape, const Packed *packed,
	const char *expected)
{
	int16_t values[100];
	Error err = {0};
	cr_assert(not(huffman_decode(shape, packed, values, &err)));
	cr_expect(eq(str, err.text, (char *)expected));
}

Test(huffman_decode, says_what_is_wrong)
{
	const HuffmanExample *example = &huffman_examples[0];
	uint8_t ancillary[PACK_HEADER_BYTES + 8] = {0};
	memcpy(ancillary, example->header, sizeof example->header);
	memcpy(ancillary + PACK_HEADER_BYTES, example->tables, 8);
	const PackShape shape = {.type = TYPE_INT8, .n = 40};
	const Bytes tables = {ancillary, sizeof ancillary}, stream = {example->encoded, 4};
	expect_refused(&shape, &(Packed){stream, {ancillary, 12}},
		"Huffman tables of 12 bytes, their header alone has 16");
	expect_refused(&(PackShape){.type = TYPE_INT16, .n = 4}, &(Packed){stream, tables},
		"Huffman tables of 16-bit entries, TFLM decodes int16 by 32-bit ones");
	expect_refused(&(PackShape){.type = TYPE_FLOAT32, .n = 4}, &(Packed){stream, tables},
		"a Huffman code of float32, TFLM decodes int8 and int16");
	expect_refused(&shape, &(Packed){{example->encoded, 3}, tables},
		"a Huffman stream of 3 bytes, TFLM reads words of 4");
	expect_refused(&shape, &(Packed){{example->encoded, 0}, tables},
		"a Huffman stream of 0 bytes, TFLM reads words of 4");
	expect_refused(&shape, &(Packed){stream, tables},
		"the stream ends after 28 of 40 values");
	expect_refused(&shape, &(Packed){stream, {ancillary, sizeof ancillary - 1}},
		"value 3 wants an entry beyond the Huffman tables");
}
