/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse.h"

#include <math.h>

#include "src/graph/roles.h"
#include "tests/unit/bit_text.h"
#include "tests/unit/packed_case.h"
#include "tests/unit/shared.h"

#define HEADER 128, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static void expect_decoded(Bytes encoded, const int8_t *values, size_t n)
{
	Error err = {0};
	int8_t decoded[64];
	PackShape shape = pack_shape(TYPE_INT8, n, 1, false);
	Packed packed = {encoded, BYTES(HEADER)};
	cr_assert(sparse_decode(&shape, &packed, decoded, &err), "%s", err.text);
	for (size_t i = 0; i < n; i++)
		cr_expect_eq(decoded[i], values[i], "value %zu: %d, not %d", i, decoded[i],
			values[i]);
}

/* The streams that follow were made by hand, from what sparse.h says. */
Test(sparse, runs_and_values_are_read_as_documented)
{
	static const int8_t values[] = {0, 0, 0, 5, -1, 0, 0, 0, 0, 0, 5, 0, 0, 0};
	Arena arena = {0};
	Bytes stream =
		bit_text("0 01 000 0 0001 " /* runs; listed in a byte; one block; a low bit */
				 "0 01 10 0001 10 " /* 0: 0 or 1 zeros; 10: 2 or 3; 11: 4, special */
				 "0 10 0000 "       /* 0 and 1 are the two values */
				 "00000101 11111111 "
				 "101 0  00 1  11 01 0  11",
			&arena);
	/* The example of whit-sparse(7). */
	expect_bytes(stream, BYTES(0x20, 0x26, 0x19, 0, 0x2f, 0xfd, 0x1d, 0x60), "stream");
	expect_decoded(stream, values, 14);
	arena_finish(&arena);
}

Test(sparse, one_code_for_both_is_read_as_documented)
{
	static const int8_t values[] = {0, 1, -1, 0, 0, 0, 1};
	Arena arena = {0};
	expect_decoded(
		bit_text("1 00 0 "              /* one code; numbered; one block */
				 "0 00 100 0010 00 10 " /* four words: zero, 1, 2 + x zeros, -1 */
				 "00  01  11  10 1  01",
			&arena),
		values, 7);
	arena_finish(&arena);
}

Test(sparse, blocks_are_found_by_the_list_at_the_end)
{
	static const int8_t values[] = {1, 2, 3, 4, 5, 6};
	Arena arena = {0};
	expect_decoded(bit_text("0 10 1 0 00000000 00000000 00000000 00000010 0000 "
							"1 0000 "
							"00000001 00000010 00 " /* the first block, to byte 8 */
							"00000101 00000110 "    /* the third, at byte 8 */
							"00000011 00000100 "    /* the second, at 10 */
							"00001010 00000000 00001000 00000000",
					   &arena),
		values, 6);
	arena_finish(&arena);
}

static const DataType all_types[] = {TYPE_BOOL, TYPE_INT8, TYPE_INT16, TYPE_INT32,
	TYPE_INT64, TYPE_FLOAT32};
enum { N_TYPES_HERE = sizeof all_types / sizeof all_types[0] };

Test(sparse, gives_back_values_of_every_type)
{
	static const float zeros[] = {0.5f, 0.9f, 0.99f};
	static const unsigned n_values[] = {1, 2, 7, 100, 5000};
	Rng rng = rng_new(5);
	for (size_t i = 0; i < N_TYPES_HERE * 3 * 5; i++) {
		Arena arena = {0};
		DataType type = all_types[i / 15];
		size_t rows = 1 + rng_below(&rng, 100);
		void *values = random_values(type, rows * 300, n_values[i % 5], zeros[i / 5 % 3],
			&rng, &arena);
		PackShape shape = pack_shape(type, rows * 300, (int)rows, false);
		expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
		arena_finish(&arena);
	}
}

Test(sparse, gives_back_dense_values_that_are_not_equally_frequent)
{
	Arena arena = {0};
	Rng rng = rng_new(6);
	int8_t *values = arena_alloc(&arena, 50000);
	for (size_t i = 0; i < 50000; i++)
		values[i] = (int8_t)(rng_below(&rng, 60) + rng_below(&rng, 60) -
			rng_below(&rng, 60) - rng_below(&rng, 60));
	memset(values + 7000, 0, 13000);
	PackShape shape = pack_shape(TYPE_INT8, 50000, 500, false);
	Packed packed = expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
	cr_expect_lt(packed.encoded.n, 37000);
	arena_finish(&arena);
}

