/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/lookup.h"

#include <math.h>

#include "tests/unit/packed_case.h"

#define HEADER(width, stride) 0, 1, 0, 0, 1, width, stride, 0, 0, 0, 0, 0, 0, 0, 0, 0

static bool a_table_a_channel(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	return lookup_encode_as(shape, false, values, arena, packed);
}

static bool one_table_for_all(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	return lookup_encode_as(shape, true, values, arena, packed);
}

static void expect_both_ways(PackEncode *encode, const PackShape *shape,
	const void *values, Bytes encoded, Bytes ancillary)
{
	Arena arena = {0};
	Packed packed = expect_round(encode, lookup_decode, shape, values, &arena);
	expect_bytes(packed.encoded, encoded, "encoded");
	expect_bytes(packed.ancillary, ancillary, "ancillary");
	arena_finish(&arena);
}

/* The examples of TFLM_DECODE, to the byte. */
Test(lookup, numbers_the_values_as_they_come)
{
	static const int8_t values[] = {-7, 0, 0, 12, -7, 12};
	PackShape shape = pack_shape(TYPE_INT8, 6, 1, false);
	expect_both_ways(lookup_encode, &shape, values, BYTES(0x16, 0x20),
		BYTES(HEADER(2, 3), 0xf9, 0, 12));
}

Test(lookup, has_a_table_for_each_channel)
{
	static const int8_t first[] = {1, 2, 3, 4, 5, 10, 10, 20, 30, 10};
	static const int8_t last[] = {1, -1, 2, -2, 1, -3};
	PackShape shape = pack_shape(TYPE_INT8, 10, 2, false);
	expect_both_ways(a_table_a_channel, &shape, first, BYTES(0x05, 0x38, 0x01, 0x40),
		BYTES(HEADER(3, 5), 1, 2, 3, 4, 5, 10, 20, 30, 0, 0));
	shape = pack_shape(TYPE_INT8, 6, 2, true);
	expect_both_ways(lookup_encode, &shape, last, BYTES(0x05, 0x20),
		BYTES(HEADER(2, 3), 1, 2, 0, 0xff, 0xfe, 0xfd));
}

Test(lookup, writes_values_of_several_bytes_little_endian)
{
	static const int16_t values[] = {1000, -2, 1000, 1000};
	PackShape shape = pack_shape(TYPE_INT16, 4, 1, false);
	expect_both_ways(lookup_encode, &shape, values, BYTES(0x40),
		BYTES(HEADER(1, 2), 0xe8, 3, 0xfe, 0xff));
}

Test(lookup, shares_a_table_between_channels_where_that_is_smaller)
{
	static const int8_t values[] = {1, 2, 1, 2, 2, 1, 3, 1, 3};
	PackShape shape = pack_shape(TYPE_INT8, 9, 3, false);
	expect_both_ways(lookup_encode, &shape, values, BYTES(0x11, 0x48, 0x80),
		BYTES(HEADER(2, 0), 1, 2, 3));
	expect_both_ways(one_table_for_all, &shape, values, BYTES(0x11, 0x48, 0x80),
		BYTES(HEADER(2, 0), 1, 2, 3));
	expect_both_ways(a_table_a_channel, &shape, values, BYTES(0x45, 0x00),
		BYTES(HEADER(1, 2), 1, 2, 2, 1, 3, 1));
}

Test(lookup, tells_values_apart_by_their_bits)
{
	const float values[] = {0, -0.0f, NAN, -NAN, 0, -0.0f, NAN};
	PackShape shape = pack_shape(TYPE_FLOAT32, 7, 1, false);
	Arena arena = {0};
	Packed packed = expect_round(lookup_encode, lookup_decode, &shape, values, &arena);
	cr_expect_eq(packed.ancillary.n, PACK_HEADER_BYTES + 4 * sizeof(float));
	arena_finish(&arena);
}

Test(lookup, gives_back_values_of_every_type_and_width)
{
	static const DataType types[] = {TYPE_BOOL, TYPE_INT8, TYPE_INT16, TYPE_INT32,
		TYPE_INT64, TYPE_FLOAT32};
	Rng rng = rng_new(2);
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		for (unsigned k = 1; k <= 128; k = k * 3 / 2 + 1) {
			Arena arena = {0};
			size_t n = 6 * rng_below(&rng, 100) + 6;
			void *values = random_values(types[t], n, k, 0, &rng, &arena);
			for (int channels = 1; channels <= 3; channels++) {
				PackShape shape = pack_shape(types[t], n, channels, k % 2);
				expect_round(lookup_encode, lookup_decode, &shape, values, &arena);
				expect_round(one_table_for_all, lookup_decode, &shape, values, &arena);
			}
			arena_finish(&arena);
		}
	}
}

Test(lookup, holds_128_values_and_not_one_more)
{
	int8_t values[256];
	for (int i = 0; i < 256; i++)
		values[i] = (int8_t)i;
	Arena arena = {0};
	Packed packed;
	PackShape shape = pack_shape(TYPE_INT8, 128, 1, false);
	packed = expect_round(lookup_encode, lookup_decode, &shape, values, &arena);
	cr_expect_eq(packed.encoded.n, 128 * 7 / 8);
	shape.n = 129;
	cr_expect_not(lookup_encode(&shape, values, &arena, &packed));
	shape = pack_shape(TYPE_INT8, 256, 2, false);
	expect_round(lookup_encode, lookup_decode, &shape, values, &arena);
	cr_expect_not(lookup_encode_as(&shape, true, values, &arena, &packed));
	arena_finish(&arena);
}

Test(lookup, is_made_only_where_tflm_takes_one)
{
	static const uint8_t values[8] = {0};
	Arena arena = {0};
	Packed packed;
	PackShape shape = pack_shape(TYPE_UINT8, 4, 1, false);
	cr_expect_not(lookup_encode(&shape, values, &arena, &packed));
	shape = pack_shape(TYPE_INT8, 0, 1, false);
	cr_expect_not(lookup_encode(&shape, values, &arena, &packed));
	arena_finish(&arena);
}

Test(lookup, refuses_what_tflm_would_read_beyond)
{
	PackShape shape = pack_shape(TYPE_INT8, 6, 1, false);
	expect_refused(lookup_decode, &shape, BYTES(0x16), BYTES(HEADER(2, 3), 1, 2, 3),
		"lookup table: 1 bytes for 6 indices of 2 bits");
	expect_refused(lookup_decode, &shape, BYTES(0x16, 0x20), BYTES(HEADER(2, 3), 1, 2),
		"lookup table: index 2 of channel 0, beyond its values");
	expect_refused(lookup_decode, &shape, BYTES(0x16, 0x20), BYTES(HEADER(8, 3), 1, 2),
		"lookup table: indices of 0 bits");
	shape = pack_shape(TYPE_INT8, 6, 2, true);
	expect_refused(lookup_decode, &shape, BYTES(0x05, 0x20),
		BYTES(HEADER(2, 3), 1, 2, 0, 0xff, 0xfe),
		"lookup table: index 2 of channel 1, beyond its values");
	shape.type = TYPE_INT16;
	expect_refused(lookup_decode, &shape, BYTES(0x05, 0x20),
		BYTES(HEADER(2, 3), 1, 0, 2, 0, 0, 0, 0xff, 0xfe, 0xff),
		"lookup table: index 1 of channel 1, beyond its values");
	shape.type = TYPE_UINT8;
	expect_refused(lookup_decode, &shape, BYTES(0x05, 0x20), BYTES(HEADER(2, 3), 1, 2, 0),
		"lookup table: TFLM has none of uint8");
}
