/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/kmeans_entropy.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"

enum { MOST = 10 };

/* --- The plain way: all ways to cut --- */

static double centre_of(const WeightedValues *input, CentreRule rule, size_t from,
	size_t to)
{
	double sum = 0, weight = 0;
	bool is_zero_there = false;
	for (size_t i = from; i < to; i++) {
		sum += input->weights[i] * input->values[i];
		weight += input->weights[i];
		is_zero_there |= input->values[i] == 0;
	}
	bool is_over_zero = input->values[from] <= 0 && input->values[to - 1] >= 0;
	if ((rule.zero_stays && is_zero_there) || (rule.signs_meet_at_zero && is_over_zero))
		return 0;
	return rule.is_whole ? floor(sum / weight + 0.5) : sum / weight;
}

static double price_of(const WeightedValues *input, const double *counts, CentreRule rule,
	CodePrice price, size_t from, size_t to)
{
	double all = 0, count = 0, cost = 0, centre = centre_of(input, rule, from, to);
	for (size_t i = 0; i < input->n; i++)
		all += counts[i];
	for (size_t i = from; i < to; i++) {
		double error = input->values[i] - centre;
		cost += input->weights[i] * error * error;
		count += counts[i];
	}
	return cost + price.bit * (count * log2(all / count) + price.table_bits);
}

/* Bit i of cuts: a cell ends behind value i. */
static double price_of_cuts(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price, unsigned cuts, size_t *n_cells)
{
	double sum = 0;
	size_t from = 0;
	*n_cells = 0;
	for (size_t i = 0; i < input->n; i++) {
		if (i + 1 < input->n && !(cuts >> i & 1))
			continue;
		sum += price_of(input, counts, rule, price, from, i + 1);
		from = i + 1;
		++*n_cells;
	}
	return sum;
}

static double least_price(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price, size_t k)
{
	double least = HUGE_VAL;
	for (unsigned cuts = 0; cuts < 1u << (input->n - 1); cuts++) {
		size_t n_cells;
		double sum = price_of_cuts(input, counts, rule, price, cuts, &n_cells);
		if (n_cells <= k)
			least = fmin(least, sum);
	}
	return least;
}

/* --- Both --- */

static double price_of_clusters(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price, const Clusters *clusters)
{
	double sum = 0;
	for (size_t c = 0; c < clusters->n; c++) {
		size_t from = c ? clusters->ends[c - 1] : 0, to = clusters->ends[c];
		sum += price_of(input, counts, rule, price, from, to);
		cr_expect_leq(fabs(clusters->centres[c] - centre_of(input, rule, from, to)),
			1e-12);
	}
	return sum;
}

static void expect_least(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price)
{
	Arena arena = {0};
	for (size_t k = 1; k <= input->n; k++) {
		Clusters clusters = entropy_clusters(input, counts, rule, price, k, &arena);
		double least = least_price(input, counts, rule, price, k);
		double found = price_of_clusters(input, counts, rule, price, &clusters);
		cr_expect_leq(clusters.n, k);
		cr_expect_leq(fabs(found - least), 1e-11 * least, "k %zu: %.15g, not %.15g", k,
			found, least);
	}
	arena_finish(&arena);
}

static void expect_least_of_random(CentreRule rule, double start, uint64_t seed)
{
	Rng rng = rng_new(seed);
	for (int round = 0; round < 60; round++) {
		double values[MOST], weights[MOST], counts[MOST];
		size_t n = 1 + rng_below(&rng, MOST);
		for (size_t i = 0; i < n; i++) {
			values[i] = (i ? values[i - 1] : start) + 1 + (double)rng_below(&rng, 4);
			counts[i] = 1 + (double)rng_below(&rng, 40);
			weights[i] = counts[i] * (0.5 + (double)rng_float(&rng));
		}
		CodePrice price = {0.05 + 8 * (double)rng_float(&rng), (double)(round % 3) * 16};
		expect_least(&(WeightedValues){n, values, weights}, counts, rule, price);
	}
}

Test(kmeans_entropy, is_the_optimum_with_any_centres)
{
	expect_least_of_random((CentreRule){0}, -3, 1);
}

Test(kmeans_entropy, is_the_optimum_where_zero_stays)
{
	expect_least_of_random((CentreRule){.zero_stays = true}, -9, 2);
}

Test(kmeans_entropy, is_the_optimum_where_signs_meet_at_zero_and_centres_are_whole)
{
	expect_least_of_random((CentreRule){.signs_meet_at_zero = true, .is_whole = true}, -9,
		3);
}

static Clusters of_ramp(double price, size_t k, Arena *arena)
{
	enum { N = 5000 };
	static double values[N], ones[N];
	for (size_t i = 0; i < N; i++) {
		values[i] = ((double)i - 2000) / 1000;
		ones[i] = 1;
	}
	const WeightedValues input = {N, values, ones};
	CentreRule rule = {.signs_meet_at_zero = true};
	return entropy_clusters(&input, ones, rule, (CodePrice){.bit = price}, k, arena);
}

/* Evenly spread values take cells of one width: the square of it over 12 is what they cost, and
 * halving it costs a bit more, which is worth 2 ln 2 times the cost at a price that fits. */
Test(kmeans_entropy, finds_the_width_that_a_price_is_worth)
{
	Arena arena = {0};
	double price = 1e-4;
	Clusters clusters = of_ramp(price, 256, &arena);
	double width = sqrt(12 * price / (2 * log(2)));
	cr_expect_leq(fabs((double)clusters.n - 5 / width), 2, "%zu cells", clusters.n);
	cr_expect_leq(of_ramp(4 * price, 256, &arena).n, clusters.n / 2 + 2);
	arena_finish(&arena);
}

Test(kmeans_entropy, makes_no_more_cells_than_asked_for_of_many_values)
{
	Arena arena = {0};
	Clusters clusters = of_ramp(1e-6, 8, &arena);
	cr_expect_eq(clusters.n, 8);
	cr_expect_eq(clusters.ends[7], 5000);
	bool has_zero = false;
	for (size_t i = 0; i < clusters.n; i++)
		has_zero |= clusters.centres[i] == 0;
	cr_expect(has_zero);
	arena_finish(&arena);
}
