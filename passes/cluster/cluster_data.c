/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_data.h"

#include <math.h>

#include "passes/channels/add_to_bias.h"
#include "passes/cluster/cluster_layer.h"
#include "passes/cluster/cluster_parts.h"
#include "passes/layers/layer_sums.h"

typedef struct Work {
	const ClusterSettings *settings;
	Fed original, clustered;
	Model *model; /* the clustered one */
	TensorUses uses;
	LayerClusters *layers;
} Work;

static const Op *op_of(const Work *work, const ClusterPart *part)
{
	return &work->model->graphs[0].ops[part->layer];
}

/* Whether the data say anything of a layer, and its filters are what scales are of. */
static bool can_use_data(const Work *work, const ClusterPart *part)
{
	const Graph *graph = &work->model->graphs[0];
	const Op *op = op_of(work, part);
	if (tensor_is_constant(op_data(graph, op)))
		return false;
	LayerGeometry geometry = layer_geometry(graph, op);
	return geometry.taps * geometry.width <= LONGEST_CLUSTERED_ROW &&
		(size_t)geometry.groups * (size_t)geometry.channels == part->units.channels.n;
}

static bool may_change_bias(const Work *work, const ClusterPart *part, Arena *arena)
{
	const double *nothing = arena_array(arena, part->units.channels.n, sizeof *nothing);
	return can_add_to_bias(&work->model->graphs[0], op_of(work, part), nothing);
}

/* Take what the mean sums have too much off the biases, in their own unit. */
static void correct_bias(Work *work, const ClusteredLayer *layer, int index)
{
	Arena scratch = {0};
	Graph *graph = &work->model->graphs[0];
	Op *op = &graph->ops[index];
	size_t n = layer->units.channels.n;
	double *changes = arena_array(&scratch, n, sizeof *changes);
	double *magnitudes = arena_array(&scratch, n, sizeof *magnitudes);
	for (size_t c = 0; c < n; c++) {
		changes[c] = -layer->mean_error[c] / bias_unit(graph, op, c);
		magnitudes[c] = fabs(changes[c]);
	}
	if (can_add_to_bias(graph, op, magnitudes))
		add_to_bias(work->model, &work->uses, op, changes);
	arena_finish(&scratch);
}

static bool cluster_seen(Work *work, ClusterPart *part, Error *err)
{
	Arena arena = {0};
	const Graph *graph = &work->model->graphs[0];
	const Op *op = op_of(work, part);
	const ClusterSettings *settings = work->settings;
	LayerDataSettings how =
		enough_patches(work->model, part->layer, settings->n_threads, settings->batch);
	LayerSums sums;
	LayerData data;
	bool ok = layer_sums_new(graph, op, &arena, &sums, err) &&
		layer_data(work->original, part->layer, work->clustered, part->layer, &how,
			&arena, &data, err);
	if (ok) {
		ClusteredLayer layer = {
			.settings = settings,
			.graph = graph,
			.op = op,
			.is_per_channel = part->is_per_channel,
			.has_free_bias = may_change_bias(work, part, &arena),
			.units = part->units,
			.bias = sums.bias,
			.mean_error =
				arena_array(&arena, part->units.channels.n, sizeof *layer.mean_error),
		};
		cluster_layer(&layer, &data);
		store_part(work->model, part, work->layers);
		if (layer.has_free_bias)
			correct_bias(work, &layer, part->layer);
	}
	arena_finish(&arena);
	return ok;
}

static bool cluster_part(Work *work, ClusterPart *part, Error *err)
{
	if (can_use_data(work, part))
		return cluster_seen(work, part, err);
	cluster_unseen(&(ClusterParts){1, part}, work->settings);
	store_part(work->model, part, work->layers);
	return true;
}

bool cluster_with_data(const Model *original, const Samples *original_samples,
	Model *model, const Samples *samples, const ClusterSettings *settings,
	LayerClusters *layers, Error *err)
{
	Arena arena = {0};
	ClusterParts parts;
	Work work = {
		.settings = settings,
		.original = {original, original_samples},
		.clustered = {model, samples},
		.model = model,
		.layers = layers,
	};
	bool ok = cluster_parts(model, settings, &arena, &parts, layers, err);
	if (ok)
		work.uses = tensor_uses(model, &arena);
	for (int i = 0; ok && i < parts.n; i++) {
		ok = cluster_part(&work, &parts.parts[i], err);
		if (ok && settings->progress)
			settings->progress->report(settings->progress->context, "clustering", i + 1,
				parts.n);
	}
	arena_finish(&arena);
	return ok;
}
