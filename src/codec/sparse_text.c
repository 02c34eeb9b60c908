/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse_text.h"

#include <stdlib.h>

static int by_bits(const void *a, const void *b)
{
	const Tally *x = a, *y = b;
	return x->bits < y->bits ? -1 : x->bits > y->bits;
}

/* Sort, and add up those of the same bits; returns how many there are. */
static size_t merge_tallies(Tally *tallies, size_t n)
{
	size_t n_distinct = 0;
	qsort(tallies, n, sizeof *tallies, by_bits);
	for (size_t i = 0; i < n; i++) {
		if (n_distinct && tallies[n_distinct - 1].bits == tallies[i].bits)
			tallies[n_distinct - 1].count += tallies[i].count;
		else
			tallies[n_distinct++] = tallies[i];
	}
	return n_distinct;
}

static uint64_t difference(const PackShape *shape, const void *values, size_t i)
{
	uint64_t bits = pack_value(values, i, pack_value_bytes(shape->type));
	if (shape->type == TYPE_INT8 && shape->zero_points)
		bits = (uint8_t)(bits - (uint64_t)shape->zero_points[pack_channel(shape, i)]);
	return bits;
}

static void tally_values(SparseText *text, const PackShape *shape, const void *values,
	Arena *arena)
{
	for (size_t i = 0; i < shape->n; i++)
		text->n_values += difference(shape, values, i) != 0;
	text->values = arena_array(arena, text->n_values, sizeof *text->values);
	Tally *next = text->values;
	for (size_t i = 0; i < shape->n; i++) {
		uint64_t bits = difference(shape, values, i);
		if (bits)
			*next++ = (Tally){bits, 1};
	}
	text->n_distinct = merge_tallies(text->values, text->n_values);
}

static void tally_runs(SparseText *text, Arena *arena)
{
	text->runs = arena_array(arena, text->n_pairs, sizeof *text->runs);
	for (size_t i = 0; i < text->n_pairs; i++)
		text->runs[i] = (Tally){text->pairs[i].zeros, 1};
	text->n_runs = merge_tallies(text->runs, text->n_pairs);
}

static void add_pair(SparseText *text, uint32_t zeros, uint32_t value, Arena *arena)
{
	text->pairs = arena_grow(arena, text->pairs, text->n_pairs, &text->capacity,
		sizeof *text->pairs);
	text->pairs[text->n_pairs++] = (SparsePair){zeros, value};
}

SparseText *sparse_text(const PackShape *shape, const void *values, size_t block,
	Arena *arena)
{
	SparseText *text = arena_alloc(arena, sizeof *text);
	text->type = shape->type;
	tally_values(text, shape, values, arena);
	text->n_blocks = shape->n / block + (shape->n % block != 0);
	text->block_end = arena_array(arena, text->n_blocks, sizeof *text->block_end);
	for (size_t b = 0; b < text->n_blocks; b++) {
		size_t i = b * block, end = shape->n - i < block ? shape->n : i + block;
		uint32_t zeros = 0;
		for (; i < end; i++) {
			Tally key = {difference(shape, values, i), 0};
			if (key.bits == 0) {
				zeros++;
				continue;
			}
			const Tally *found =
				bsearch(&key, text->values, text->n_distinct, sizeof key, by_bits);
			add_pair(text, zeros, (uint32_t)(found - text->values), arena);
			zeros = 0;
		}
		if (zeros)
			add_pair(text, zeros, NO_VALUE, arena);
		text->block_end[b] = text->n_pairs;
	}
	tally_runs(text, arena);
	return text;
}
