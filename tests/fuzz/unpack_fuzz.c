/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as packed values of every type: what is refused says why, and nothing is read or
 * written beyond what is there. The bytes as values too, which must come back from each kind of
 * packing.
 *
 * The input: a byte each for the type, the channels, and how many values there are; the header of
 * 16 bytes with what follows it to a mark of four 0xff; then the encoded bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "src/codec/bitmap.h"
#include "src/codec/huffman.h"
#include "src/codec/lookup.h"
#include "src/codec/sparse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_BYTES = 3, MARK_BYTES = 4 };

static const DataType types[] = {TYPE_INT8, TYPE_INT16, TYPE_INT32, TYPE_INT64, TYPE_BOOL,
	TYPE_FLOAT32, TYPE_UINT8};
enum { N_PACKED = sizeof types / sizeof types[0] - 1, N_TYPES_HERE = N_PACKED + 1 };

static void expect(bool ok)
{
	if (!ok)
		abort();
}

static const uint8_t *find_mark(const uint8_t *data, size_t size)
{
	static const uint8_t mark[MARK_BYTES] = {0xff, 0xff, 0xff, 0xff};
	for (size_t i = 0; i + MARK_BYTES <= size; i++) {
		if (memcmp(data + i, mark, MARK_BYTES) == 0)
			return data + i;
	}
	return NULL;
}

/* A block of its own, so that reading beyond it is seen. */
static Bytes copy_of(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (n)
		memcpy(copy, data, n);
	return (Bytes){copy, n};
}

static void is_unpacked_or_refused(const PackShape *shape, Bytes encoded, Bytes ancillary)
{
	Error err = {0};
	Packed packed = {copy_of(encoded.data, encoded.n),
		copy_of(ancillary.data, ancillary.n)};
	void *values = malloc(shape->n * pack_value_bytes(shape->type));
	bool ok = unpack(shape, &packed, values, &err);
	expect(ok == (err.text[0] == '\0'));
	free(values);
	free((void *)packed.encoded.data);
	free((void *)packed.ancillary.data);
}

static void comes_back(const PackShape *shape, const Packed *packed, const void *values)
{
	Error err = {0};
	size_t n_bytes = shape->n * pack_value_bytes(shape->type);
	void *again = malloc(n_bytes + 1);
	expect(unpack(shape, packed, again, &err) && memcmp(again, values, n_bytes) == 0);
	free(again);
}

static void is_packed_and_comes_back(const PackShape *shape, const void *values)
{
	Arena arena = {0};
	Packed packed;
	if (lookup_encode(shape, values, &arena, &packed))
		comes_back(shape, &packed, values);
	if (bitmap_encode(shape, values, &arena, &packed))
		comes_back(shape, &packed, values);
	if (sparse_encode(shape, values, &arena, &packed))
		comes_back(shape, &packed, values);
	if (shape->n && (shape->type == TYPE_INT8 || shape->type == TYPE_INT16)) {
		SymbolCounts counts = symbol_counts_new(shape->type, &arena);
		symbol_counts_add(&counts, values, shape->n);
		const HuffmanCode *code = huffman_code(&counts, &arena);
		if (code) {
			packed.ancillary = code->ancillary;
			packed.encoded = huffman_encode(code, values, shape->n, &arena);
			comes_back(shape, &packed, values);
		}
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t zero_points[] = {-128, 3, 0, 127, 1, -1, 0, 5};
	if (size < HEAD_BYTES)
		return 0;
	PackShape shape = {.type = types[data[0] % N_TYPES_HERE],
		.channels = 1 + (data[1] & 7),
		.is_last = data[1] & 8,
		.zero_points = data[1] & 16 ? zero_points : NULL};
	shape.row = data[2] & 7;
	shape.n = (size_t)data[2] * (size_t)data[2] / 8 *
		(data[1] & 32 ? 1u : (unsigned)shape.channels);

	const uint8_t *rest = data + HEAD_BYTES, *mark = find_mark(rest, size - HEAD_BYTES);
	if (mark) {
		size_t after = size - (size_t)(mark + MARK_BYTES - data);
		is_unpacked_or_refused(&shape, (Bytes){mark + MARK_BYTES, after},
			(Bytes){rest, (size_t)(mark - rest)});
	}
	if (shape.type == types[N_PACKED])
		return 0;
	size_t n_each =
		(size - HEAD_BYTES) / pack_value_bytes(shape.type) / (size_t)shape.channels;
	shape.n = n_each * (size_t)shape.channels;
	shape.row = n_each;
	void *values = malloc(size);
	memcpy(values, rest, size - HEAD_BYTES);
	is_packed_and_comes_back(&shape, values);
	free(values);
	return 0;
}
