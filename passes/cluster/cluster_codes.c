/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "passes/cluster/cluster.h"
#include "passes/cluster/codebook.h"
#include "passes/cluster/kmeans_entropy.h"
#include "src/base/natural_log.h"
#include "src/base/threads.h"

enum { SWEEPS = 20, MOST_ROUNDS = 8 };

typedef struct Work {
	const CodedFilters *filters;
	int n_threads;
	Codebook book;
	int *codes;     /* [n, length] */
	double *errors; /* [n] with prices */
	bool is_fresh;  /* codes are to be chosen from the start, not only improved */
} Work;

static CodedRow row_of(const Work *work, int i)
{
	const CodedFilters *filters = work->filters;
	size_t first = (size_t)i * (size_t)filters->length;
	return (CodedRow){
		.target = filters->targets[i],
		.scale = filters->scales[i],
		.stays_zero = filters->stays_zero + first,
		.codes = work->codes + first,
	};
}

/* --- The first values --- */

/* What a target is in units, and how much it counts. */
typedef struct Wish {
	double value, weight;
	size_t place;
} Wish;

static int compare_wishes(const void *a, const void *b)
{
	const Wish *x = a, *y = b;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static double importance(const CodedFilters *filters, int filter, int k)
{
	const Quadratic *form = filters->forms[filter];
	double scale = filters->scales[filter];
	return form->a[(size_t)k * (size_t)form->step + (size_t)k] * scale * scale;
}

static Wish *sorted_wishes(const CodedFilters *filters, Arena *arena)
{
	size_t length = (size_t)filters->length, n = (size_t)filters->n * length;
	Wish *wishes = arena_array(arena, n, sizeof *wishes);
	for (size_t i = 0; i < n; i++) {
		int filter = (int)(i / length), k = (int)(i % length);
		double value = filters->targets[filter][k] / filters->scales[filter];
		value = fmin(fmax(value, filters->low), filters->high);
		wishes[i] = (Wish){
			.value = filters->stays_zero[i] ? 0 : value,
			.weight = importance(filters, filter, k),
			.place = i,
		};
	}
	qsort(wishes, n, sizeof *wishes, compare_wishes);
	return wishes;
}

typedef struct WishList {
	WeightedValues input;
	double *counts;
	double power; /* sum of weight * value^2, over their number */
} WishList;

static WishList list_wishes(const CodedFilters *filters, Arena *arena)
{
	size_t n = (size_t)filters->n * (size_t)filters->length, last = 0;
	const Wish *wishes = sorted_wishes(filters, arena);
	double *values = arena_array(arena, n, sizeof *values);
	double *weights = arena_array(arena, n, sizeof *weights);
	WishList list = {.counts = arena_array(arena, n, sizeof *list.counts)};
	for (size_t i = 0; i < n; i++) {
		last += i > 0 && wishes[i].value != values[last];
		values[last] = wishes[i].value;
		weights[last] += wishes[i].weight;
		list.counts[last]++;
		list.power += wishes[i].weight * wishes[i].value * wishes[i].value / (double)n;
	}
	list.input = (WeightedValues){last + 1, values, weights};
	return list;
}

/* What each value takes by the counts of those that become it. */
static double *prices_of(const Clusters *clusters, const double *counts, double n,
	double bit, Arena *arena)
{
	const double bits_per_nat = 1.4426950408889634;
	double *prices = arena_array(arena, clusters->n, sizeof *prices);
	uint32_t i = 0;
	for (size_t c = 0; c < clusters->n; c++) {
		double count = 0;
		for (; i < clusters->ends[c]; i++)
			count += counts[i];
		prices[c] = bit * bits_per_nat * natural_log(n / count);
	}
	return prices;
}

static Codebook first_book(const CodedFilters *filters, SetSettings settings,
	Arena *arena)
{
	WishList list = list_wishes(filters, arena);
	CentreRule rule = {.is_whole = filters->is_whole, .zero_stays = true};
	double n = (double)filters->n * (double)filters->length;
	Clusters clusters;
	Codebook book = {.zero = -1};
	if (settings.lambda > 0) {
		CodePrice price = {settings.lambda * list.power, CLUSTER_TABLE_BITS};
		rule.signs_meet_at_zero = true;
		clusters = entropy_clusters(&list.input, list.counts, rule, price,
			(size_t)settings.k, arena);
		book.prices = prices_of(&clusters, list.counts, n, price.bit, arena);
	} else {
		clusters = kmeans(&list.input, rule, (size_t)settings.k, arena);
	}
	book.n = (int)clusters.n;
	book.values = clusters.centres;
	for (int c = 0; c < book.n; c++)
		if (book.values[c] == 0 && book.zero < 0)
			book.zero = c;
	return book;
}

/* --- What takes which --- */

static void choose_row(void *context, int worker, int i)
{
	(void)worker;
	Work *work = context;
	const Quadratic *form = work->filters->forms[i];
	CodedRow row = row_of(work, i);
	if (work->is_fresh)
		code_row(form, &work->book, &row);
	work->errors[i] = improve_row(form, &work->book, &row, SWEEPS);
}

static double choose_codes(Work *work, bool is_fresh)
{
	double sum = 0;
	work->is_fresh = is_fresh;
	parallel_for(work->n_threads, work->filters->n, choose_row, work);
	for (int i = 0; i < work->filters->n; i++)
		sum += work->errors[i];
	return sum;
}

/* --- Better values --- */

typedef struct NewCode {
	double value;
	int old;
} NewCode;

static int compare_codes(const void *a, const void *b)
{
	const NewCode *x = a, *y = b;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->old - y->old;
}

/* Take new values for the codes, in rising order again. */
static void renew_book(Work *work, const double *values)
{
	Arena scratch = {0};
	const CodedFilters *filters = work->filters;
	Codebook *book = &work->book;
	size_t n = (size_t)book->n;
	NewCode *codes = arena_array(&scratch, n, sizeof *codes);
	int *places = arena_array(&scratch, n, sizeof *places);
	double *prices =
		arena_copy(&scratch, book->prices, book->prices ? n * sizeof *prices : 0);
	for (int c = 0; c < book->n; c++) {
		double value = fmin(fmax(values[c], filters->low), filters->high);
		codes[c] = (NewCode){filters->is_whole ? round(value) : value, c};
	}
	qsort(codes, n, sizeof *codes, compare_codes);
	for (int c = 0; c < book->n; c++) {
		places[codes[c].old] = c;
		book->values[c] = codes[c].value;
		if (book->prices)
			book->prices[c] = prices[codes[c].old];
	}
	if (book->zero >= 0)
		book->zero = places[book->zero];
	for (size_t i = 0; i < (size_t)filters->n * (size_t)filters->length; i++)
		work->codes[i] = places[work->codes[i]];
	arena_finish(&scratch);
}

static void fit_book(Work *work)
{
	Arena scratch = {0};
	CodebookFit fit = codebook_fit_new(&work->book, &scratch);
	double *values = arena_array(&scratch, (size_t)work->book.n, sizeof *values);
	for (int i = 0; i < work->filters->n; i++) {
		CodedRow row = row_of(work, i);
		codebook_fit_add(&fit, work->filters->forms[i], &row);
	}
	codebook_fit_solve(&fit, &work->book, values);
	renew_book(work, values);
	arena_finish(&scratch);
}

static void write_units(const Work *work)
{
	const CodedFilters *filters = work->filters;
	for (size_t i = 0; i < (size_t)filters->n * (size_t)filters->length; i++)
		filters->units[i] = work->book.values[work->codes[i]];
}

void code_filters(const CodedFilters *filters, SetSettings settings, int n_threads)
{
	Arena arena = {0};
	size_t n = (size_t)filters->n * (size_t)filters->length;
	Work work = {
		.filters = filters,
		.n_threads = n_threads,
		.book = first_book(filters, settings, &arena),
		.codes = arena_array(&arena, n, sizeof *work.codes),
		.errors = arena_array(&arena, (size_t)filters->n, sizeof *work.errors),
	};
	double error = choose_codes(&work, true);
	write_units(&work);
	for (int round = 0; round < MOST_ROUNDS; round++) {
		fit_book(&work);
		double next = choose_codes(&work, false);
		if (!(next < error))
			break;
		error = next;
		write_units(&work);
	}
	arena_finish(&arena);
}
