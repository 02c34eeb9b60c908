/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/rng.h"
#include "src/codec/code_lengths.h"
#include "src/codec/huffman.h"
#include "tests/unit/huffman_examples.h"
#include "tests/unit/shared.h"

static size_t value_bytes(DataType type)
{
	return type == TYPE_INT8 ? 1 : 2;
}

/* Count, code, encode, decode; the bytes of both parts. */
static size_t round_trip(DataType type, const void *values, size_t n)
{
	Arena arena = {0};
	SymbolCounts counts = symbol_counts_new(type, &arena);
	symbol_counts_add(&counts, values, n);
	const HuffmanCode *code = huffman_code(&counts, &arena);
	cr_assert(code != NULL);
	const Bytes encoded = huffman_encode(code, values, n, &arena);
	cr_assert(eq(sz, encoded.n, huffman_encoded_bytes(code, &counts)));
	cr_assert(eq(sz, encoded.n % 4, 0));

	const PackShape shape = {.type = type, .n = n};
	const Packed packed = {encoded, code->ancillary};
	void *decoded = malloc(n * value_bytes(type));
	Error err = {0};
	cr_assert(huffman_decode(&shape, &packed, decoded, &err), "%s", err.text);
	cr_assert(memcmp(decoded, values, n * value_bytes(type)) == 0);
	free(decoded);
	const size_t n_bytes = encoded.n + code->ancillary.n;
	arena_finish(&arena);
	return n_bytes;
}

static void example_values(const HuffmanExample *example, void *values)
{
	for (size_t i = 0; i < example->n; i++) {
		if (example->type == TYPE_INT8)
			((int8_t *)values)[i] = (int8_t)example->values[i];
		else
			((int16_t *)values)[i] = example->values[i];
	}
}

Test(huffman, decodes_the_worked_examples)
{
	for (int e = 0; e < N_HUFFMAN_EXAMPLES; e++) {
		const HuffmanExample *example = &huffman_examples[e];
		uint8_t ancillary[PACK_HEADER_BYTES + sizeof example->tables] = {0};
		memcpy(ancillary, example->header, sizeof example->header);
		memcpy(ancillary + PACK_HEADER_BYTES, example->tables, example->n_tables);
		int16_t values[16], decoded[16];
		example_values(example, values);
		const PackShape shape = {.type = example->type, .n = example->n};
		const Packed packed = {{example->encoded, example->n_encoded},
			{ancillary, PACK_HEADER_BYTES + example->n_tables}};
		Error err = {0};
		cr_assert(huffman_decode(&shape, &packed, decoded, &err), "%s: %s", example->what,
			err.text);
		cr_expect_arr_eq(decoded, values, example->n * value_bytes(example->type));
		round_trip(example->type, values, example->n);
	}
}

Test(huffman, writes_the_worked_examples_streams)
{
	static uint8_t lengths[65536];
	static uint32_t words[65536];
	for (int e = 0; e < N_HUFFMAN_EXAMPLES; e++) {
		const HuffmanExample *example = &huffman_examples[e];
		const unsigned mask = example->type == TYPE_INT8 ? 255 : 65535;
		for (size_t i = 0; i < example->n_words; i++) {
			lengths[example->words[i].value & mask] = example->words[i].length;
			words[example->words[i].value & mask] = example->words[i].word;
		}
		/* The second was recorded with a word of zeros more than is ever read. */
		const HuffmanCode code = {example->type, lengths, words, e == 1 ? 3 : 1, {0}};
		int16_t values[16];
		example_values(example, values);
		Arena arena = {0};
		const Bytes encoded = huffman_encode(&code, values, example->n, &arena);
		cr_assert(eq(sz, encoded.n, example->n_encoded));
		cr_expect_arr_eq(encoded.data, example->encoded, encoded.n);
		arena_finish(&arena);
	}
}

/* A value whose absolute value is above x about once in 2^(x/scale). */
static int random_value(Rng *rng, double scale, int most)
{
	const double size = -scale * log2((double)rng_float(rng) + 1e-9);
	const int value = size < most ? (int)size : most;
	return rng_below(rng, 2) ? value : -value;
}

Test(huffman, gives_back_tensors_of_any_distribution)
{
	enum { N = 20000 };
	static int8_t narrow[N];
	static int16_t wide[N];
	const double scales[] = {0.01, 0.3, 1, 3, 10, 40, 1000, 30000};
	const size_t sizes[] = {1, 2, 3, 31, 500, 4095, 4096, 4110, N};
	Rng rng = rng_new(4);
	for (size_t s = 0; s < sizeof scales / sizeof scales[0]; s++)
		for (size_t z = 0; z < sizeof sizes / sizeof sizes[0]; z++) {
			for (size_t i = 0; i < sizes[z]; i++) {
				narrow[i] = (int8_t)random_value(&rng, scales[s], 127);
				wide[i] = (int16_t)random_value(&rng, scales[s], 32767);
			}
			round_trip(TYPE_INT8, narrow, sizes[z]);
			round_trip(TYPE_INT16, wide, sizes[z]);
		}
}

