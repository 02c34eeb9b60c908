/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>
#include <math.h>

#include "passes/channels/add_to_bias.h"
#include "passes/layers/layer_weights.h"
#include "passes/prune/prune_layer.h"
#include "passes/prune/sparsify.h"
#include "passes/quantize/compensate.h"
#include "src/base/nibbles.h"
#include "src/base/threads.h"

typedef struct Fit {
	const PrunedLayer *layer;
	const Graph *graph;
	const Op *op;
	const float *scales; /* of integer weights; NULL: they are real numbers */
	int limit, n_scales;
	float *values;   /* a weight, in the tensor's order: this, ... */
	int8_t *q;       /* ... or this */
	double *changes; /* of the biases, in their own unit, [filters] */
} Fit;

/* The inputs whose weights are not 0 in the end. */
static int find_kept(const PrunedLayer *layer, int filter, int *kept)
{
	int n = 0;
	for (int k = 0; k < (int)layer->now.view.length; k++) {
		size_t place = weight_place(layer, filter, k);
		if (!layer->goes[place] && layer->now.weights[place] != 0)
			kept[n++] = k;
	}
	return n;
}

/* Make the weights that minimise the error integers, whose errors make up for each other. */
static void round_kept(const Fit *fit, int filter, const Quadratic *part, const double *x,
	int8_t *q)
{
	double error;
	float scale = fit->scales[fit->n_scales > 1 ? filter : 0];
	WeightRows row = {.n = 1, .weights = x, .targets = x, .scales = &scale};
	RoundedRows rounded = {q, &scale, &error};
	CompensateSettings how = {
		.limit = fit->limit,
		.n_scales = 1,
		.sweeps = 20,
		.n_threads = 1,
	};
	compensate(part, &row, &how, &rounded);
}

/* What brings a filter's mean sum back to what it should be. */
static void correct_bias(const Fit *fit, int filter)
{
	const PrunedLayer *layer = fit->layer;
	int channels = layer->now.geometry.channels;
	const Moments *moments = &layer->forms[filter / channels].moments;
	float scale = fit->scales ? fit->scales[fit->n_scales > 1 ? filter : 0] : 1;
	double wanted = moments->target_mean[filter % channels] - layer->now.bias[filter];
	double sum = 0;
	for (int k = 0; k < moments->length; k++) {
		size_t place = weight_place(layer, filter, k);
		double value = fit->scales ? fit->q[place] : (double)fit->values[place];
		sum += value * moments->mean[k];
	}
	double unit = bias_unit(fit->graph, fit->op, (size_t)filter);
	fit->changes[filter] = (wanted - (double)scale * sum) / unit;
}

static void fit_row(void *context, int worker, int filter)
{
	(void)worker;
	const Fit *fit = context;
	const PrunedLayer *layer = fit->layer;
	Arena scratch = {0};
	const GroupForm *form = &layer->forms[filter / layer->now.geometry.channels];
	const double *target = filter_target(layer, filter);
	int *kept = arena_array(&scratch, layer->now.view.length, sizeof *kept);
	int n = find_kept(layer, filter, kept);
	if (n > 0) {
		double *x;
		Quadratic part = fit_kept(&form->quadratic, target, kept, n, &x, &scratch);
		int8_t *q = arena_alloc(&scratch, (size_t)n);
		if (fit->scales)
			round_kept(fit, filter, &part, x, q);
		for (int i = 0; i < n; i++) {
			size_t place = weight_place(layer, filter, kept[i]);
			if (fit->scales)
				fit->q[place] = q[i];
			else
				fit->values[place] =
					(float)fmin(fmax(x[i], -(double)FLT_MAX), (double)FLT_MAX);
		}
	}
	if (layer->has_free_bias)
		correct_bias(fit, filter);
	arena_finish(&scratch);
}

static void store_values(const Fit *fit, Model *model, Tensor *weights)
{
	size_t n = fit->layer->n, n_bytes = n;
	const void *stored = fit->q;
	if (weights->type == TYPE_FLOAT32) {
		stored = fit->values;
		n_bytes = n * sizeof(float);
	} else if (weights->type == TYPE_INT4) {
		uint8_t *packed = arena_alloc(&model->arena, n_bytes = nibbles_bytes(n));
		nibbles_pack(fit->q, n, packed);
		stored = packed;
	}
	model_set_constant(model, weights, stored, n_bytes);
}

static void store_fitted(const PrunedLayer *layer, Model *model, TensorUses *uses)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Op *op = &graph->ops[layer->index];
	Tensor *weights = &graph->tensors[weights_index(op)];
	const Quantization *q = weights->quantization;
	bool is_real = weights->type == TYPE_FLOAT32;
	size_t n_filters = layer->now.view.n_channels;
	Fit fit = {
		.layer = layer,
		.graph = graph,
		.op = op,
		.scales = is_real ? NULL : q->scale,
		.n_scales = is_real ? 0 : q->n_scales,
		.limit = weight_limit(weights->type),
		.values = arena_array(&model->arena, is_real ? layer->n : 0, sizeof(float)),
		.q = arena_alloc(&model->arena, is_real ? 0 : layer->n),
		.changes = arena_array(&scratch, n_filters, sizeof(double)),
	};
	double *magnitudes = arena_array(&scratch, n_filters, sizeof *magnitudes);
	parallel_for(layer->settings->n_threads, (int)n_filters, fit_row, &fit);
	store_values(&fit, model, weights);
	for (size_t c = 0; c < n_filters; c++)
		magnitudes[c] = fabs(fit.changes[c]);
	if (layer->has_free_bias && can_add_to_bias(graph, op, magnitudes))
		add_to_bias(model, uses, op, fit.changes);
	arena_finish(&scratch);
}

void store_pruned(const PrunedLayer *layer, Model *model, TensorUses *uses)
{
	const Op *op = &model->graphs[0].ops[layer->index];
	if (layer->forms)
		store_fitted(layer, model, uses);
	else
		zero_weights(model, weights_index(op), layer->goes);
}
