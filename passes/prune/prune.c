/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune.h"

#include <math.h>

#include "passes/layers/layer_weights.h"
#include "passes/prune/prune_mask.h"

/* The layers to prune, whose weights are different tensors. */
typedef struct Parts {
	int n;
	int *layers, *weights;
	ScoredWeights *sets;
} Parts;

size_t share_of(double share, size_t n)
{
	size_t count = (size_t)(share * (double)n + 0.5);
	return n > 0 && count >= n ? n - 1 : count;
}

static bool score(const Model *model, int weights, Arena *arena, ScoredWeights *set,
	Error *err)
{
	const Graph *graph = &model->graphs[0];
	size_t n = values_count(&graph->tensors[weights]);
	Arena scratch = {0};
	const float *values;
	bool ok = weights_as_real(graph, weights, &scratch, &values, err);
	if (ok) {
		float *scores = arena_array(arena, n, sizeof *scores);
		for (size_t i = 0; i < n; i++)
			scores[i] = fabsf(values[i]);
		*set = (ScoredWeights){scores, n, arena_array(arena, n, sizeof *set->goes)};
	}
	arena_finish(&scratch);
	return ok;
}

static bool gather(const Model *model, const double *of_layer, Arena *arena, Parts *parts,
	Error *err)
{
	int n = layer_count(model);
	size_t n_tensors = (size_t)model->graphs[0].n_tensors;
	bool *is_taken = arena_array(arena, n_tensors, sizeof *is_taken);
	*parts = (Parts){
		.layers = arena_array(arena, (size_t)n, sizeof *parts->layers),
		.weights = arena_array(arena, (size_t)n, sizeof *parts->weights),
		.sets = arena_array(arena, (size_t)n, sizeof *parts->sets),
	};
	for (int i = 0; i < n; i++) {
		Error ignored = {0};
		int weights = of_layer[i] < 0 ? -1 : layer_weights(model, i, &ignored);
		if (weights < 0 || is_taken[weights])
			continue;
		is_taken[weights] = true;
		if (!score(model, weights, arena, &parts->sets[parts->n], err))
			return false;
		parts->layers[parts->n] = i;
		parts->weights[parts->n++] = weights;
	}
	return true;
}

static void choose(const Model *model, const PruneSettings *settings, const Parts *parts)
{
	size_t wanted = 0;
	for (int k = 0; k < parts->n; k++) {
		int layer = parts->layers[k];
		const ScoredWeights *set = &parts->sets[k];
		WeightRuns runs = weight_runs(model, layer, parts->weights[k]);
		if (settings->pattern.group > 0)
			choose_by_pattern(set, &runs, settings->pattern);
		else if (settings->is_global)
			wanted += share_of(settings->of_layer[layer], set->n);
		else
			choose_smallest(set, 1, share_of(settings->of_layer[layer], set->n));
	}
	choose_smallest(parts->sets, parts->n, wanted);
}

bool prune(Model *model, const PruneSettings *settings, Error *err)
{
	Arena scratch = {0};
	Parts parts;
	unshare_weights(model, settings->of_layer);
	bool ok = gather(model, settings->of_layer, &scratch, &parts, err);
	if (ok)
		choose(model, settings, &parts);
	for (int k = 0; ok && k < parts.n; k++)
		zero_weights(model, parts.weights[k], parts.sets[k].goes);
	arena_finish(&scratch);
	return ok || failed_in(err, "%s: ", model->name);
}