/* Both the least and the greatest numbers of a type, and runs of any length. */
Test(sparse, gives_back_extreme_values_after_runs_of_any_length)
{
	static const int64_t extremes[] = {INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX,
		INT16_MIN, INT16_MAX, -128, 127, 1, -1};
	for (size_t t = 0; t < N_TYPES_HERE; t++) {
		Arena arena = {0};
		size_t value_bytes = pack_value_bytes(all_types[t]), n = 400000, at = 0;
		uint8_t *values = arena_alloc(&arena, n * value_bytes);
		for (size_t i = 0; at < n; i++, at += i * i * 4)
			memcpy(values + at * value_bytes, &extremes[i % 10], value_bytes);
		PackShape shape = pack_shape(all_types[t], n, 1, false);
		Packed packed =
			expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
		cr_expect_lt(packed.encoded.n, 1200);
		arena_finish(&arena);
	}
}

Test(sparse, of_zeros_alone_takes_a_few_bytes)
{
	for (size_t t = 0; t < N_TYPES_HERE; t++) {
		Arena arena = {0};
		void *values = arena_array(&arena, 100000, 8);
		PackShape shape = pack_shape(all_types[t], 100000, 100, false);
		Packed packed =
			expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
		cr_expect_leq(packed.encoded.n, 8);
		arena_finish(&arena);
	}
}

Test(sparse, takes_the_zero_points_of_int8_for_zeros)
{
	enum { N = 3000, CHANNELS = 3 };
	static const int64_t zero_points[CHANNELS] = {-128, 0, 100};
	Arena arena = {0};
	for (int is_last = 0; is_last <= 1; is_last++) {
		int8_t *values = arena_alloc(&arena, N);
		PackShape shape = pack_shape(TYPE_INT8, N, CHANNELS, is_last);
		shape.zero_points = zero_points;
		for (size_t i = 0; i < N; i++)
			values[i] = (int8_t)zero_points[pack_channel(&shape, i)];
		values[17] = 5;
		Packed packed =
			expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
		cr_expect_leq(packed.encoded.n, 16);
	}
	arena_finish(&arena);
}

Test(sparse, keeps_the_negative_zero_and_what_is_no_number)
{
	float values[400] = {[3] = -0.0f, [100] = NAN, [200] = -INFINITY, [399] = 1e-45f};
	Arena arena = {0};
	PackShape shape = pack_shape(TYPE_FLOAT32, 400, 1, false);
	expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
	arena_finish(&arena);
}

/* As when weights were rounded to the upper half of a float32. */
Test(sparse, lists_no_bytes_that_are_zero_in_every_value)
{
	float coarse[1000] = {0}, fine[1000] = {0};
	for (int i = 0; i < 1000; i += 9) {
		coarse[i] = (float)(1 + i % 4) / 128;
		fine[i] = coarse[i] * 1.0001f;
	}
	Arena arena = {0};
	PackShape shape = pack_shape(TYPE_FLOAT32, 1000, 1, false);
	Packed a = expect_round(sparse_encode, sparse_decode, &shape, coarse, &arena);
	Packed b = expect_round(sparse_encode, sparse_decode, &shape, fine, &arena);
	cr_expect_eq(a.encoded.n + (size_t)4 * 2, b.encoded.n);
	arena_finish(&arena);
}

Test(sparse, headers_are_equal_so_that_tensors_share_one)
{
	Arena arena = {0};
	Rng rng = rng_new(7);
	PackShape shape = pack_shape(TYPE_FLOAT32, 20000, 10, false);
	for (int i = 0; i < 2; i++) {
		void *values =
			random_values(TYPE_FLOAT32, 20000, 8 + 100 * (unsigned)i, 0.9f, &rng, &arena);
		Packed packed =
			expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
		expect_bytes(packed.ancillary, BYTES(HEADER), "ancillary");
	}
	arena_finish(&arena);
}