Test(huffman, gives_back_words_of_very_different_lengths)
{
	enum { N = 1 << 20 };
	static int8_t values[N];
	size_t at = 0;
	for (int i = 1; i <= 18; i++) /* 2^19, 2^18 ... of a symbol */
		for (size_t k = 0; k < (size_t)N >> i; k++)
			values[at++] = (int8_t)(i - 100);
	Rng rng = rng_new(5);
	for (size_t i = N - 1; i > 0; i--) {
		const size_t j = rng_below(&rng, i + 1);
		const int8_t value = values[i];
		values[i] = values[j];
		values[j] = value;
	}
	cr_expect(round_trip(TYPE_INT8, values, N) < N / 8 * 2 + 200);
}

Test(huffman, gives_back_all_values_that_there_are)
{
	enum { N = 3 * 65536 };
	static uint16_t values[N];
	for (size_t i = 0; i < N; i++)
		values[i] = (uint16_t)(i < 65536 ? i : (i * i) >> 12);
	round_trip(TYPE_INT16, values, N);
	uint8_t bytes[256];
	for (int i = 0; i < 256; i++)
		bytes[i] = (uint8_t)(i * 77);
	cr_expect(eq(sz, round_trip(TYPE_INT8, bytes, 256), 16 + 512 + 256));
}

Test(huffman, of_one_value_takes_no_bits)
{
	int8_t values[5000];
	memset(values, -3, sizeof values);
	cr_expect(eq(sz, round_trip(TYPE_INT8, values, 5000), 4 + 16 + 4));
	int16_t wide[3] = {-300, -300, -300};
	cr_expect(eq(sz, round_trip(TYPE_INT16, wide, 3), 4 + 16 + 8));
}

Test(huffman, has_no_code_for_nothing)
{
	Arena arena = {0};
	SymbolCounts counts = symbol_counts_new(TYPE_INT8, &arena);
	symbol_counts_add(&counts, NULL, 0);
	cr_expect(huffman_code(&counts, &arena) == NULL);
	arena_finish(&arena);
}

Test(huffman, shares_a_code_among_tensors)
{
	const int8_t a[6] = {1, 1, 1, 2, 2, 3}, b[4] = {3, 3, 2, 1};
	Arena arena = {0};
	SymbolCounts counts = symbol_counts_new(TYPE_INT8, &arena);
	symbol_counts_add(&counts, a, 6);
	symbol_counts_add(&counts, b, 4);
	const HuffmanCode *code = huffman_code(&counts, &arena);
	const PackShape shape = {.type = TYPE_INT8, .n = 4};
	const Packed packed = {huffman_encode(code, b, 4, &arena), code->ancillary};
	int8_t decoded[4];
	Error err = {0};
	cr_assert(huffman_decode(&shape, &packed, decoded, &err));
	cr_expect_arr_eq(decoded, b, 4);
	arena_finish(&arena);
}

/* Bytes of tables and stream with optimal words of one length at most and one table. */
static size_t one_table_bytes(const SymbolCounts *counts)
{
	size_t least = SIZE_MAX;
	uint8_t lengths[256];
	for (unsigned limit = 1; limit <= 15; limit++) {
		if (!code_lengths(counts->counts, 256, limit, lengths))
			continue;
		const size_t bytes = (2U << limit) + 16 +
			4 * (size_t)((coded_bits(counts->counts, lengths, 256) + limit + 31) / 32);
		least = bytes < least ? bytes : least;
	}
	return least;
}

Test(huffman, tables_and_streams_of_real_weights_are_near_their_bound)
{
	const char *names[] = {"kws_int8", "ic_int8", "vww_int8", "ad_int8"};
	for (int m = 0; m < 4; m++) {
		Model *model = shared_model(names[m]);
		size_t payload = 0, tables = 0, n_values = 0;
		double entropy = 0;
		const Graph *graph = &model->graphs[0];
		for (int t = 0; t < graph->n_tensors; t++) {
			const Tensor *tensor = &graph->tensors[t];
			if (tensor->type != TYPE_INT8 || !tensor_is_constant(tensor))
				continue;
			Arena arena = {0};
			const size_t n = tensor->buffer->n_bytes;
			SymbolCounts counts = symbol_counts_new(TYPE_INT8, &arena);
			symbol_counts_add(&counts, tensor->buffer->data, n);
			const HuffmanCode *code = huffman_code(&counts, &arena);
			const size_t bytes = round_trip(TYPE_INT8, tensor->buffer->data, n);
			uint8_t lengths[256];
			size_t n_symbols = 0;
			cr_assert(code_lengths(counts.counts, 256, MAX_CODE_BITS, lengths));
			for (int i = 0; i < 256; i++) {
				n_symbols += counts.counts[i] > 0;
				if (counts.counts[i])
					entropy += (double)counts.counts[i] *
						log2((double)n / (double)counts.counts[i]) / 8;
			}
			cr_expect(bytes <= one_table_bytes(&counts));
			/* No code has fewer bits, no table fewer entries than symbols. */
			const size_t bound = 16 + 2 * n_symbols +
				(size_t)(coded_bits(counts.counts, lengths, 256) / 8);
			cr_expect(bytes >= bound && bytes <= bound + 70);
			payload += huffman_encoded_bytes(code, &counts);
			tables += code->ancillary.n;
			n_values += n;
			arena_finish(&arena);
		}
		measured(
			"Huffman, a code a tensor, %s: %zu values, entropy %.0f B, streams %zu B, "
			"tables %zu B",
			names[m], n_values, entropy, payload, tables);
		model_free(model);
	}
}
