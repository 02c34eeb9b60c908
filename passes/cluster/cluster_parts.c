/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster_parts.h"

#include "passes/cluster/cluster_facts.h"
#include "passes/layers/layer_weights.h"

/* Layers that are not chosen keep their weights to themselves. */
static void unshare(Model *model, const bool *chosen)
{
	Arena scratch = {0};
	int n = layer_count(model);
	double *how = arena_array(&scratch, (size_t)n, sizeof *how);
	for (int i = 0; i < n; i++)
		how[i] = chosen[i] ? 0 : -1;
	if (!model->is_weights_only)
		unshare_weights(model, how);
	arena_finish(&scratch);
}

static bool is_per_channel(const ClusterSettings *settings, const WeightUnits *units)
{
	if (settings->per == CLUSTER_PER_SCALE)
		return units->scales && !(settings->lambda > 0);
	return settings->per == CLUSTER_PER_CHANNEL;
}

static bool fill_part(const Model *model, const ClusterSettings *settings, Arena *arena,
	ClusterPart *part, Error *err)
{
	char label[16];
	WeightUnits *units = &part->units;
	if (!weight_units(model, part->layer, part->weights, arena, units, err))
		return false;
	part->before = arena_copy(arena, units->values, units->n * sizeof(float));
	part->is_per_channel = is_per_channel(settings, units);
	return part->is_per_channel || units->has_one_zero ||
		failed(err, "%s: zero points differ from channel to channel: --per channel",
			tensor_label(&model->graphs[0], part->weights, label));
}

bool cluster_parts(Model *model, const ClusterSettings *settings, Arena *arena,
	ClusterParts *parts, LayerClusters *layers, Error *err)
{
	unshare(model, settings->chosen);
	int n = layer_count(model);
	size_t n_tensors = (size_t)model->graphs[0].n_tensors;
	bool *is_taken = arena_array(arena, n_tensors, sizeof *is_taken);
	*parts = (ClusterParts){.parts = arena_array(arena, (size_t)n, sizeof *parts->parts)};
	for (int i = 0; i < n; i++) {
		Error ignored = {0};
		int weights = settings->chosen[i] ? layer_weights(model, i, &ignored) : -1;
		layers[i] = (LayerClusters){.weights = weights};
		if (weights < 0)
			continue;
		layers[i].is_shared = is_taken[weights];
		if (is_taken[weights])
			continue;
		is_taken[weights] = true;
		ClusterPart *part = &parts->parts[parts->n++];
		*part = (ClusterPart){.layer = i, .weights = weights};
		if (!fill_part(model, settings, arena, part, err))
			return false;
	}
	return true;
}

void store_part(Model *model, const ClusterPart *part, LayerClusters *layers)
{
	store_units(model, part->weights, &part->units);
	fill_cluster_facts(&part->units, part->before, part->is_per_channel,
		&layers[part->layer]);
}
