/* SPDX-License-Identifier: Apache-2.0 */
/* The device's unpackers give what was packed, whole and in pieces. */
#include <stdlib.h>

#include "src/codec/bitmap.h"
#include "src/codec/huffman.h"
#include "src/codec/lookup.h"
#include "src/codec/sparse.h"
#include "src/kernels/unpack_nibbles.h"
#include "src/kernels/unpack_sparse_dot.h"
#include "src/run/decode_op.h"
#include "src/run/packed_tensor.h"
#include "tests/unit/encoded_models.h"
#include "tests/unit/packed_case.h"

static const DataType all_types[] = {TYPE_BOOL, TYPE_INT8, TYPE_INT16, TYPE_INT32,
	TYPE_INT64, TYPE_FLOAT32};
enum { N_TYPES_HERE = sizeof all_types / sizeof all_types[0] };

/* Memory of its own, so that the address sanitizer sees what is read beyond it. */
static uint8_t *copy_alone(Bytes bytes)
{
	uint8_t *copy = malloc(bytes.n + 1);
	cr_assert(copy);
	memcpy(copy + 1, bytes.data, bytes.n); /* at an odd address */
	return copy;
}

/* All of a tensor, in pieces of up to most values each. */
static void unpack_in_pieces(const PackedTensor *tensor, int32_t most, Rng *rng,
	uint8_t *out)
{
	Unpack state;
	uint32_t scratch[UNPACK_SPARSE_SCRATCH / 4];
	unpack_start(&state, tensor, scratch);
	for (int32_t left = tensor->n, n; left > 0; left -= n) {
		n = 1 + (int32_t)rng_below(rng, (uint32_t)most);
		n = n < left ? n : left;
		unpack_next(&state, out, n);
		out += n * tensor->value_bytes;
	}
}

static void expect_pieces(const PackedTensor *tensor, const void *values, Rng *rng,
	const char *what)
{
	size_t n_bytes = (size_t)tensor->n * tensor->value_bytes;
	const int32_t most[] = {tensor->n, 1, 5, 40, 1000};
	for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
		uint8_t *out = malloc(n_bytes);
		cr_assert(out);
		memset(out, 0x5a, n_bytes);
		if (i == 0) {
			Unpack state;
			uint32_t scratch[UNPACK_SPARSE_SCRATCH / 4];
			unpack_start(&state, tensor, scratch);
			unpack_next(&state, out, tensor->n);
		} else {
			unpack_in_pieces(tensor, most[i], rng, out);
		}
		cr_assert(memcmp(out, values, n_bytes) == 0,
			"%s: %d values of %d bytes, in %d channels, pieces of up to %d", what,
			tensor->n, tensor->value_bytes, tensor->channels, most[i]);
		free(out);
	}
}

/* What was packed comes back. */
static void expect_unpacked(const PackShape *shape, const Packed *packed,
	const void *values, Rng *rng)
{
	Arena arena = {0};
	Error err = {0};
	PackKind kind;
	PackedTensor tensor;
	cr_assert(packed_kind(packed, &kind, &err), "%s", err.text);
	cr_assert(packed_tensor(shape, packed, &arena, &tensor, &err), "%s", err.text);
	uint8_t *encoded = copy_alone(packed->encoded);
	uint8_t *ancillary = copy_alone(packed->ancillary);
	tensor.encoded = encoded + 1;
	tensor.ancillary = ancillary + 1;
	expect_pieces(&tensor, values, rng, unpacker_of(kind, shape->type)->name);
	free(encoded);
	free(ancillary);
	arena_finish(&arena);
}

static bool huffman_pack(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed)
{
	SymbolCounts counts = symbol_counts_new(shape->type, arena);
	symbol_counts_add(&counts, values, shape->n);
	HuffmanCode *code = huffman_code(&counts, arena);
	packed->ancillary = code->ancillary;
	packed->encoded = huffman_encode(code, values, shape->n, arena);
	return true;
}

