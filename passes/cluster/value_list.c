/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/value_list.h"

#include <string.h>

#include "src/base/sort_keys.h"

/* --- Keys that are in the order of the values --- */

static uint32_t key_of(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits >> 31 ? ~bits : bits | 1u << 31;
}

static double value_of(uint32_t key)
{
	uint32_t bits = key >> 31 ? key & ~(1u << 31) : ~key;
	float value;
	memcpy(&value, &bits, sizeof value);
	return (double)value;
}

static size_t count_different(const uint32_t *sorted, size_t n)
{
	size_t different = 1;
	for (size_t i = 1; i < n; i++)
		different += sorted[i] != sorted[i - 1];
	return different;
}

ValueList value_list(const float *values, size_t n, Arena *arena)
{
	Arena scratch = {0};
	uint32_t *keys = arena_array(&scratch, n, sizeof *keys);
	uint32_t *room = arena_array(&scratch, n, sizeof *room);
	for (size_t i = 0; i < n; i++)
		keys[i] = key_of(values[i]);
	const uint32_t *sorted = sort_keys(keys, room, n, 32);
	size_t different = count_different(sorted, n);
	ValueList list = {
		.values = arena_array(arena, different, sizeof *list.values),
		.counts = arena_array(arena, different, sizeof *list.counts),
	};
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && sorted[end] == sorted[i];)
			end++;
		list.values[list.n] = value_of(sorted[i]);
		list.counts[list.n++] = (double)(end - i);
	}
	arena_finish(&scratch);
	return list;
}
