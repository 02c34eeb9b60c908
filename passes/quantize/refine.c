/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/refine.h"

#include <string.h>

#include "passes/quantize/refine_layer.h"
#include "src/base/nibbles.h"

/* The integers that small has, and their scales. */
static void read_weights(const Tensor *weight, RefinedLayer *layer)
{
	size_t n = layer->view.n_channels * layer->view.length;
	if (weight->type == TYPE_INT4)
		nibbles_unpack(weight->buffer->data, n, layer->q);
	else
		memcpy(layer->q, weight->buffer->data, n);
	for (size_t c = 0; c < layer->view.n_channels; c++)
		layer->scales[c] = weight->quantization->scale[layer->one_scale ? 0 : c];
}

static RefinedLayer layer_new(const Graph *real, const Op *real_op, const Graph *small,
	const Op *op, const RefineSettings *settings, Arena *arena)
{
	const Tensor *weight = op_weights(small, op), *bias = op_bias(real, real_op);
	RefinedLayer layer = {
		.settings = settings,
		.real = real,
		.real_op = real_op,
		.geometry = layer_geometry(real, real_op),
		.view = weight_view(small, op),
		.type = weight->type,
		.weights = (const float *)(const void *)op_weights(real, real_op)->buffer->data,
	};
	size_t n = layer.view.n_channels;
	layer.one_scale = n > 1 && weight->quantization->n_scales == 1;
	/* One scale for several groups, each of other inputs, is left as it is. */
	layer.chooses_weights = (settings->compensate || settings->scale_search) &&
		layer.view.length <= (size_t)settings->max_inputs &&
		(!layer.one_scale || layer.geometry.groups == 1);
	layer.bias = arena_array(arena, n, sizeof *layer.bias);
	layer.least_scales = arena_array(arena, n, sizeof *layer.least_scales);
	layer.q = arena_array(arena, n * layer.view.length, sizeof *layer.q);
	layer.scales = arena_array(arena, n, sizeof *layer.scales);
	for (size_t c = 0; bias && c < n; c++) {
		layer.bias[c] = (double)((const float *)(const void *)bias->buffer->data)[c];
		layer.least_scales[c] = least_weight_scale(op_data(small, op), layer.bias[c]);
	}
	read_weights(weight, &layer);
	return layer;
}

static void store_layer(const RefinedLayer *layer, Model *model, Op *op)
{
	Graph *graph = &model->graphs[0];
	if (layer->chooses_weights)
		set_weights(model, graph, op, layer->q, layer->scales,
			layer->one_scale ? 1 : (int)layer->view.n_channels, layer->type);
	if (op_bias(graph, op) || (layer->data && layer->settings->bias_correction))
		set_bias(model, graph, op, layer->bias);
}

/* The operator with the same weights; -1 where there is none. */
static int same_layer(const Graph *real, const Op *op)
{
	for (int i = 0; i < real->n_ops; i++)
		if (has_weights(&real->ops[i]) &&
			weights_index(&real->ops[i]) == weights_index(op))
			return i;
	return -1;
}

static bool is_refined(const Graph *small, const Op *op)
{
	if (!has_weights(op) || tensor_is_constant(op_data(small, op)))
		return false;
	DataType type = op_weights(small, op)->type;
	return type == TYPE_INT8 || type == TYPE_INT4;
}

/* Of a layer with few inputs a channel less is to be learnt. */
static int64_t patches_for(const Graph *graph, const Op *op,
	const RefineSettings *settings)
{
	int64_t wanted = (int64_t)weight_view(graph, op).length * settings->patches_per_input;
	wanted = wanted > settings->min_patches ? wanted : settings->min_patches;
	return wanted < settings->max_patches ? wanted : settings->max_patches;
}

/* Gather what is needed to know of a layer, and refine it. */
static bool refine_on_data(RefinedLayer *layer, Fed real, int real_op, Fed small, int op,
	Arena *arena, Error *err)
{
	const RefineSettings *settings = layer->settings;
	const Graph *graph = &small.model->graphs[0];
	LayerDataSettings how = {
		.max_samples = settings->max_samples,
		.max_patches = patches_for(graph, &graph->ops[op], settings),
		.max_values = settings->max_values,
		.n_threads = settings->n_threads,
		.batch = settings->batch,
	};
	LayerData *data = arena_alloc(arena, sizeof *data);
	if (!layer_data(real, real_op, small, op, &how, arena, data, err))
		return false;
	layer->data = data;
	refine_layer(layer);
	return true;
}

static bool refine_op(Fed real, Fed fed, Model *small, int i,
	const RefineSettings *settings, Error *err)
{
	Graph *graph = &small->graphs[0];
	int real_op = same_layer(&real.model->graphs[0], &graph->ops[i]);
	if (real_op < 0)
		return failed(err,
			"operator %d (%s): no operator of the original has its weights", i,
			graph->ops[i].code->name);
	/* What was integers before is known no better. */
	if (op_weights(&real.model->graphs[0], &graph->ops[i])->type != TYPE_FLOAT32)
		return true;
	Arena arena = {0};
	RefinedLayer layer = layer_new(&real.model->graphs[0],
		&real.model->graphs[0].ops[real_op], graph, &graph->ops[i], settings, &arena);
	bool ok = true;
	if (real.samples)
		ok = refine_on_data(&layer, real, real_op, fed, i, &arena, err);
	else if (layer.chooses_weights)
		refine_layer(&layer);
	if (ok)
		store_layer(&layer, small, &graph->ops[i]);
	arena_finish(&arena);
	return ok;
}

bool refine(const Model *real, const Samples *real_samples, Model *small,
	const Samples *small_samples, const RefineSettings *settings, Error *err)
{
	Graph *graph = &small->graphs[0];
	Fed original = {real, real_samples}, fed = {small, small_samples};
	int n_layers = 0, n_done = 0;
	for (int i = 0; i < graph->n_ops; i++)
		n_layers += is_refined(graph, &graph->ops[i]);
	for (int i = 0; i < graph->n_ops; i++) {
		if (!is_refined(graph, &graph->ops[i]))
			continue;
		if (!refine_op(original, fed, small, i, settings, err))
			return false;
		n_done++;
		if (settings->progress)
			settings->progress->report(settings->progress->context, "refining", n_done,
				n_layers);
	}
	return true;
}
