/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/sparsity.h"

#include "passes/layers/layer_weights.h"
#include "passes/quantize/quant_weights.h"

static int64_t count_zeros(const float *values, size_t n)
{
	int64_t zeros = 0;
	for (size_t i = 0; i < n; i++)
		zeros += values[i] == 0;
	return zeros;
}

static void compare(const float *before, const float *after, LayerSparsity *layer)
{
	layer->zeros_before = count_zeros(before, (size_t)layer->n_before);
	layer->zeros_after = count_zeros(after, (size_t)layer->n_after);
	bool is_same = layer->n_before == layer->n_after;
	for (size_t i = 0; i < (size_t)layer->n_before; i++) {
		double energy = (double)before[i] * (double)before[i];
		layer->energy_before += energy;
		if (is_same && after[i] != 0)
			layer->energy_kept += energy;
	}
	if (!is_same)
		layer->energy_kept = -1;
}

static bool measure(const Model *before, int was, const Model *after, int is,
	LayerSparsity *layer, Error *err)
{
	Arena scratch = {0};
	const float *old, *new;
	const Graph *from = &before->graphs[0], *to = &after->graphs[0];
	bool ok = weights_as_real(from, was, &scratch, &old, err) &&
		weights_as_real(to, is, &scratch, &new, err);
	if (ok) {
		layer->n_before = (int64_t)values_count(&from->tensors[was]);
		layer->n_after = (int64_t)values_count(&to->tensors[is]);
		compare(old, new, layer);
	}
	arena_finish(&scratch);
	return ok;
}

static int filters(const Model *model, int layer)
{
	const Graph *graph = &model->graphs[0];
	if (model->is_weights_only)
		return 0;
	const Op *op = &graph->ops[layer];
	int least_rank = op->code->type == OP_DEPTHWISE_CONV_2D ? 4 : 1;
	return op_weights(graph, op)->rank < least_rank
		? 0
		: (int)weight_view(graph, op).n_channels;
}

bool measure_sparsity(const Model *before, const Model *after, LayerSparsity *layers,
	Error *err)
{
	Arena scratch = {0};
	bool *is_taken = arena_alloc(&scratch, (size_t)after->graphs[0].n_tensors);
	bool ok = true;
	for (int i = 0; ok && i < layer_count(before); i++) {
		Error ignored = {0};
		int was = layer_weights(before, i, &ignored);
		int is = layer_weights(after, i, &ignored);
		layers[i] = (LayerSparsity){0};
		if (was < 0 || is < 0)
			continue;
		layers[i].is_shared = is_taken[is];
		is_taken[is] = true;
		layers[i].channels_before = filters(before, i);
		layers[i].channels_after = filters(after, i);
		ok = measure(before, was, after, is, &layers[i], err);
	}
	arena_finish(&scratch);
	return ok || failed_in(err, "%s: ", before->name);
}

LayerSparsity sum_sparsity(const LayerSparsity *layers, int n)
{
	LayerSparsity sum = {0};
	for (int i = 0; i < n; i++) {
		if (layers[i].is_shared)
			continue;
		sum.channels_before += layers[i].channels_before;
		sum.channels_after += layers[i].channels_after;
		sum.n_before += layers[i].n_before;
		sum.n_after += layers[i].n_after;
		sum.zeros_before += layers[i].zeros_before;
		sum.zeros_after += layers[i].zeros_after;
	}
	return sum;
}
