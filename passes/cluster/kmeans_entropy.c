/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans_entropy.h"

#include <math.h>

#include "passes/cluster/kmeans_cells.h"
#include "src/base/natural_log.h"

/* Where cells may end, and what the values before count. Places are 0 to n. */
typedef struct Places {
	uint32_t n;
	uint32_t *at;  /* [n + 1] in values */
	double *count; /* [n + 1] */
} Places;

typedef struct Problem {
	const Cells *cells;
	Places places;
	CodePrice price;
	double *cost;     /* [n] of the cells up to the place in hand, by where they begin */
	double *best;     /* [layers, n + 1] what the cells up to a place cost at least ... */
	uint32_t *before; /* [layers, n + 1] ... and where the last of them begins */
} Problem;

static Places places_of(const WeightedValues *input, CentreRule rule,
	const double *counts, Arena *arena)
{
	bool is_few = input->n <= ENTROPY_VALUES;
	Places places = {.n = is_few ? (uint32_t)input->n : ENTROPY_VALUES};
	places.at = arena_array(arena, (size_t)places.n + 1, sizeof *places.at);
	places.count = arena_array(arena, (size_t)places.n + 1, sizeof *places.count);
	Clusters fine = {0};
	if (!is_few)
		fine = kmeans(input, rule, ENTROPY_VALUES, arena);
	double sum = 0;
	uint32_t value = 0;
	for (uint32_t i = 0; i < places.n; i++) {
		uint32_t end = is_few ? i + 1 : fine.ends[i];
		while (value < end)
			sum += counts[value++];
		places.at[i + 1] = end;
		places.count[i + 1] = sum;
	}
	return places;
}

/* Fill in what the cells up to a place cost, by where they begin. */
static void price_cells(const Problem *problem, uint32_t to)
{
	const double bits_per_nat = 1.4426950408889634;
	const Places *places = &problem->places;
	double all = places->count[places->n];
	for (uint32_t from = 0; from < to; from++) {
		double count = places->count[to] - places->count[from];
		double bits = count * bits_per_nat * natural_log(all / count);
		problem->cost[from] =
			cell_cost_precise(problem->cells, places->at[from], places->at[to]) +
			problem->price.bit * (bits + problem->price.table_bits);
	}
}

/* Add the cell that ends at a place to the cells of the layer before. */
static void extend(const Problem *problem, size_t from_layer, size_t to_layer,
	uint32_t first, uint32_t to)
{
	size_t n_places = (size_t)problem->places.n + 1;
	const double *before = problem->best + from_layer * n_places;
	double least = HUGE_VAL;
	uint32_t cut = first;
	for (uint32_t from = first; from < to; from++) {
		double cost = before[from] + problem->cost[from];
		if (cost < least) {
			least = cost;
			cut = from;
		}
	}
	problem->best[to_layer * n_places + to] = least;
	problem->before[to_layer * n_places + to] = cut;
}

/* The ends of the cells, last to first, from the layer of the last on; layers go down by step.
 * Returns how many there are. */
static size_t trace(const Problem *problem, size_t layer, size_t step, uint32_t *ends)
{
	const Places *places = &problem->places;
	size_t n = 0, n_places = (size_t)places->n + 1;
	for (uint32_t place = places->n; place > 0; layer -= step) {
		ends[n++] = places->at[place];
		place = problem->before[layer * n_places + place];
	}
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t end = ends[i];
		ends[i] = ends[n - 1 - i];
		ends[n - 1 - i] = end;
	}
	return n;
}

static void make_layers(Problem *problem, size_t n, Arena *arena)
{
	size_t n_places = (size_t)problem->places.n + 1;
	problem->best = arena_array(arena, n * n_places, sizeof *problem->best);
	problem->before = arena_array(arena, n * n_places, sizeof *problem->before);
}

/* However many cells are best. */
static size_t cut_freely(Problem *problem, uint32_t *ends, Arena *arena)
{
	make_layers(problem, 1, arena);
	for (uint32_t to = 1; to <= problem->places.n; to++) {
		price_cells(problem, to);
		extend(problem, 0, 0, 0, to);
	}
	return trace(problem, 0, 0, ends);
}

/* At most k of them, of k at least 1; layer i is of i cells. */
static size_t cut_to(Problem *problem, size_t k, uint32_t *ends, Arena *arena)
{
	uint32_t n = problem->places.n;
	size_t n_places = (size_t)n + 1, fewest = 1;
	make_layers(problem, k + 1, arena);
	for (uint32_t to = 1; to <= n; to++)
		problem->best[to] = HUGE_VAL;
	for (uint32_t to = 1; to <= n; to++) {
		price_cells(problem, to);
		for (size_t i = 1; i <= k && i <= to; i++)
			extend(problem, i - 1, i, (uint32_t)i - 1, to);
	}
	for (size_t i = 2; i <= k; i++)
		if (problem->best[i * n_places + n] < problem->best[fewest * n_places + n])
			fewest = i;
	return trace(problem, fewest, 1, ends);
}

Clusters entropy_clusters(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price, size_t k, Arena *arena)
{
	Arena scratch = {0};
	CentreRule fine = {.is_whole = rule.is_whole,
		.zero_stays = rule.zero_stays || rule.signs_meet_at_zero};
	Cells cells = cells_new(input, rule, &scratch);
	Problem problem = {
		.cells = &cells,
		.places = places_of(input, fine, counts, &scratch),
		.price = price,
	};
	uint32_t *ends = arena_array(&scratch, problem.places.n, sizeof *ends);
	problem.cost = arena_array(&scratch, problem.places.n, sizeof *problem.cost);
	size_t n = cut_freely(&problem, ends, &scratch);
	if (n > k)
		n = cut_to(&problem, k, ends, &scratch);
	Clusters clusters = clusters_at(input, &cells, n, ends, arena);
	arena_finish(&scratch);
	return clusters;
}
