/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune_data.h"

#include <stdlib.h>

#include "passes/layers/layer_weights.h"
#include "passes/prune/prune_layer.h"
#include "passes/prune/prune_mask.h"
#include "passes/quantize/output_noise.h"

enum { MOST_COMPARED = 1024 }; /* samples that outputs are compared on */

/* Of the power of a layer's sums, the noise in them by which it is tried alone. */
#define PROBED_PART 0.05

typedef struct Work {
	const PruneSettings *settings;
	Fed original, pruned;
	Model *model;   /* the pruned one */
	int n;          /* layers */
	int *layers;    /* [n] operators, each with weights of its own */
	size_t *wanted; /* [n] how many weights are 0 in the end */
	int n_done, n_steps;
} Work;

static void report(Work *work)
{
	const Progress *progress = work->settings->progress;
	work->n_done++;
	if (progress)
		progress->report(progress->context, "pruning", work->n_done, work->n_steps);
}

/* --- Which layers --- */

static bool is_worked_on(const Model *model, const double *of_layer, int layer)
{
	Error ignored = {0};
	const Graph *graph = &model->graphs[0];
	return of_layer[layer] >= 0 && layer_weights(model, layer, &ignored) >= 0 &&
		!tensor_is_constant(op_data(graph, &graph->ops[layer]));
}

static void find_layers(Work *work, Arena *arena)
{
	const Graph *graph = &work->model->graphs[0];
	bool *is_taken = arena_array(arena, (size_t)graph->n_tensors, sizeof *is_taken);
	size_t n = (size_t)graph->n_ops;
	work->layers = arena_array(arena, n, sizeof *work->layers);
	work->wanted = arena_array(arena, n, sizeof *work->wanted);
	for (int i = 0; i < graph->n_ops; i++) {
		int weights = weights_index(&graph->ops[i]);
		if (!is_worked_on(work->model, work->settings->of_layer, i) || is_taken[weights])
			continue;
		is_taken[weights] = true;
		work->wanted[work->n] =
			share_of(work->settings->of_layer[i], values_count(&graph->tensors[weights]));
		work->layers[work->n++] = i;
	}
}

/* --- A layer --- */

/* Score a layer of one of the models. */
static bool score(const Work *work, Fed fed, PrunedLayer *layer, Arena *arena, Error *err)
{
	Arena scratch = {0};
	LayerData data;
	int i = layer->index;
	const PruneSettings *settings = work->settings;
	LayerDataSettings how =
		enough_patches(work->model, i, settings->n_threads, settings->batch);
	bool ok = layer_data(work->original, i, fed, i, &how, &scratch, &data, err);
	if (ok)
		score_layer(layer, &data, arena);
	arena_finish(&scratch);
	return ok;
}

/* The same number of each filter's weights, as near as may be. */
static void choose_in_filters(const PrunedLayer *layer, size_t wanted)
{
	Arena scratch = {0};
	size_t length = layer->now.view.length, n_filters = layer->now.view.n_channels;
	float *scores = arena_array(&scratch, length, sizeof *scores);
	bool *goes = arena_array(&scratch, length, sizeof *goes);
	for (size_t filter = 0; filter < n_filters; filter++) {
		size_t before = filter * wanted / n_filters;
		for (size_t k = 0; k < length; k++) {
			scores[k] = layer->scores[weight_place(layer, (int)filter, (int)k)];
			goes[k] = false;
		}
		choose_smallest(&(ScoredWeights){scores, length, goes}, 1,
			(filter + 1) * wanted / n_filters - before);
		for (size_t k = 0; k < length; k++)
			layer->goes[weight_place(layer, (int)filter, (int)k)] = goes[k];
	}
	arena_finish(&scratch);
}

static void choose(const PrunedLayer *layer, size_t wanted)
{
	ScoredWeights set = {layer->scores, layer->n, layer->goes};
	const PruneSettings *settings = layer->settings;
	if (settings->pattern.group > 0)
		return;
	if (settings->method == PRUNE_ACTIVATION && !settings->is_global)
		choose_in_filters(layer, wanted);
	else
		choose_smallest(&set, 1, wanted);
}

static bool changes_anything(const PrunedLayer *layer)
{
	for (size_t i = 0; i < layer->n; i++)
		if (layer->goes[i] && layer->now.weights[i] != 0)
			return true;
	return false;
}

/* Whether there is anything to do in a layer. */
static bool wants_more_zeros(const PrunedLayer *layer, size_t wanted)
{
	return layer->settings->pattern.group > 0 || wanted > layer->n_zero;
}

