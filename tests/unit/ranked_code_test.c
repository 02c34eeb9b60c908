/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/ranked_code.h"

#include <criterion/criterion.h>

#include "src/base/rng.h"
#include "src/codec/code_lengths.h"
#include "tests/unit/bit_text.h"

static RankedCode code_of(const uint64_t *numbers, size_t n)
{
	RankedCounts counts = {.numbers = numbers, .n_numbers = n};
	RankedCode code;
	ranked_code_make(&code, &counts);
	return code;
}

static RankedCode expect_described(const RankedCode *code, const char *description,
	Arena *arena)
{
	RankedCode again;
	Error err = {0};
	BitReader reader = {.bytes = bit_text(description, arena)};
	cr_assert(ranked_code_read(&again, &reader, &err), "%s", err.text);
	BitWriter writer = {.arena = arena};
	ranked_code_write(code, &writer);
	cr_expect_eq(bits_written(&writer), reader.at);
	Bytes written = bits_end(&writer, 1);
	cr_assert_eq(written.n, reader.bytes.n);
	cr_expect_arr_eq(written.data, reader.bytes.data, written.n);
	cr_expect_arr_eq(again.of_length, code->of_length, sizeof code->of_length);
	cr_expect_eq(again.n, code->n);
	return again;
}

Test(ranked_code, is_told_by_how_many_words_there_are_of_each_length)
{
	Arena arena = {0};
	RankedCode code = code_of((const uint64_t[]){8, 4, 2, 2}, 4);
	/* None of 0 bits; 1 of the 2 that could have 1; 1 of 2; 2 of 2. No special symbols. */
	expect_described(&code, "0 01 01 10 0000", &arena);
	RankedWords words = ranked_words(&code, &arena);
	cr_expect_arr_eq(words.lengths, ((uint8_t[]){1, 2, 3, 3}), 4);
	for (uint32_t i = 0; i < 4; i++)
		cr_expect_eq(words.words[i], ((uint32_t[]){0, 2, 6, 7})[i]);
	arena_finish(&arena);
}

Test(ranked_code, of_one_symbol_takes_no_bits)
{
	Arena arena = {0};
	RankedCode code = code_of((const uint64_t[]){5}, 1);
	RankedCode again = expect_described(&code, "1 0000", &arena);
	BitReader reader = {0};
	cr_expect_eq(ranked_code_next(&again, &reader), 0);
	cr_expect_eq(reader.at, 0);
	arena_finish(&arena);
}

Test(ranked_code, gives_special_symbols_the_ranks_they_deserve)
{
	Arena arena = {0};
	RankedCounts counts = {.numbers = (const uint64_t[]){8, 2},
		.n_numbers = 2,
		.n_specials = 2,
		.specials = {1, 4}};
	RankedCode code;
	ranked_code_make(&code, &counts);
	RankedCode again = expect_described(&code, "0 01 01 10 0010 11 01", &arena);
	cr_expect_eq(ranked_special(&again, 0), -1);
	cr_expect_eq(ranked_special(&again, 1), 1);
	cr_expect_eq(ranked_special(&again, 2), -1);
	cr_expect_eq(ranked_special(&again, 3), 0);
	cr_expect_eq(ranked_bits(&code, &counts), 15 + 8 * 1 + 4 * 2 + 2 * 3 + 1 * 3);
	RankedWords words = ranked_words(&again, &arena);
	cr_expect_arr_eq(words.lengths, ((uint8_t[]){1, 3}), 2);
	cr_expect_arr_eq(words.special_lengths, ((uint8_t[]){3, 2}), 2);
	arena_finish(&arena);
}

Test(ranked_code, is_as_short_as_any_where_counts_fall)
{
	Rng rng = rng_new(3);
	for (size_t n = 2; n < 300; n++) {
		Arena arena = {0};
		uint64_t *numbers = arena_array(&arena, n, sizeof *numbers);
		for (size_t i = n; i-- > 0;)
			numbers[i] = (i + 1 < n ? numbers[i + 1] : 1) + rng_below(&rng, 20);
		uint8_t *lengths = arena_alloc(&arena, n);
		code_lengths(numbers, n, MAX_RANKED_BITS, lengths);
		RankedCode code = code_of(numbers, n);
		uint8_t *of_numbers = ranked_words(&code, &arena).lengths;
		cr_expect_eq(coded_bits(numbers, of_numbers, n), coded_bits(numbers, lengths, n));
		arena_finish(&arena);
	}
}

Test(ranked_code, pools_neighbours_whose_counts_rise)
{
	/* As if all of the last four were 2. */
	RankedCode code = code_of((const uint64_t[]){8, 0, 5, 0, 3}, 5);
	cr_expect_eq(code.of_length[1], 1);
	cr_expect_eq(code.of_length[3], 4);
}

Test(ranked_code, reads_the_words_it_writes)
{
	Rng rng = rng_new(4);
	for (size_t n = 1; n <= MAX_RANKS; n = n * 2 + 1) {
		Arena arena = {0};
		uint64_t *numbers = arena_array(&arena, n, sizeof *numbers);
		for (size_t i = 0; i < n; i++)
			numbers[i] = rng_below(&rng, 1 + (UINT64_C(1) << 30 >> (i < 30 ? i : 30)));
		RankedCode code = code_of(numbers, n);
		RankedWords words = ranked_words(&code, &arena);
		BitWriter writer = {.arena = &arena};
		for (size_t i = 0; i < n; i++)
			bits_put(&writer, words.words[i], words.lengths[i]);
		BitReader reader = {.bytes = bits_end(&writer, 1)};
		for (size_t i = 0; i < n; i++)
			cr_assert_eq(ranked_code_next(&code, &reader), i);
		arena_finish(&arena);
	}
}

static void expect_no_code(const char *description, const char *why)
{
	Arena arena = {0};
	Error err = {0};
	RankedCode code;
	BitReader reader = {.bytes = bit_text(description, &arena)};
	cr_expect_not(ranked_code_read(&code, &reader, &err), "%s", why);
	cr_expect_str_eq(err.text, why);
	arena_finish(&arena);
}

Test(ranked_code, that_is_none_is_refused)
{
	expect_no_code("0 11", "code: 3 words of 1 bits, and 2 could be");
	expect_no_code("0 10 0010", "code: 2 special symbols of 2");
	expect_no_code("0 01 01 10 0010 01 01", "code: two symbols of rank 1");
	expect_no_code("0 01 10 0010 01 11", "code: a symbol of rank 3, and 3 ranks");
	expect_no_code("0 00 000 0000 00000 000000 0000000 00000000 000000000 0000000000"
				   "00000000000 000000000000 0000000000000 00000000000000",
		"code: more than 4096 words");
}
