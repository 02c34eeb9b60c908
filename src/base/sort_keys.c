/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/sort_keys.h"

#include <stdbool.h>

enum { DIGIT_BITS = 11, N_DIGITS = 1 << DIGIT_BITS };

/* One step of a radix sort, by the digit above shift; false where that is the same in all. */
static bool sort_by_digit(const uint32_t *keys, uint32_t *sorted, size_t n, int shift)
{
	size_t starts[N_DIGITS] = {0}, sum = 0;
	for (size_t i = 0; i < n; i++)
		starts[keys[i] >> shift & (N_DIGITS - 1)]++;
	if (starts[keys[0] >> shift & (N_DIGITS - 1)] == n)
		return false;
	for (size_t digit = 0; digit < N_DIGITS; digit++) {
		size_t count = starts[digit];
		starts[digit] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		sorted[starts[keys[i] >> shift & (N_DIGITS - 1)]++] = keys[i];
	return true;
}

const uint32_t *sort_keys(uint32_t *keys, uint32_t *room, size_t n, int n_bits)
{
	for (int shift = 0; shift < n_bits; shift += DIGIT_BITS) {
		if (!sort_by_digit(keys, room, n, shift))
			continue;
		uint32_t *sorted = room;
		room = keys;
		keys = sorted;
	}
	return keys;
}