Test(sparse, is_not_made_where_nothing_is_gained)
{
	Arena arena = {0};
	Rng rng = rng_new(8);
	Packed packed;
	void *values = random_values(TYPE_INT8, 1000, 256, 0, &rng, &arena);
	PackShape shape = pack_shape(TYPE_INT8, 1000, 1, false);
	cr_expect_not(sparse_encode(&shape, values, &arena, &packed));
	shape.n = 0;
	cr_expect_not(sparse_encode(&shape, values, &arena, &packed));
	shape = pack_shape(TYPE_UINT8, 1000, 1, false);
	cr_expect_not(sparse_encode(&shape, values, &arena, &packed));
	arena_finish(&arena);
}

static void expect_no_form(DataType type, const char *encoded, const char *why)
{
	Arena arena = {0};
	PackShape shape = pack_shape(type, 64, 1, false);
	expect_refused(sparse_decode, &shape, bit_text(encoded, &arena), BYTES(HEADER), why);
	arena_finish(&arena);
}

Test(sparse, refuses_forms_that_are_none)
{
	expect_no_form(TYPE_INT8, "", "sparse: runs: code: more than 4096 words");
	expect_no_form(TYPE_INT8, "0 01 000 0 0001 0 01 10 0001 10 0 10 0000",
		"sparse: the form is cut short");
	expect_no_form(TYPE_INT8, "0 11 0", "sparse: values of form 3, which int8 has not");
	expect_no_form(TYPE_INT8, "1 10 0",
		"sparse: values of form 2, which one code for runs and values has not");
	expect_no_form(TYPE_FLOAT32, "0 00 0",
		"sparse: values of form 0, which float32 has not");
	expect_no_form(TYPE_INT8, "0 01 001",
		"sparse: listed values of 2 bytes, and int8 has 1");
	expect_no_form(TYPE_INT8, "0 10 1 0", "sparse: blocks of 0 values");
	expect_no_form(TYPE_INT8, "0 10 0 0000 0 00 100 0010 00 01",
		"sparse: runs: code: 2 special symbols");
	expect_no_form(TYPE_INT8, "0 00 0 0000 1 0000 0 10 0001 0",
		"sparse: values: code: 1 special symbols");
	expect_no_form(TYPE_INT8, "0 10 0 0000 1 0000 11111111",
		"sparse: block 1 of 1 is cut short");
	expect_no_form(TYPE_INT8, "0 10 1 0 00000000 00000000 00000000 00000001 0000 1 0000",
		"sparse: 6 bytes, and 64 blocks");
	expect_no_form(TYPE_UINT8, "0", "sparse: there is no such form of uint8");
}

static double entropy_bytes(const uint8_t *values, size_t n)
{
	double bits = 0;
	size_t counts[256] = {0};
	for (size_t i = 0; i < n; i++)
		counts[values[i]]++;
	for (int v = 0; v < 256; v++) {
		if (counts[v])
			bits -= (double)counts[v] * log2((double)counts[v] / (double)n);
	}
	return bits / 8;
}

/* Order-0 entropy knows of no runs and needs no tables; what is dense comes near it. */
Test(sparse, comes_near_the_entropy_of_mlperf_tiny_int8_weights)
{
	static const char *const names[] = {"kws_int8", "ic_int8", "vww_int8", "ad_int8"};
	for (int i = 0; i < 4; i++) {
		Model *model = shared_model(names[i]);
		const Graph *graph = &model->graphs[0];
		size_t dense = 0, sparse = 0;
		double entropy = 0;
		for (int k = 0; k < graph->n_ops; k++) {
			if (!has_weights(&graph->ops[k]))
				continue;
			Arena arena = {0};
			const Tensor *weights = op_weights(graph, &graph->ops[k]);
			size_t n = weights->buffer->n_bytes;
			PackShape shape = pack_shape(TYPE_INT8, n, 1, false);
			shape.row = n / (size_t)weights->dims[0];
			Packed packed;
			const void *values = weights->buffer->data;
			bool pays = sparse_encode(&shape, values, &arena, &packed);
			if (pays)
				expect_round(sparse_encode, sparse_decode, &shape, values, &arena);
			sparse += pays ? packed.encoded.n : n;
			dense += n;
			entropy += entropy_bytes(values, n);
			arena_finish(&arena);
		}
		measured("%s weights, sparse: %zu of %zu bytes; order-0 entropy %.0f", names[i],
			sparse, dense, entropy);
		cr_expect_lt((double)sparse, 1.05 * entropy, "%s", names[i]);
		model_free(model);
	}
}
