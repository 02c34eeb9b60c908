/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/reweigh.h"

#include <math.h>

#include "passes/channels/add_to_bias.h"

bool can_reweigh(const Graph *graph, const ChannelWeights *layer)
{
	const Tensor *weights = op_weights(graph, layer->op);
	const Quantization *q = weights->quantization;
	if (weights->type == TYPE_FLOAT32)
		return true;
	if (q->n_scales > 1 &&
		(q->n_scales != (int)layer->view.n_channels || q->axis != layer->view.axis))
		return false;
	return op_data(graph, layer->op)->type != TYPE_INT16 ||
		!has_narrow_sums(graph, layer->op);
}

/* --- Biases --- */

/* The real number that a step of filter f's bias stands for. */
static double bias_step(const Graph *graph, const ChannelWeights *layer, size_t f)
{
	const Tensor *in = op_data(graph, layer->op);
	return in->type == TYPE_FLOAT32
		? 1
		: (double)in->quantization->scale[0] * filter_scale(graph, layer, f);
}

static double *real_biases(const Graph *graph, const ChannelWeights *layer,
	const double *more, Arena *arena)
{
	size_t n = layer->view.n_channels;
	const Tensor *bias = op_bias(graph, layer->op);
	double *real = arena_array(arena, n, sizeof *real);
	for (size_t f = 0; f < n; f++)
		real[f] = more[f] + (bias ? bias_at(bias, f) * bias_step(graph, layer, f) : 0);
	return real;
}

/* --- Weights --- */

static void store_float(Model *model, Tensor *tensor, const WeightView *view,
	const double *weights)
{
	size_t n = view->n_channels * view->length;
	float *values = arena_array(&model->arena, n, sizeof *values);
	for (size_t f = 0; f < view->n_channels; f++)
		for (size_t k = 0; k < view->length; k++)
			values[f * view->channel_step + k * view->step] =
				(float)weights[f * view->length + k];
	model_set_constant(model, tensor, values, n * sizeof *values);
}

/* The scale of each filter, as large as it was or as it must be; with one for all, the
 * first. */
static float *choose_scales(const Graph *graph, const ChannelWeights *layer,
	const double *weights, const double *bias, Arena *arena)
{
	const WeightView *view = &layer->view;
	const Tensor *tensor = op_weights(graph, layer->op);
	int n_scales = tensor->quantization->n_scales, limit = weight_limit(tensor->type);
	float *scales = arena_array(arena, view->n_channels, sizeof *scales);
	for (size_t f = 0; f < view->n_channels; f++) {
		double largest = 0;
		for (size_t k = 0; k < view->length; k++)
			largest = fmax(largest, fabs(weights[f * view->length + k]));
		double least =
			fmax(largest / limit, least_weight_scale(op_data(graph, layer->op), bias[f]));
		size_t at = n_scales > 1 ? f : 0;
		float was = tensor->quantization->scale[at];
		scales[at] = fmaxf(scales[at], (double)was >= least ? was : (float)least);
	}
	return scales;
}

static void store_integers(Model *model, Op *op, const ChannelWeights *layer,
	const double *weights, const float *scales)
{
	Arena scratch = {0};
	const WeightView *view = &layer->view;
	Graph *graph = &model->graphs[0];
	DataType type = op_weights(graph, op)->type;
	int n_scales = op_weights(graph, op)->quantization->n_scales;
	double limit = weight_limit(type);
	int8_t *q = arena_array(&scratch, view->n_channels * view->length, sizeof *q);
	for (size_t f = 0; f < view->n_channels; f++)
		for (size_t k = 0; k < view->length; k++) {
			double scale = (double)scales[n_scales > 1 ? f : 0];
			double x = scale > 0 ? round(weights[f * view->length + k] / scale) : 0;
			q[f * view->channel_step + k * view->step] =
				(int8_t)fmin(fmax(x, -limit), limit);
		}
	set_weights(model, graph, op, q, scales, n_scales, type);
	arena_finish(&scratch);
}

void reweigh(Model *model, TensorUses *uses, int op, const ChannelWeights *layer,
	const double *weights, const double *more)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Op *own = &graph->ops[op];
	Roles roles = roles_of(own->code->type);
	double *bias = real_biases(graph, layer, more, &scratch);
	own_constant(model, uses, own, roles.weights);
	if (op_bias(graph, own))
		own_constant(model, uses, own, roles.bias);
	Tensor *tensor = &graph->tensors[weights_index(own)];
	if (tensor->type == TYPE_FLOAT32)
		store_float(model, tensor, &layer->view, weights);
	else
		store_integers(model, own, layer, weights,
			choose_scales(graph, layer, weights, bias, &scratch));
	set_bias(model, graph, own, bias);
	arena_finish(&scratch);
}
