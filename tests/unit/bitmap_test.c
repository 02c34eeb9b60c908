/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/bitmap.h"

#include <math.h>

#include "tests/unit/packed_case.h"

#define HEADER 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static void expect_both_ways(const PackShape *shape, const void *values, Bytes encoded,
	Bytes ancillary)
{
	Arena arena = {0};
	Packed packed = expect_round(bitmap_encode, bitmap_decode, shape, values, &arena);
	expect_bytes(packed.encoded, encoded, "encoded");
	expect_bytes(packed.ancillary, ancillary, "ancillary");
	arena_finish(&arena);
}

/* The examples of TFLM_DECODE, to the byte. */
Test(bitmap, keeps_what_is_not_zero)
{
	static const int8_t values[] = {0, 5, 0, 0, -3, 0, 0, 0, 7, 0};
	PackShape shape = pack_shape(TYPE_INT8, 10, 1, false);
	expect_both_ways(&shape, values, BYTES(0x48, 0x80), BYTES(HEADER, 5, 0xfd, 7));
}

Test(bitmap, leaves_out_each_channels_zero_point)
{
	static const int64_t zero_points[] = {-128, 1};
	static const int8_t first[] = {-128, 5, -128, 1, 1, 9};
	static const int8_t last[] = {-128, 1, 5, 1, -128, 9};
	PackShape shape = pack_shape(TYPE_INT8, 6, 2, false);
	shape.zero_points = zero_points;
	expect_both_ways(&shape, first, BYTES(0x44), BYTES(HEADER, 5, 9));
	shape.is_last = true;
	expect_both_ways(&shape, last, BYTES(0x24), BYTES(HEADER, 5, 9));
}

Test(bitmap, writes_values_of_several_bytes_little_endian)
{
	static const int16_t values[] = {0, 300, 0, -2};
	PackShape shape = pack_shape(TYPE_INT16, 4, 1, false);
	expect_both_ways(&shape, values, BYTES(0x50), BYTES(HEADER, 0x2c, 1, 0xfe, 0xff));
}

Test(bitmap, keeps_the_negative_zero_and_what_is_no_number)
{
	static const float values[] = {0, -0.0f, NAN, INFINITY};
	PackShape shape = pack_shape(TYPE_FLOAT32, 4, 1, false);
	Arena arena = {0};
	Packed packed = expect_round(bitmap_encode, bitmap_decode, &shape, values, &arena);
	expect_bytes(packed.encoded, BYTES(0x70), "encoded");
	arena_finish(&arena);
}

Test(bitmap, gives_back_values_of_every_type)
{
	static const DataType types[] = {TYPE_BOOL, TYPE_INT8, TYPE_INT16, TYPE_INT32,
		TYPE_INT64, TYPE_FLOAT32};
	Rng rng = rng_new(1);
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		for (size_t n = 1; n < 40; n++) {
			Arena arena = {0};
			void *values = random_values(types[t], n, 9, 0.5f, &rng, &arena);
			PackShape shape = pack_shape(types[t], n, 1, false);
			expect_round(bitmap_encode, bitmap_decode, &shape, values, &arena);
			arena_finish(&arena);
		}
	}
}

Test(bitmap, of_zeros_alone_keeps_nothing)
{
	static const int32_t values[9] = {0};
	PackShape shape = pack_shape(TYPE_INT32, 9, 1, false);
	expect_both_ways(&shape, values, BYTES(0, 0), BYTES(HEADER));
}

Test(bitmap, is_made_only_where_tflm_takes_one)
{
	static const int64_t zero_points[] = {3};
	static const uint8_t values[8] = {0};
	Arena arena = {0};
	Packed packed;
	PackShape shape = pack_shape(TYPE_UINT8, 4, 1, false);
	cr_expect_not(bitmap_encode(&shape, values, &arena, &packed));
	shape = pack_shape(TYPE_INT16, 4, 1, false);
	shape.zero_points = zero_points;
	cr_expect_not(bitmap_encode(&shape, values, &arena, &packed));
	shape = pack_shape(TYPE_INT8, 0, 1, false);
	cr_expect_not(bitmap_encode(&shape, values, &arena, &packed));
	arena_finish(&arena);
}

Test(bitmap, refuses_what_tflm_would_read_beyond)
{
	static const int64_t zero_points[] = {3};
	PackShape shape = pack_shape(TYPE_INT8, 10, 1, false);
	expect_refused(bitmap_decode, &shape, BYTES(0x48), BYTES(HEADER, 5, 6, 7),
		"bitmap of 1 bytes for 10 values");
	expect_refused(bitmap_decode, &shape, BYTES(0x48, 0x80), BYTES(HEADER, 5, 6),
		"bitmap: 2 of 3 values are there");
	shape.type = TYPE_INT16;
	expect_refused(bitmap_decode, &shape, BYTES(0x48, 0x80), BYTES(HEADER, 5, 6, 7, 8, 9),
		"bitmap: 2 of 3 values are there");
	shape.zero_points = zero_points;
	expect_refused(bitmap_decode, &shape, BYTES(0, 0), BYTES(HEADER),
		"bitmap: the zero point of int16 must be 0, not 3");
	shape.type = TYPE_UINT8;
	expect_refused(bitmap_decode, &shape, BYTES(0, 0), BYTES(HEADER),
		"bitmap: TFLM has none of uint8");
}
