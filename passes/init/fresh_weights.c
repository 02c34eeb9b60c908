/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/init/fresh_weights.h"

#include <math.h>

#include "passes/layers/layer_geometry.h"
#include "passes/layers/layer_weights.h"
#include "src/base/rng.h"
#include "src/graph/roles.h"

/* --- What follows a layer --- */

static bool is_like_relu(OpType type)
{
	switch (type) {
	case OP_ELU:
	case OP_HARD_SWISH:
	case OP_LEAKY_RELU:
	case OP_PRELU:
	case OP_RELU:
	case OP_RELU6:
		return true;
	default:
		return false;
	}
}

static bool rectifies(const Op *op)
{
	Activation fused = fused_activation(op->code->type, &op->attrs);
	return fused == ACTIVATION_RELU || fused == ACTIVATION_RELU6 ||
		fused == ACTIVATION_RELU_N1_TO_1 || is_like_relu(op->code->type);
}

/* Whether what a layer gives is still there, perhaps among other things, behind an operator. */
static bool passes_on(OpType type)
{
	switch (type) {
	case OP_ADD:
	case OP_AVERAGE_POOL_2D:
	case OP_CONCATENATION:
	case OP_MAX_POOL_2D:
	case OP_MUL:
	case OP_PAD:
	case OP_RESHAPE:
	case OP_SUB:
		return true;
	default:
		return false;
	}
}

/* The first operator that reads a tensor; NULL where none does. */
static const Op *first_reader(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				return &graph->ops[i];
	return NULL;
}

static bool is_rectified(const Graph *graph, const Op *op)
{
	enum { MOST_STEPS = 4 };
	for (int step = 0; step < MOST_STEPS; step++) {
		if (rectifies(op))
			return true;
		const Op *next = first_reader(graph, op->outputs[0]);
		if (!next || (step > 0 && !passes_on(op->code->type)))
			return false;
		op = next;
	}
	return false;
}

/* --- Values --- */

static double limit_of(const Graph *graph, const Op *op, WeightInit how)
{
	LayerGeometry layer = layer_geometry(graph, op);
	double n = (double)layer.taps * layer.width, m = (double)layer.taps * layer.channels;
	if (how == INIT_AUTO)
		how = is_rectified(graph, op) ? INIT_HE : INIT_GLOROT;
	return sqrt(6 / (how == INIT_HE ? n : n + m));
}

static void fill(Model *model, int tensor, double limit, Rng *rng)
{
	Tensor *weights = &model->graphs[0].tensors[tensor];
	size_t n = values_count(weights);
	float *values = arena_array(&model->arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = (float)((2 * (double)rng_float(rng) - 1) * limit);
	model_set_constant(model, weights, values, n * sizeof *values);
}

static void clear(Model *model, int tensor)
{
	Tensor *bias = &model->graphs[0].tensors[tensor];
	size_t n = values_count(bias);
	model_set_constant(model, bias, arena_array(&model->arena, n, sizeof(float)),
		n * sizeof(float));
}

static bool check_constant(const Model *model, int tensor, const char *what, Error *err)
{
	char label[16];
	const Graph *graph = &model->graphs[0];
	const Tensor *t = &graph->tensors[tensor];
	if (tensor_is_constant(t) && t->type == TYPE_FLOAT32 && !t->is_sparse)
		return true;
	return failed(err, "%s '%s' are no plain float32 constants", what,
		tensor_label(graph, tensor, label));
}

static bool refill(Model *model, const Op *op, double limit, bool *is_done, Rng *rng,
	Error *err)
{
	int weights = weights_index(op), bias = bias_index(op);
	if (!check_constant(model, weights, "weights", err) ||
		(bias >= 0 && !check_constant(model, bias, "biases", err)))
		return false;
	if (!is_done[weights])
		fill(model, weights, limit, rng);
	is_done[weights] = true;
	if (bias >= 0 && !is_done[bias])
		clear(model, bias);
	if (bias >= 0)
		is_done[bias] = true;
	return true;
}

bool fresh_weights(Model *model, const FreshSettings *settings, Error *err)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Rng rng = rng_new(settings->seed);
	bool *is_done = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *is_done);
	bool ok = true;
	for (int i = 0; ok && i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!has_weights(op))
			continue;
		WeightInit how = settings->of_op ? settings->of_op[i] : INIT_AUTO;
		double limit = limit_of(graph, op, how != INIT_AUTO ? how : settings->how);
		ok = refill(model, op, limit, is_done, &rng, err) ||
			failed_in(err, "%s: operator %d (%s): ", model->name, i, op->code->name);
	}
	arena_finish(&scratch);
	return ok;
}
