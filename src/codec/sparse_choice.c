/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/sparse_choice.h"

#include <assert.h>
#include <stdlib.h>

/* Values in the order of their numbers, and how often they occur. */
typedef struct Numbering {
	bool is_possible;
	size_t n; /* numbers, at least 1 */
	uint64_t *counts;
	uint64_t *list;
	uint32_t *number_of;
	unsigned listed_bytes;
	uint64_t list_bits;
} Numbering;

/* As integers are numbered: 1, -1, 2, -2 and so on. */
static Numbering by_size(const SparseText *text, Arena *arena)
{
	uint64_t last = 0;
	for (size_t i = 0; i < text->n_distinct; i++) {
		uint64_t number = sparse_number_of(text->type, text->values[i].bits);
		last = number > last ? number : last;
	}
	if (text->type == TYPE_FLOAT32 || last >= MAX_RANKS - MAX_SPECIALS)
		return (Numbering){0};
	Numbering numbering = {.is_possible = true, .n = (size_t)last + 1};
	numbering.counts = arena_array(arena, numbering.n, sizeof *numbering.counts);
	numbering.number_of =
		arena_array(arena, text->n_distinct, sizeof *numbering.number_of);
	for (size_t i = 0; i < text->n_distinct; i++) {
		uint64_t number = sparse_number_of(text->type, text->values[i].bits);
		numbering.counts[number] = text->values[i].count;
		numbering.number_of[i] = (uint32_t)number;
	}
	return numbering;
}

static int by_falling_count(const void *a, const void *b)
{
	const Tally *x = *(const Tally *const *)a, *y = *(const Tally *const *)b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->bits < y->bits ? -1 : x->bits > y->bits;
}

/* The most frequent first, which a list tells. */
static Numbering by_count(const SparseText *text, Arena *arena)
{
	size_t n = text->n_distinct;
	if (n > MAX_RANKS - MAX_SPECIALS)
		return (Numbering){0};
	const Tally **order = arena_array(arena, n, sizeof(const Tally *));
	for (size_t i = 0; i < n; i++)
		order[i] = &text->values[i];
	qsort(order, n, sizeof(const Tally *), by_falling_count);

	/* A code has a word at least, and the list something for it. */
	Numbering numbering = {.is_possible = true, .n = n ? n : 1, .listed_bytes = 1};
	numbering.counts = arena_array(arena, numbering.n, sizeof *numbering.counts);
	numbering.list = arena_array(arena, numbering.n, sizeof *numbering.list);
	numbering.number_of = arena_array(arena, n, sizeof *numbering.number_of);
	for (size_t i = 0; i < n; i++) {
		unsigned n_bytes = sparse_listed_bytes(text->type, order[i]->bits);
		if (n_bytes > numbering.listed_bytes)
			numbering.listed_bytes = n_bytes;
		numbering.counts[i] = order[i]->count;
		numbering.list[i] = order[i]->bits;
		numbering.number_of[order[i] - text->values] = (uint32_t)i;
	}
	numbering.list_bits = (uint64_t)numbering.n * numbering.listed_bytes * 8;
	return numbering;
}

static void take_numbering(SparseChoice *choice, const Numbering *numbering)
{
	choice->form.value_form = numbering->list ? VALUES_LISTED : VALUES_NUMBERED;
	choice->form.listed_bytes = numbering->listed_bytes;
	choice->form.list = numbering->list;
	choice->number_of = numbering->number_of;
}

/* Runs whose code has n_numbers, and so a special symbol where some are longer. */
static uint64_t try_runs(const SparseText *text, unsigned shift, uint64_t n_numbers,
	RankedCode *code, Arena *arena)
{
	uint64_t longest = text->runs[text->n_runs - 1].bits >> shift, low_bits = 0;
	RankedCounts counts = {.n_specials = longest >= n_numbers};
	counts.n_numbers = (size_t)(longest < n_numbers ? longest + 1 : n_numbers);
	uint64_t *numbers = arena_array(arena, counts.n_numbers, sizeof *numbers);
	for (size_t i = 0; i < text->n_runs; i++) {
		uint64_t high = text->runs[i].bits >> shift;
		numbers[high % n_numbers] += text->runs[i].count;
		counts.specials[0] += high / n_numbers * text->runs[i].count;
		low_bits += shift * text->runs[i].count;
	}
	counts.numbers = numbers;
	ranked_code_make(code, &counts);
	return ranked_bits(code, &counts) + low_bits;
}