static bool prune_layer(Work *work, int k, TensorUses *uses, Error *err)
{
	Arena arena = {0};
	PrunedLayer layer;
	int index = work->layers[k];
	bool ok = pruned_layer_new(work->model, index, work->settings, &arena, &layer, err);
	if (ok && wants_more_zeros(&layer, work->wanted[k])) {
		ok = score(work, work->pruned, &layer, &arena, err);
		if (ok)
			choose(&layer, work->wanted[k]);
		if (ok && changes_anything(&layer))
			store_pruned(&layer, work->model, uses);
	}
	arena_finish(&arena);
	report(work);
	return ok;
}

/* --- All layers by one threshold --- */

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return x < y ? -1 : x > y;
}

/* Choose the cheapest weights, as many as make up a part of what all cost; that part. */
static double choose_part(const PrunedLayer *layer, double part)
{
	Arena scratch = {0};
	size_t n = layer->n, last = 0;
	float *sorted = arena_copy(&scratch, layer->scores, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_floats);
	double whole = 0, sum = 0;
	for (size_t i = 0; i < n; i++)
		whole += (double)sorted[i];
	while (last + 1 < n && sum + (double)sorted[last] <= part * whole)
		sum += (double)sorted[last++];
	float most = sorted[last];
	sum = 0;
	for (size_t i = 0; i < n; i++) {
		layer->goes[i] = layer->scores[i] <= most;
		sum += layer->goes[i] ? (double)layer->scores[i] : 0;
	}
	arena_finish(&scratch);
	return sum;
}

/* How much noise of the outputs comes of a layer's, when it alone is pruned. */
static bool find_weight(const Work *work, const PrunedLayer *layer, double *weight,
	Error *err)
{
	Arena scratch = {0};
	CompareSettings how = {
		.n_threads = work->settings->n_threads,
		.batch = work->settings->batch,
		.max_samples = MOST_COMPARED,
	};
	double noise, cost = choose_part(layer, PROBED_PART);
	Model *alone = model_copy(work->original.model);
	TensorUses uses = tensor_uses(alone, &scratch);
	store_pruned(layer, alone, &uses);
	bool ok = output_noise(work->original.model, work->original.samples, alone, &how,
		&noise, err);
	if (ok)
		*weight = cost > 0 ? noise / cost : 0;
	model_free(alone);
	arena_finish(&scratch);
	return ok;
}

/* What the noise of the outputs grows by without each weight of a layer. */
static bool score_by_outputs(Work *work, int k, Arena *arena, ScoredWeights *set,
	Error *err)
{
	Arena scratch = {0};
	PrunedLayer layer;
	double weight;
	int index = work->layers[k];
	bool ok = pruned_layer_new(work->original.model, index, work->settings, &scratch,
				  &layer, err) &&
		score(work, work->original, &layer, &scratch, err) &&
		find_weight(work, &layer, &weight, err);
	if (ok) {
		float *scores = arena_array(arena, layer.n, sizeof *scores);
		for (size_t i = 0; i < layer.n; i++)
			scores[i] = weight_score(&layer, i, weight * (double)layer.scores[i]);
		*set = (ScoredWeights){scores, layer.n,
			arena_array(arena, layer.n, sizeof *set->goes)};
	}
	arena_finish(&scratch);
	report(work);
	return ok;
}

/* Share out among the layers how many weights are to be 0 in sum. */
static bool share_out(Work *work, Error *err)
{
	Arena arena = {0};
	ScoredWeights *sets = arena_array(&arena, (size_t)work->n, sizeof *sets);
	size_t wanted = 0;
	bool ok = true;
	for (int k = 0; ok && k < work->n; k++) {
		wanted += work->wanted[k];
		ok = score_by_outputs(work, k, &arena, &sets[k], err);
	}
	if (ok)
		choose_smallest(sets, work->n, wanted);
	for (int k = 0; ok && k < work->n; k++) {
		work->wanted[k] = 0;
		for (size_t i = 0; i < sets[k].n; i++)
			work->wanted[k] += sets[k].goes[i];
	}
	arena_finish(&arena);
	return ok;
}

bool prune_with_data(const Model *original, const Samples *original_samples, Model *model,
	const Samples *samples, const PruneSettings *settings, Error *err)
{
	Arena arena = {0};
	Work work = {
		.settings = settings,
		.original = {original, original_samples},
		.pruned = {model, samples},
		.model = model,
	};
	if (!plan_check(original, settings->batch, err))
		return false;
	unshare_weights(model, settings->of_layer);
	TensorUses uses = tensor_uses(model, &arena);
	find_layers(&work, &arena);
	bool shares_out = settings->is_global && settings->pattern.group == 0;
	work.n_steps = shares_out ? 2 * work.n : work.n;
	bool ok = !shares_out || share_out(&work, err);
	for (int k = 0; ok && k < work.n; k++)
		ok = prune_layer(&work, k, &uses, err);
	arena_finish(&arena);
	return ok;
}
