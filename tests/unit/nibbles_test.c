/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/nibbles.h"

#include <criterion/criterion.h>
#include <string.h>

Test(nibbles, the_first_of_two_lies_in_the_low_half)
{
	static const int8_t values[] = {1, 2, -1, -8, 7};
	uint8_t packed[4] = {0, 0, 0, 0xaa};
	nibbles_pack(values, 5, packed);
	cr_expect_arr_eq(packed, ((uint8_t[]){0x21, 0x8f, 0x07, 0xaa}), 4);
	cr_expect_eq(nibbles_bytes(5), 3);
	cr_expect_eq(nibbles_bytes(0), 0);
}

Test(nibbles, come_back_as_they_were)
{
	int8_t values[256] = {0}, again[257];
	uint8_t packed[128];
	for (size_t n = 0; n <= 256; n++) {
		for (size_t i = 0; i < n; i++)
			values[i] = (int8_t)((int)((i * 5 + i / 16) % 16) - 8);
		nibbles_pack(values, n, packed);
		again[n] = 99;
		nibbles_unpack(packed, n, again);
		cr_expect_arr_eq(again, values, n);
		cr_expect_eq(again[n], 99);
	}
}

Test(nibbles, the_unused_half_of_the_last_byte_is_not_looked_at)
{
	int8_t values[3];
	nibbles_unpack((const uint8_t[]){0x10, 0x5f}, 3, values);
	cr_expect_arr_eq(values, ((int8_t[]){0, 1, -1}), 3);
}