/* Values of every type, number and share of zeros, of one or several channels. */
static void expect_random_tensors(PackEncode *encode, unsigned seed, unsigned most_values,
	bool has_zero_points, const DataType *types, size_t n_types)
{
	Rng rng = rng_new(seed);
	for (int i = 0; i < 200; i++) {
		Arena arena = {0};
		DataType type = types[rng_below(&rng, (uint32_t)n_types)];
		int channels = rng_below(&rng, 2) ? 1 : 1 + (int)rng_below(&rng, 9);
		size_t n = (size_t)channels * (1 + rng_below(&rng, i % 8 ? 300 : 5000));
		PackShape shape = pack_shape(type, n, channels, rng_below(&rng, 2));
		int64_t zero_points[10];
		for (int c = 0; c < channels; c++)
			zero_points[c] = (int64_t)rng_below(&rng, 256) - 128;
		if (has_zero_points && type == TYPE_INT8 && rng_below(&rng, 2))
			shape.zero_points = zero_points;
		uint8_t *values = random_values(type, n, 1 + rng_below(&rng, most_values),
			(float)rng_below(&rng, 100) / 100, &rng, &arena);
		for (size_t k = 0; shape.zero_points && k < n; k++) {
			if (values[k] == 0)
				values[k] = (uint8_t)zero_points[pack_channel(&shape, k)];
		}
		Packed packed;
		if (encode(&shape, values, &arena, &packed))
			expect_unpacked(&shape, &packed, values, &rng);
		arena_finish(&arena);
	}
}

Test(unpack, lookup_tables_are_of_one_or_all_channels)
{
	expect_random_tensors(lookup_encode, 1, 30, false, all_types, N_TYPES_HERE);
}

Test(unpack, bitmaps_leave_out_zero_points)
{
	expect_random_tensors(bitmap_encode, 2, 200, true, all_types, N_TYPES_HERE);
}

Test(unpack, huffman_codes_have_tables_of_narrow_and_of_wide_entries)
{
	const DataType types[] = {TYPE_INT8, TYPE_INT16};
	expect_random_tensors(huffman_pack, 3, 250, false, types, 2);
	expect_random_tensors(huffman_pack, 4, 3000, false, types, 2);
}

Test(unpack, sparse_streams_have_forms_and_blocks_of_all_kinds)
{
	expect_random_tensors(sparse_encode, 5, 4, true, all_types, N_TYPES_HERE);
	expect_random_tensors(sparse_encode, 6, 250, true, all_types, N_TYPES_HERE);
	expect_random_tensors(sparse_encode, 7, 3000, true, all_types, N_TYPES_HERE);
}

/* 0 is 1, 7 is 01, 5 is 001; and nothing is 000. */
Test(unpack, huffman_tables_may_have_entries_that_no_word_leads_to)
{
	static const int8_t values[] = {0, 5, 7, 0, 5};
	const Packed packed = {BYTES(0x96, 0x40, 0, 0),
		BYTES(1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x08, 0x00, 0x88,
			0x00, 0x80, 0x05, 0x90, 0x07, 0x88, 0x07, 0x88)};
	Rng rng = rng_new(12);
	PackShape shape = pack_shape(TYPE_INT8, 5, 1, false);
	expect_unpacked(&shape, &packed, values, &rng);
}

/* Values that occur the less often the greater they are, in long and short runs. */
static int8_t *uneven_values(size_t n, Rng *rng, Arena *arena)
{
	int8_t *values = arena_alloc(arena, n);
	for (size_t i = 0; i < n;) {
		uint32_t run = rng_below(rng, 1u << rng_below(rng, 12));
		for (; run > 0 && i < n; run--)
			values[i++] = 0;
		for (run = rng_below(rng, 40); run > 0 && i < n; run--)
			values[i++] = (int8_t)(rng_below(rng, 1 + rng_below(rng, 120)) -
				rng_below(rng, 1 + rng_below(rng, 120)));
	}
	return values;
}