/* The best code of runs, with a special symbol or without; returns its bits. */
static uint64_t choose_runs(const SparseText *text, SparseForm *form)
{
	static const uint16_t n_numbers[] = {2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128,
		192, 256, 512, 1024, MAX_RANKS - 1};
	uint64_t best = UINT64_MAX, longest = text->runs[text->n_runs - 1].bits;
	for (unsigned shift = 0; shift <= MAX_RUN_SHIFT; shift++) {
		for (size_t i = 0; i < sizeof n_numbers / sizeof n_numbers[0]; i++) {
			Arena scratch = {0};
			RankedCode code;
			uint64_t bits = try_runs(text, shift, n_numbers[i], &code, &scratch);
			arena_finish(&scratch);
			if (bits < best) {
				best = bits;
				form->shift = shift;
				form->runs = code;
			}
			if (longest >> shift < n_numbers[i])
				break;
		}
		if (longest >> shift == 0)
			break;
	}
	return best;
}

/* Values behind runs, by a numbering or verbatim. */
static SparseChoice choose_pairs(const SparseText *text, const Numbering numberings[2])
{
	SparseChoice choice = {.form.value_form = VALUES_VERBATIM};
	uint64_t best = text->n_values * 8 * pack_value_bytes(text->type);
	for (int i = 0; i < 2; i++) {
		RankedCounts counts = {.numbers = numberings[i].counts,
			.n_numbers = numberings[i].n};
		RankedCode code;
		if (!numberings[i].is_possible)
			continue;
		ranked_code_make(&code, &counts);
		uint64_t bits = ranked_bits(&code, &counts) + numberings[i].list_bits;
		if (bits < best) {
			best = bits;
			take_numbering(&choice, &numberings[i]);
			choice.form.values = code;
		}
	}
	choice.bits = best + choose_runs(text, &choice.form);
	return choice;
}

unsigned sparse_zeros_symbol(uint64_t zeros, uint32_t whole_zeros)
{
	unsigned symbol = 0;
	if (zeros < whole_zeros)
		return 0;
	while (symbol < MAX_SPECIALS - 1 && zeros >> (symbol + 1))
		symbol++;
	return symbol;
}

uint64_t sparse_zeros_of(uint64_t zeros, unsigned symbol)
{
	uint64_t most = symbol ? (UINT64_C(2) << symbol) - 1 : 1;
	return zeros < most ? zeros : most;
}

/* Count the special symbols that runs take; returns how many bits follow them in all. */
static uint64_t count_zeros(const SparseText *text, uint32_t whole_zeros,
	RankedCounts *counts)
{
	uint64_t low_bits = 0;
	for (size_t i = 0; i < text->n_runs; i++) {
		uint64_t zeros = text->runs[i].bits;
		while (zeros) {
			unsigned k = sparse_zeros_symbol(zeros, whole_zeros);
			assert(k < MAX_SPECIALS);
			counts->specials[k] += text->runs[i].count;
			low_bits += k * text->runs[i].count;
			if (k + 1 > counts->n_specials)
				counts->n_specials = k + 1;
			zeros -= sparse_zeros_of(zeros, k);
		}
	}
	return low_bits;
}

/* One code for runs and values, by a numbering. */
static void try_joint(const SparseText *text, const Numbering *numbering,
	uint32_t whole_zeros, SparseChoice *best)
{
	RankedCounts counts = {.numbers = numbering->counts, .n_numbers = numbering->n};
	uint64_t low_bits = count_zeros(text, whole_zeros, &counts);
	RankedCode code;
	ranked_code_make(&code, &counts);
	uint64_t bits = ranked_bits(&code, &counts) + low_bits + numbering->list_bits;
	if (bits >= best->bits)
		return;
	*best = (SparseChoice){.form = {.is_joint = true, .values = code},
		.whole_zeros = whole_zeros,
		.bits = bits};
	take_numbering(best, numbering);
}

SparseChoice sparse_choose(const SparseText *text, Arena *arena)
{
	static const uint32_t whole_zeros[] = {2, 3, 4, 6, 8, 12, 16, 32, 64, 128};
	const Numbering numberings[2] = {by_size(text, arena), by_count(text, arena)};
	SparseChoice best = choose_pairs(text, numberings);
	for (int i = 0; i < 2; i++) {
		for (size_t k = 0; k < sizeof whole_zeros / sizeof whole_zeros[0]; k++) {
			if (numberings[i].is_possible)
				try_joint(text, &numberings[i], whole_zeros[k], &best);
		}
	}
	return best;
}
