/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_facts.h"

#include "passes/cluster/value_list.h"
#include "src/base/natural_log.h"

typedef struct SetFacts {
	int64_t n_values; /* different ones */
	double bits;      /* what an ideal code of their shares takes, in all */
} SetFacts;

/* A value that is there count times among n takes log2(n / count) bits each time. */
static SetFacts set_facts(const WeightUnits *units, int64_t channel)
{
	const double bits_per_nat = 1.4426950408889634;
	Arena scratch = {0};
	size_t n = set_length(units, channel);
	ValueList list = value_list(set_values(units, channel, &scratch), n, &scratch);
	SetFacts facts = {.n_values = (int64_t)list.n};
	for (size_t i = 0; i < list.n; i++)
		facts.bits +=
			list.counts[i] * bits_per_nat * natural_log((double)n / list.counts[i]);
	arena_finish(&scratch);
	return facts;
}

/* The most values in a set, and the bits of all. */
static SetFacts all_facts(const WeightUnits *units, bool is_per_channel)
{
	if (!is_per_channel)
		return set_facts(units, WHOLE_TENSOR);
	SetFacts all = {0};
	for (size_t c = 0; c < units->channels.n; c++) {
		SetFacts facts = set_facts(units, (int64_t)c);
		all.bits += facts.bits;
		if (facts.n_values > all.n_values)
			all.n_values = facts.n_values;
	}
	return all;
}

static int64_t count_zeros(const float *values, size_t n)
{
	int64_t n_zeros = 0;
	for (size_t i = 0; i < n; i++)
		n_zeros += values[i] == 0;
	return n_zeros;
}

static double error_of(const WeightUnits *units, const float *before)
{
	double changed = 0, all = 0;
	for (size_t i = 0; i < units->n; i++) {
		double scale = unit_scale(units, i), was = scale * (double)before[i];
		double change = scale * (double)units->values[i] - was;
		changed += change * change;
		all += was * was;
	}
	return all > 0 ? changed / all : 0;
}

void fill_cluster_facts(const WeightUnits *units, const float *before,
	bool is_per_channel, LayerClusters *layer)
{
	WeightUnits were = *units;
	Arena scratch = {0};
	were.values = arena_copy(&scratch, before, units->n * sizeof *before);
	SetFacts was = all_facts(&were, is_per_channel);
	SetFacts is = all_facts(units, is_per_channel);
	layer->is_per_channel = is_per_channel;
	layer->n = (int64_t)units->n;
	layer->most_before = was.n_values;
	layer->most_after = is.n_values;
	layer->bits_before = was.bits / (double)units->n;
	layer->bits_after = is.bits / (double)units->n;
	layer->zeros_before = count_zeros(before, units->n);
	layer->zeros_after = count_zeros(units->values, units->n);
	layer->error = error_of(units, before);
	arena_finish(&scratch);
}
