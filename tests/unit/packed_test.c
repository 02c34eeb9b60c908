/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/packed.h"

#include "src/codec/bitmap.h"
#include "src/codec/huffman.h"
#include "src/codec/lookup.h"
#include "src/codec/sparse.h"
#include "tests/unit/packed_case.h"

Test(packed, kinds_have_names)
{
	cr_expect_str_eq(pack_kind_name(PACK_LOOKUP), "lut");
	cr_expect_str_eq(pack_kind_name(PACK_HUFFMAN), "huffman");
	cr_expect_str_eq(pack_kind_name(PACK_BITMAP), "bitmap");
	cr_expect_str_eq(pack_kind_name(PACK_SPARSE), "sparse");
	cr_expect_null(pack_kind_name(3));
	cr_expect_null(pack_kind_name(127));
	cr_expect_null(pack_kind_name(-1));
}

static bool encode_with_huffman(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	SymbolCounts counts = symbol_counts_new(shape->type, arena);
	symbol_counts_add(&counts, values, shape->n);
	const HuffmanCode *code = huffman_code(&counts, arena);
	if (!code)
		return false;
	packed->ancillary = code->ancillary;
	packed->encoded = huffman_encode(code, values, shape->n, arena);
	return true;
}

Test(packed, values_of_every_kind_are_unpacked_by_their_header)
{
	static PackEncode *const encoders[] = {lookup_encode, encode_with_huffman,
		bitmap_encode, sparse_encode};
	static const PackKind kinds[] = {PACK_LOOKUP, PACK_HUFFMAN, PACK_BITMAP, PACK_SPARSE};
	Rng rng = rng_new(9);
	Arena arena = {0};
	void *values = random_values(TYPE_INT8, 3000, 20, 0.8f, &rng, &arena);
	PackShape shape = pack_shape(TYPE_INT8, 3000, 3, false);
	for (int i = 0; i < 4; i++) {
		Error err = {0};
		PackKind kind;
		Packed packed = expect_round(encoders[i], unpack, &shape, values, &arena);
		cr_expect(packed_kind(&packed, &kind, &err));
		cr_expect_eq(kind, kinds[i]);
	}
	arena_finish(&arena);
}

Test(packed, headers_that_are_not_known_are_refused)
{
	PackShape shape = pack_shape(TYPE_INT8, 8, 1, false);
	expect_refused(unpack, &shape, BYTES(0), BYTES(2, 1, 0, 0, 1),
		"ancillary data of 5 bytes, and a header has 16");
	expect_refused(unpack, &shape, BYTES(0),
		BYTES(127, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		"decode type 127 is not known");
	expect_refused(unpack, &shape, BYTES(0),
		BYTES(2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		"versions 1 and 2 of encoded data are not known");
	shape.channels = 3;
	expect_refused(unpack, &shape, BYTES(0),
		BYTES(2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		"8 values cannot be of 3 channels");
}
