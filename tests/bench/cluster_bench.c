/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long optimal clustering takes on one thread: cluster_bench VALUES K ROUNDS [layers]
 *
 * Prints the milliseconds of the median round, from float32 weights of a normal distribution, in
 * random order, to their clusters. With "layers" it is done as Ckmeans.1d.dp does it, one
 * more cluster after the other by divide and conquer over sums of double; the costs of both are
 * held against each other.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "passes/cluster/value_list.h"
#include "src/base/rng.h"

enum { MAX_VALUES = 10000000, MAX_ROUNDS = 100 };

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Box and Muller, 1958. */
static float *normal_values(size_t n, Arena *arena)
{
	const double pi = 3.14159265358979323846;
	float *values = arena_array(arena, n, sizeof *values);
	Rng rng = rng_new(1);
	for (size_t i = 0; i < n; i++) {
		const double radius = sqrt(-2 * log(1 - (double)rng_float(&rng)));
		values[i] = (float)(radius * cos(2 * pi * (double)rng_float(&rng)));
	}
	return values;
}

/* --- A layer of the dynamic program for each cluster --- */

typedef struct Layer {
	const double *weight, *first, *second; /* sums over the values before a place */
	const double *before;                  /* the least cost of one cluster less */
	double *best;
} Layer;

static double cost_from(const Layer *layer, size_t from, size_t to)
{
	const double weight = layer->weight[to] - layer->weight[from];
	const double sum = layer->first[to] - layer->first[from];
	const double square = layer->second[to] - layer->second[from];
	return layer->before[from] + (square - sum * sum / weight);
}

/* Places low to high - 1, which are best reached from least to most. */
static void halve(const Layer *layer, size_t low, size_t high, size_t least, size_t most)
{
	if (low >= high)
		return;
	const size_t middle = (low + high) / 2;
	size_t cut = least;
	layer->best[middle] = HUGE_VAL;
	for (size_t from = least; from < middle && from <= most; from++) {
		const double cost = cost_from(layer, from, middle);
		if (cost < layer->best[middle]) {
			layer->best[middle] = cost;
			cut = from;
		}
	}
	halve(layer, low, middle, least, cut);
	halve(layer, middle + 1, high, cut, most);
}

static double cost_by_layers(const ValueList *list, size_t k, Arena *arena)
{
	const size_t n = list->n;
	double *sums[3], *layers[2];
	for (int i = 0; i < 3; i++)
		sums[i] = arena_array(arena, n + 1, sizeof(double));
	for (int i = 0; i < 2; i++)
		layers[i] = arena_array(arena, n + 1, sizeof(double));
	for (size_t i = 0; i < n; i++) {
		const double value = list->values[i], count = list->counts[i];
		sums[0][i + 1] = sums[0][i] + count;
		sums[1][i + 1] = sums[1][i] + count * value;
		sums[2][i + 1] = sums[2][i] + count * value * value;
		layers[0][i + 1] = HUGE_VAL;
	}
	for (size_t i = 1; i <= k; i++) {
		const Layer layer = {sums[0], sums[1], sums[2], layers[(i + 1) % 2],
			layers[i % 2]};
		layer.best[0] = HUGE_VAL;
		halve(&layer, 1, n + 1, 0, n);
	}
	return layers[k % 2][n];
}

static double cost_of(const float *values, size_t n, size_t k, int by_layers)
{
	Arena arena = {0};
	const ValueList list = value_list(values, n, &arena);
	const WeightedValues input = {list.n, list.values, list.counts};
	const double cost = by_layers ? cost_by_layers(&list, k, &arena)
								  : kmeans(&input, (CentreRule){0}, k, &arena).cost;
	arena_finish(&arena);
	return cost;
}

int main(int argc, char **argv)
{
	static double times[MAX_ROUNDS];
	const long n = argc > 3 ? atol(argv[1]) : 0, k = argc > 3 ? atol(argv[2]) : 0;
	const int n_rounds = argc > 3 ? atoi(argv[3]) : 0;
	const int by_layers = argc > 4 && strcmp(argv[4], "layers") == 0;
	if (n < 1 || n > MAX_VALUES || k < 1 || k > n || n_rounds < 1 ||
		n_rounds > MAX_ROUNDS) {
		fprintf(stderr, "usage: cluster_bench VALUES K ROUNDS [layers]\n");
		return 2;
	}
	Arena arena = {0};
	const float *values = normal_values((size_t)n, &arena);
	double cost = 0;
	for (int i = 0; i < n_rounds; i++) {
		const double start = now();
		cost = cost_of(values, (size_t)n, (size_t)k, by_layers);
		times[i] = now() - start;
	}
	const double best = by_layers ? cost_of(values, (size_t)n, (size_t)k, 0) : cost;
	if (fabs(cost - best) > 1e-7 * best)
		fprintf(stderr, "cluster_bench: cost %.15g, not %.15g\n", cost, best);
	qsort(times, (size_t)n_rounds, sizeof times[0], by_size);
	printf("%.1f\n", times[n_rounds / 2]);
	arena_finish(&arena);
	return 0;
}
