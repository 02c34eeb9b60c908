/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"
#include "tests/unit/shared.h"

enum { MOST = 48 };

/* --- The plain way: every cut of every prefix, cells summed up value by value --- */

/* The least a cell can cost. Whole centres are tried on either side of the mean. */
static double cost_around(const WeightedValues *input, size_t from, size_t to,
	double centre)
{
	double cost = 0;
	for (size_t i = from; i < to; i++)
		cost +=
			input->weights[i] * (input->values[i] - centre) * (input->values[i] - centre);
	return cost;
}

static double plain_cell(const WeightedValues *input, CentreRule rule, size_t from,
	size_t to)
{
	double base = input->values[from], sum = 0, weight = 0;
	for (size_t i = from; i < to; i++) {
		if (rule.zero_stays && input->values[i] == 0)
			return cost_around(input, from, to, 0);
		sum += input->weights[i] * (input->values[i] - base);
		weight += input->weights[i];
	}
	double mean = base + sum / weight;
	if (!rule.is_whole)
		return cost_around(input, from, to, mean);
	return fmin(cost_around(input, from, to, floor(mean)),
		cost_around(input, from, to, ceil(mean)));
}

/* costs[k - 1]: the least of at most k cells. */
static void plain_costs(const WeightedValues *input, CentreRule rule, double costs[MOST])
{
	static double cell[MOST][MOST + 1];
	double best[MOST + 1];
	size_t n = input->n;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j <= n; j++)
			cell[i][j] = plain_cell(input, rule, i, j);
	for (size_t j = 1; j <= n; j++)
		best[j] = cell[0][j];
	best[0] = 0;
	costs[0] = best[n];
	for (size_t k = 2; k <= n; k++) {
		for (size_t j = n; j > 0; j--)
			for (size_t i = 1; i < j; i++)
				best[j] = fmin(best[j], best[i] + cell[i][j]);
		costs[k - 1] = best[n];
	}
}

/* --- Both --- */

static double cost_of(const WeightedValues *input, const Clusters *clusters)
{
	double cost = 0;
	for (size_t c = 0; c < clusters->n; c++)
		cost += cost_around(input, c ? clusters->ends[c - 1] : 0, clusters->ends[c],
			clusters->centres[c]);
	return cost;
}

static void expect_rule(const WeightedValues *input, CentreRule rule,
	const Clusters *clusters)
{
	for (size_t c = 0; c < clusters->n; c++) {
		size_t from = c ? clusters->ends[c - 1] : 0;
		cr_assert_lt(from, clusters->ends[c]);
		if (rule.is_whole)
			cr_expect_eq(clusters->centres[c], round(clusters->centres[c]));
		for (size_t i = from; i < clusters->ends[c]; i++)
			if (rule.zero_stays && input->values[i] == 0)
				cr_expect_eq(clusters->centres[c], 0);
	}
	cr_expect_eq(clusters->ends[clusters->n - 1], input->n);
}

/* The centres' own rounding, to doubles, may show beside very narrow cells. */
static double rounding(const WeightedValues *input)
{
	double sum = 0;
	for (size_t i = 0; i < input->n; i++)
		sum += input->weights[i] * input->values[i] * input->values[i];
	return sum * 0x1p-104;
}

static void expect_least(const WeightedValues *input, CentreRule rule)
{
	Arena arena = {0};
	double least[MOST];
	plain_costs(input, rule, least);
	for (size_t k = 1; k <= input->n + 2; k++) {
		Clusters clusters = kmeans(input, rule, k, &arena);
		double expected = least[(k <= input->n ? k : input->n) - 1];
		double bound = 1e-11 * expected + rounding(input);
		cr_assert_leq(clusters.n, k);
		expect_rule(input, rule, &clusters);
		cr_expect_leq(fabs(cost_of(input, &clusters) - expected), bound,
			"%zu values, k %zu: %.17g, not %.17g", input->n, k, cost_of(input, &clusters),
			expected);
		cr_expect_leq(fabs(clusters.cost - expected), bound, "k %zu: said to be %.17g", k,
			clusters.cost);
	}
	arena_finish(&arena);
}

static void expect_least_by_all_rules(size_t n, const double *values,
	const double *weights)
{
	const WeightedValues input = {n, values, weights};
	for (int zero = 0; zero < 2; zero++) {
		expect_least(&input, (CentreRule){.zero_stays = zero});
		expect_least(&input, (CentreRule){.is_whole = true, .zero_stays = zero});
	}
}

/* Rising steps of 0 are left out. */
static size_t running_sums(double start, const double *steps, size_t n, double *values)
{
	size_t used = 0;
	values[0] = start;
	for (size_t i = 1; i < n; i++) {
		double next = values[used] + steps[i];
		if (next > values[used])
			values[++used] = next;
	}
	return used + 1;
}

typedef double Draw(Rng *rng);

static double normal_step(Rng *rng)
{
	double x = (double)rng_float(rng) + (double)rng_float(rng) - 1;
	return (double)(float)(x * x);
}

static double whole_step(Rng *rng)
{
	return floor(4 * (double)rng_float(rng));
}

/* Many orders of magnitude. */
static double wild_step(Rng *rng)
{
	return (double)(float)ldexp((double)rng_float(rng),
		(int)(40 * (double)rng_float(rng)) - 20);
}

/* Tight clumps far from each other and from 0. */
static double clumped_step(Rng *rng)
{
	return (double)rng_float(rng) < 0.2 ? floor(1000 * (double)rng_float(rng)) : 0x1p-13;
}

static double same_step(Rng *rng)
{
	(void)rng;
	return 1;
}

