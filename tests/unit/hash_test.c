/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/hash.h"

#include <criterion/criterion.h>
#include <string.h>

static uint64_t hash_of(const void *data, size_t n)
{
	Hash hash = HASH_START;
	hash_add(&hash, data, n);
	return hash.value;
}

Test(hash, of_bytes_with_one_bit_changed_or_one_byte_more_is_another)
{
	uint8_t bytes[21] = {0};
	for (size_t n = 0; n < 20; n++) {
		uint64_t plain = hash_of(bytes, n);
		cr_expect_eq(hash_of(bytes, n), plain);
		cr_expect_neq(hash_of(bytes, n + 1), plain);
		for (size_t bit = 0; bit < 8 * n; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			cr_expect_neq(hash_of(bytes, n), plain, "bit %zu of %zu bytes", bit, n);
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

Test(hash, knows_the_order_of_what_is_added)
{
	Hash one = HASH_START, other = HASH_START;
	hash_add_number(&one, 1);
	hash_add_number(&one, 2);
	hash_add_number(&other, 2);
	hash_add_number(&other, 1);
	cr_expect_neq(one.value, other.value);
	hash_add_real(&one, 0.5);
	uint64_t before = one.value;
	hash_add_real(&one, 0.25);
	cr_expect_neq(one.value, before);
}