Test(unpack, words_may_be_of_any_length)
{
	Rng rng = rng_new(8);
	for (int i = 0; i < 20; i++) {
		Arena arena = {0};
		size_t n = 60000;
		int8_t *values = uneven_values(n, &rng, &arena);
		PackShape shape = pack_shape(TYPE_INT8, n, 100, false);
		Packed packed;
		cr_assert(sparse_encode(&shape, values, &arena, &packed));
		expect_unpacked(&shape, &packed, values, &rng);
		cr_assert(huffman_pack(&shape, values, &arena, &packed));
		expect_unpacked(&shape, &packed, values, &rng);
		arena_finish(&arena);
	}
}

Test(unpack, examples_that_tflm_decoded_are_unpacked_alike)
{
	Rng rng = rng_new(9);
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++) {
		Arena arena = {0};
		Error err = {0};
		Model *model = test_model_new(1);
		const EncodedExample *example = &encoded_examples[i];
		int out = example_decoder(model, example);
		const Graph *graph = &model->graphs[0];
		Packed packed;
		PackKind kind;
		PackShape shape;
		size_t n_bytes;
		void *values = example_bytes(example, &arena, &n_bytes);
		cr_assert(packed_output(graph, &graph->ops[0], 0, &packed, &kind, &err));
		cr_assert(pack_shape_of(&graph->tensors[out], kind, &shape, &err), "%s",
			err.text);
		expect_unpacked(&shape, &packed, values, &rng);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(unpack, nibbles_are_halves_of_bytes_in_twos_complement)
{
	static const uint8_t bytes[] = {0x80, 0xf7, 0x01};
	static const int8_t values[] = {0, -8, 7, -1, 1};
	Rng rng = rng_new(10);
	const PackedTensor tensor = {.kind = &unpack_nibbles,
		.encoded = bytes,
		.encoded_bytes = 3,
		.n = 5,
		.channels = 1,
		.channel_run = 5,
		.value_bytes = 1};
	expect_pieces(&tensor, values, &rng, "unpack_nibbles");
}

Test(unpack, a_sparse_dot_product_is_that_of_the_values)
{
	Rng rng = rng_new(11);
	for (int i = 0; i < 50; i++) {
		Arena arena = {0};
		Error err = {0};
		size_t rows = 1 + rng_below(&rng, 60), row = 1 + rng_below(&rng, 700);
		int8_t *values = uneven_values(rows * row, &rng, &arena);
		int8_t *in = random_values(TYPE_INT8, row, 200, 0.1f, &rng, &arena);
		int32_t in_zero = (int32_t)rng_below(&rng, 256) - 128;
		PackShape shape = pack_shape(TYPE_INT8, rows * row, (int)rows, false);
		Packed packed;
		PackedTensor tensor;
		if (sparse_encode(&shape, values, &arena, &packed)) {
			cr_assert(packed_tensor(&shape, &packed, &arena, &tensor, &err));
			Unpack state;
			uint32_t scratch[UNPACK_SPARSE_SCRATCH / 4];
			unpack_start(&state, &tensor, scratch);
			for (size_t r = 0; r < rows; r++) {
				int32_t sum = 1000;
				for (size_t k = 0; k < row; k++)
					sum += values[r * row + k] * (in[k] - in_zero);
				cr_expect_eq(unpack_sparse_dot(&state, in, in_zero, (int32_t)row, 1000),
					sum);
			}
		}
		arena_finish(&arena);
	}
}

Test(unpack, bytes_that_cannot_be_unpacked_are_no_packed_tensor)
{
	Arena arena = {0};
	Error err = {0};
	PackedTensor tensor;
	PackShape shape = pack_shape(TYPE_INT8, 64, 1, false);
	Packed packed = {BYTES(0, 0), BYTES(2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)};
	cr_expect_not(packed_tensor(&shape, &packed, &arena, &tensor, &err));
	cr_expect_str_eq(err.text, "bitmap of 2 bytes for 64 values");
	arena_finish(&arena);
}