static void expect_least_of_random(Draw *step, double start, uint64_t seed)
{
	Rng rng = rng_new(seed);
	for (int round = 0; round < 40; round++) {
		double steps[MOST], values[MOST], weights[MOST];
		size_t n = 1 + (size_t)((MOST - 1) * (double)rng_float(&rng));
		bool is_even = (double)rng_float(&rng) < 0.5;
		for (size_t i = 0; i < n; i++) {
			steps[i] = step(&rng);
			weights[i] = is_even ? 1 : 1 + floor(9 * (double)rng_float(&rng));
		}
		n = running_sums(start, steps, n, values);
		expect_least_by_all_rules(n, values, weights);
	}
}

Test(kmeans, is_the_optimum_on_random_values)
{
	expect_least_of_random(normal_step, -3, 1);
}

Test(kmeans, is_the_optimum_on_small_integers_with_their_ties)
{
	expect_least_of_random(whole_step, -30, 2);
}

Test(kmeans, is_the_optimum_on_evenly_spaced_values)
{
	expect_least_of_random(same_step, -10, 3);
}

Test(kmeans, is_the_optimum_on_values_of_all_magnitudes)
{
	expect_least_of_random(wild_step, -1024, 4);
}

Test(kmeans, is_the_optimum_far_from_zero)
{
	expect_least_of_random(normal_step, 1e3, 5);
	expect_least_of_random(same_step, 1e6, 6);
}

Test(kmeans, is_the_optimum_in_clumps)
{
	expect_least_of_random(clumped_step, -1000, 7);
}

/* --- Many values: cuts move to the right with the end, which halves the work again and again --- */

enum { MANY = 20000, SOME = 20 };

typedef struct Layer {
	const long double *first, *second; /* sums of values and of squares before a place */
	const double *before;              /* the least of one cell less */
	double *best;
} Layer;

static double cost_from(const Layer *layer, size_t from, size_t to)
{
	long double sum = layer->first[to] - layer->first[from];
	long double cost = layer->second[to] - layer->second[from];
	return layer->before[from] + (double)(cost - sum * sum / (long double)(to - from));
}

static void halve(const Layer *layer, size_t low, size_t high, size_t least, size_t most)
{
	if (low >= high)
		return;
	size_t middle = (low + high) / 2, cut = least;
	layer->best[middle] = HUGE_VAL;
	for (size_t from = least; from < middle && from <= most; from++) {
		double cost = cost_from(layer, from, middle);
		if (cost < layer->best[middle]) {
			layer->best[middle] = cost;
			cut = from;
		}
	}
	halve(layer, low, middle, least, cut);
	halve(layer, middle + 1, high, cut, most);
}

/* Of one to so many cells; every weight is 1. */
static void halving_costs(const WeightedValues *input, size_t most, double *costs)
{
	static long double first[MANY + 1], second[MANY + 1];
	static double layers[2][MANY + 1];
	for (size_t i = 0; i < input->n; i++) {
		long double value = (long double)input->values[i];
		first[i + 1] = first[i] + value;
		second[i + 1] = second[i] + value * value;
	}
	for (size_t i = 1; i <= input->n; i++)
		layers[0][i] = HUGE_VAL;
	for (size_t k = 1; k <= most; k++) {
		Layer layer = {first, second, layers[(k + 1) % 2], layers[k % 2]};
		layer.best[0] = HUGE_VAL;
		halve(&layer, 1, input->n + 1, 0, input->n);
		costs[k - 1] = layer.best[input->n];
	}
}

Test(kmeans, is_the_optimum_on_many_values)
{
	static double values[MANY], weights[MANY];
	double costs[SOME];
	Arena arena = {0};
	Rng rng = rng_new(8);
	values[0] = -30;
	for (size_t i = 0; i < MANY; i++) {
		weights[i] = 1;
		if (i > 0)
			values[i] = values[i - 1] + 0x1p-10 + normal_step(&rng) / 100;
	}
	const WeightedValues input = {MANY, values, weights};
	halving_costs(&input, SOME, costs);
	for (size_t k = 1; k <= SOME; k++) {
		Clusters clusters = kmeans(&input, (CentreRule){0}, k, &arena);
		cr_expect_eq(clusters.n, k);
		cr_expect_leq(fabs(clusters.cost - costs[k - 1]), 1e-10 * costs[k - 1],
			"k %zu: %.17g, not %.17g", k, clusters.cost, costs[k - 1]);
	}
	arena_finish(&arena);
}

Test(kmeans, leaves_values_alone_where_k_is_enough)
{
	static const double values[] = {-2, 0, 0.5, 7}, weights[] = {1, 5, 1, 2};
	const WeightedValues input = {4, values, weights};
	Arena arena = {0};
	Clusters clusters = kmeans(&input, (CentreRule){.zero_stays = true}, 256, &arena);
	cr_assert_eq(clusters.n, 4);
	cr_expect_arr_eq(clusters.centres, values, sizeof values);
	cr_expect_eq(clusters.cost, 0);
	arena_finish(&arena);
}

Test(kmeans, keeps_zero_though_it_costs_more)
{
	static const double values[] = {-1, 0, 4, 5}, weights[] = {1, 1, 1, 1};
	const WeightedValues input = {4, values, weights};
	Arena arena = {0};
	Clusters free = kmeans(&input, (CentreRule){0}, 2, &arena);
	Clusters kept = kmeans(&input, (CentreRule){.zero_stays = true}, 2, &arena);
	cr_expect_eq(free.centres[0], -0.5);
	cr_expect_eq(kept.centres[0], 0);
	cr_expect_eq(kept.centres[1], 4.5);
	cr_expect_eq(kept.cost, 1.5);
	arena_finish(&arena);
}
