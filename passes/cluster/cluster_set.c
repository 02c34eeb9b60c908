/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_set.h"

#include <math.h>

#include "passes/cluster/cluster.h"
#include "passes/cluster/kmeans_entropy.h"
#include "passes/cluster/value_list.h"
#include "passes/quantize/quant_scales.h"
#include "src/base/types.h"

/* --- What errors count for --- */

static double square_of_scale(const WeightUnits *units, size_t i)
{
	double scale = fmax(unit_scale(units, i), LEAST_SCALE);
	return scale * scale;
}

/* Of integers that have several scales: the sum, for each, of the squares of the scales. */
static double *sums_of_squares(const WeightUnits *units, const ValueList *list,
	Arena *arena)
{
	Arena scratch = {0};
	double least = list->values[0];
	size_t n_levels = (size_t)(list->values[list->n - 1] - least) + 1;
	double *sums = arena_array(&scratch, n_levels, sizeof *sums);
	double *weights = arena_array(arena, list->n, sizeof *weights);
	for (size_t i = 0; i < units->n; i++)
		sums[(size_t)((double)units->values[i] - least)] += square_of_scale(units, i);
	for (size_t i = 0; i < list->n; i++)
		weights[i] = sums[(size_t)(list->values[i] - least)];
	arena_finish(&scratch);
	return weights;
}

/* --- Values --- */

static double mean_square(const WeightedValues *input, const double *counts)
{
	double sum = 0, n = 0;
	for (size_t i = 0; i < input->n; i++) {
		sum += input->weights[i] * input->values[i] * input->values[i];
		n += counts[i];
	}
	return sum / n;
}

static Clusters choose(const WeightUnits *units, const ValueList *list,
	const double *weights, SetSettings settings, Arena *arena)
{
	const WeightedValues input = {list->n, list->values, weights};
	CentreRule rule = {.is_whole = units->is_whole, .zero_stays = true};
	if (settings.lambda <= 0 || list->n == 1)
		return kmeans(&input, rule, (size_t)settings.k, arena);
	CodePrice price = {
		.bit = settings.lambda * mean_square(&input, list->counts),
		.table_bits = fmax(CLUSTER_TABLE_BITS, type_bits(units->type)),
	};
	rule.signs_meet_at_zero = true;
	return entropy_clusters(&input, list->counts, rule, price, (size_t)settings.k, arena);
}

/* The cluster of a value: the first that does not end below it. */
static size_t cluster_of(const float *highest, size_t n, float value)
{
	size_t low = 0, high = n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (highest[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void replace(const WeightUnits *units, int64_t channel, size_t n,
	const ValueList *list, const Clusters *clusters)
{
	Arena scratch = {0};
	float *highest = arena_array(&scratch, clusters->n, sizeof *highest);
	float *centres = arena_array(&scratch, clusters->n, sizeof *centres);
	for (size_t c = 0; c < clusters->n; c++) {
		highest[c] = (float)list->values[clusters->ends[c] - 1];
		centres[c] = rounded_unit(units, clusters->centres[c]);
	}
	for (size_t i = 0; i < n; i++) {
		float *value = &units->values[set_place(units, channel, i)];
		*value = centres[cluster_of(highest, clusters->n, *value)];
	}
	arena_finish(&scratch);
}

void cluster_set(const WeightUnits *units, int64_t channel, SetSettings settings)
{
	Arena arena = {0};
	size_t n = set_length(units, channel);
	ValueList list = value_list(set_values(units, channel, &arena), n, &arena);
	const double *weights = list.counts;
	if (channel == WHOLE_TENSOR && units->scales)
		weights = sums_of_squares(units, &list, &arena);
	Clusters clusters = choose(units, &list, weights, settings, &arena);
	replace(units, channel, n, &list, &clusters);
	arena_finish(&arena);
}
