/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "src/base/rng.h"
#include "src/codec/code_lengths.h"
#include "src/codec/prefix_code.h"

/* The least bits of any code: symbols left to place from `from` on, in `room` words of `depth`
 * bits. Every way is tried. */
static uint64_t least_bits(const uint64_t *counts, int n, int from, unsigned depth,
	int room, unsigned limit)
{
	if (from == n)
		return 0;
	if (depth > limit || room == 0)
		return UINT64_MAX / 2;
	uint64_t least = UINT64_MAX / 2;
	uint64_t here = 0;
	for (int taken = 0; taken <= room && from + taken <= n; taken++) {
		const uint64_t rest =
			least_bits(counts, n, from + taken, depth + 1, 2 * (room - taken), limit);
		if (here + rest < least)
			least = here + rest;
		if (from + taken < n)
			here += counts[from + taken] * depth;
	}
	return least;
}

static double kraft_sum(const uint8_t *lengths, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += lengths[i] ? 1.0 / (double)(UINT64_C(1) << lengths[i]) : 0;
	return sum;
}

Test(code_lengths, are_as_good_as_any_code_within_the_limit)
{
	Rng rng = rng_new(1);
	for (int round = 0; round < 300; round++) {
		const int n = 2 + (int)rng_below(&rng, 7);
		uint64_t counts[8];
		/* Falling, as least_bits places symbols in their order. */
		counts[n - 1] = 1 + rng_below(&rng, 3);
		for (int i = n - 1; i-- > 0;)
			counts[i] = counts[i + 1] + rng_below(&rng, (uint32_t)counts[i + 1] + 2);
		for (unsigned limit = 1; limit <= 7; limit++) {
			uint8_t lengths[8];
			if (n > 1 << limit) {
				cr_assert(not(code_lengths(counts, (size_t)n, limit, lengths)));
				continue;
			}
			cr_assert(code_lengths(counts, (size_t)n, limit, lengths));
			for (int i = 0; i < n; i++)
				cr_assert(lengths[i] >= 1 && lengths[i] <= limit);
			cr_assert(eq(dbl, kraft_sum(lengths, (size_t)n), 1.0));
			cr_assert(eq(u64, coded_bits(counts, lengths, (size_t)n),
				least_bits(counts, n, 0, 1, 2, limit)));
		}
	}
}

Test(code_lengths, of_fibonacci_counts_grow_one_by_one_up_to_the_limit)
{
	uint64_t counts[20] = {1, 1};
	for (int i = 2; i < 20; i++)
		counts[i] = counts[i - 1] + counts[i - 2];
	uint8_t lengths[20];
	cr_assert(code_lengths(counts, 20, MAX_CODE_BITS, lengths));
	cr_expect(eq(u8, lengths[0], 19));
	for (int i = 1; i < 20; i++)
		cr_expect(eq(u8, lengths[i], (uint8_t)(20 - i)));

	cr_assert(code_lengths(counts, 20, 5, lengths));
	cr_expect(eq(u8, lengths[0], 5));
	cr_expect(eq(dbl, kraft_sum(lengths, 20), 1.0));
}

Test(code_lengths, are_nought_for_what_does_not_occur_and_for_the_only_symbol_that_does)
{
	const uint64_t counts[4] = {0, 7, 0, 0};
	uint8_t lengths[4] = {9, 9, 9, 9};
	cr_assert(code_lengths(counts, 4, 0, lengths));
	for (int i = 0; i < 4; i++)
		cr_expect(eq(u8, lengths[i], 0));
	const uint64_t two[4] = {0, 7, 0, 1};
	cr_expect(not(code_lengths(two, 4, 0, lengths)));
	cr_assert(code_lengths(two, 4, 1, lengths));
	cr_expect(lengths[0] == 0 && lengths[1] == 1 && lengths[2] == 0 && lengths[3] == 1);
}

Test(code_lengths, of_every_symbol_there_is_are_found_at_the_tightest_limit)
{
	static uint64_t counts[65536];
	static uint8_t lengths[65536];
	for (int i = 0; i < 65536; i++)
		counts[i] = 1 + (uint64_t)i * i;
	cr_assert(code_lengths(counts, 65536, 16, lengths));
	for (int i = 0; i < 65536; i++)
		cr_assert(eq(u8, lengths[i], 16));
	cr_assert(code_lengths(counts, 65536, MAX_CODE_BITS, lengths));
	cr_expect(eq(dbl, kraft_sum(lengths, 65536), 1.0));
}

Test(prefix_code, gives_shorter_words_first_and_equal_ones_in_the_order_of_symbols)
{
	const uint8_t lengths[6] = {3, 1, 0, 3, 4, 4};
	uint32_t words[6];
	prefix_code(lengths, 6, words);
	const uint32_t expected[6] = {4, 0, 0, 5, 12, 13};
	cr_expect_arr_eq(words, expected, sizeof expected);
}

Test(prefix_code, reaches_words_of_32_bits)
{
	uint8_t lengths[33];
	uint32_t words[33];
	for (int i = 0; i < 33; i++)
		lengths[i] = (uint8_t)(i < 32 ? i + 1 : 32);
	prefix_code(lengths, 33, words);
	cr_expect(eq(u32, words[0], 0));
	cr_expect(eq(u32, words[31], 0xfffffffe));
	cr_expect(eq(u32, words[32], 0xffffffff));
}
