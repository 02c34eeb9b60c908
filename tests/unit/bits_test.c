/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "src/base/rng.h"
#include "src/codec/bits.h"

Test(bits, are_written_from_the_highest_of_each_byte_on)
{
	Arena arena = {0};
	BitWriter writer = {.arena = &arena};
	bits_put(&writer, 1, 1);
	bits_put(&writer, 0, 2);
	bits_put(&writer, 0xfff5, 4); /* what is above the 4 does not count */
	bits_put(&writer, 0, 0);
	cr_expect(eq(u64, bits_written(&writer), 7));
	bits_put(&writer, 0xdeadbeef, 32);
	cr_expect(eq(u64, bits_written(&writer), 39));
	const Bytes stream = bits_end(&writer, 4);
	const uint8_t expected[8] = {0x8b, 0xbd, 0x5b, 0x7d, 0xde};
	cr_assert(eq(sz, stream.n, 8));
	cr_expect_arr_eq(stream.data, expected, 8);
	arena_finish(&arena);
}

Test(bits, end_where_they_are_when_nothing_is_to_be_filled)
{
	Arena arena = {0};
	BitWriter none = {.arena = &arena};
	cr_expect(eq(sz, bits_end(&none, 4).n, 0));
	BitWriter byte = {.arena = &arena};
	bits_put(&byte, 0xa5, 8);
	const Bytes stream = bits_end(&byte, 1);
	cr_assert(eq(sz, stream.n, 1));
	cr_expect(eq(u8, stream.data[0], 0xa5));
	arena_finish(&arena);
}

Test(bits, are_read_as_they_were_written)
{
	enum { N = 5000 };
	static uint32_t values[N];
	static unsigned widths[N];
	Arena arena = {0};
	BitWriter writer = {.arena = &arena};
	Rng rng = rng_new(1);
	for (int i = 0; i < N; i++) {
		widths[i] = (unsigned)rng_below(&rng, MAX_WRITTEN_BITS + 1);
		values[i] = (uint32_t)(rng_next(&rng) & ((UINT64_C(1) << widths[i]) - 1));
		bits_put(&writer, values[i], widths[i]);
	}
	const uint64_t n_bits = bits_written(&writer);
	BitReader reader = {bits_end(&writer, 1), 0};
	for (int i = 0; i < N; i++) {
		cr_assert(eq(u32, bits_peek(&reader, widths[i]), values[i]));
		bits_skip(&reader, widths[i]);
	}
	cr_expect(eq(u64, reader.at, n_bits));
	cr_expect(bits_were_there(&reader));
	arena_finish(&arena);
}

Test(bits, beyond_the_end_are_zeros_that_were_not_there)
{
	const uint8_t byte = 0xff;
	BitReader reader = {{&byte, 1}, 5};
	cr_expect(eq(u32, bits_peek(&reader, 32), 0xe0000000));
	bits_skip(&reader, 3);
	cr_expect(bits_were_there(&reader));
	cr_expect(eq(u32, bits_peek(&reader, 9), 0));
	bits_skip(&reader, 1);
	cr_expect(not(bits_were_there(&reader)));
}

Test(bits, of_eight_bytes_are_a_number_with_the_first_highest)
{
	const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	uint8_t back[8];
	cr_expect(eq(u64, read_high_first(bytes), 0x0102030405060708));
	write_high_first(0x0102030405060708, back);
	cr_expect_arr_eq(back, bytes, 8);
}
