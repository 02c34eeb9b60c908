/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/constant_channels.h"

#include <math.h>
#include <string.h>

#include "src/ops/op.h"
#include "src/run/plan.h"

typedef struct Proof {
	const Channels *channels;
	bool **is_constant;
} Proof;

/* --- What follows for an operator's output --- */

static bool all_constant(const Proof *proof, int tensor)
{
	const Channels *channels = proof->channels;
	if (tensor < 0 || tensor_is_constant(&channels->graph->tensors[tensor]))
		return true;
	for (int u = 0; u < channels->n_units[tensor]; u++)
		if (!proof->is_constant[tensor][u])
			return false;
	return channels->n_units[tensor] > 0;
}

static void through_weights(const Proof *proof, const ChannelWeights *layer)
{
	const bool *in = proof->is_constant[data_index(layer->op)];
	bool *out = proof->is_constant[layer->op->outputs[0]];
	for (size_t f = 0; f < layer->view.n_channels; f++) {
		out[f] = true;
		for (size_t k = 0; out[f] && k < layer->view.length; k++)
			out[f] = weight_at(layer, f, k) == 0 ||
				in[column_of(layer, f, k) % layer->n_units];
	}
}

static void unit_to_unit(const Proof *proof, const Op *op)
{
	const Channels *channels = proof->channels;
	bool *out = proof->is_constant[op->outputs[0]];
	for (int u = 0; u < channels->n_units[op->outputs[0]]; u++) {
		out[u] = true;
		for (int i = 0; i < n_operands(op); i++) {
			const bool *in = proof->is_constant[op->inputs[i]];
			out[u] = out[u] && (!in || in[u % channels->n_units[op->inputs[i]]]);
		}
	}
}

static void one_behind_the_other(const Proof *proof, const Op *op)
{
	bool *out = proof->is_constant[op->outputs[0]];
	for (int i = 0; i < op->n_inputs; i++) {
		size_t n = (size_t)proof->channels->n_units[op->inputs[i]];
		memcpy(out, proof->is_constant[op->inputs[i]], n * sizeof *out);
		out += n;
	}
}

static void value_to_value(const Proof *proof, const Op *op)
{
	const bool *in = proof->is_constant[op->inputs[0]];
	bool *out = proof->is_constant[op->outputs[0]];
	int n_in = proof->channels->n_units[op->inputs[0]];
	int n_out = proof->channels->n_units[op->outputs[0]];
	memset(out, true, (size_t)n_out * sizeof *out);
	for (int i = 0; i < (n_in > n_out ? n_in : n_out); i++)
		out[i % n_out] = out[i % n_out] && in[i % n_in];
}

static void all_or_nothing(const Proof *proof, const Op *op)
{
	bool holds = op->code->type != OP_OTHER;
	for (int i = 0; i < op->n_inputs; i++)
		holds = holds && all_constant(proof, op->inputs[i]);
	for (int i = 0; i < op->n_outputs; i++) {
		int n = op->outputs[i] < 0 ? 0 : proof->channels->n_units[op->outputs[i]];
		for (int u = 0; u < n; u++)
			proof->is_constant[op->outputs[i]][u] = holds;
	}
}

static void follow(const Proof *proof, int i, const ChannelWeights *layer)
{
	const Op *op = &proof->channels->graph->ops[i];
	ChannelRule rule = proof->channels->rules[i];
	if (layer)
		through_weights(proof, layer);
	else if (rule == CHANNELS_UNITWISE)
		unit_to_unit(proof, op);
	else if (rule == CHANNELS_CONCATENATED)
		one_behind_the_other(proof, op);
	else if (rule == CHANNELS_REPEATED)
		value_to_value(proof, op);
	else
		all_or_nothing(proof, op);
}

static Proof prove(const Channels *channels, ChannelWeights *const *layers, Arena *arena)
{
	size_t n = (size_t)channels->n_tensors;
	Proof proof = {channels, arena_array(arena, n, sizeof(bool *))};
	for (size_t t = 0; t < n; t++)
		if (channels->n_units[t])
			proof.is_constant[t] =
				arena_array(arena, (size_t)channels->n_units[t], sizeof(bool));
	for (int i = 0; i < channels->graph->n_ops; i++)
		follow(&proof, i, layers[i]);
	return proof;
}

/* --- Values --- */

typedef struct Reading {
	const Proof *proof;
	const Plan *plan;
	const void **values;
	Arena *arena;
} Reading;

static void keep_values(void *context, int tensor, const void *values, int n)
{
	(void)n;
	const Reading *reading = context;
	bool any = false;
	for (int u = 0; u < reading->proof->channels->n_units[tensor]; u++)
		any = any || reading->proof->is_constant[tensor][u];
	if (any)
		reading->values[tensor] =
			arena_copy(reading->arena, values, plan_bytes(reading->plan, tensor));
}

bool constant_channels(const Model *model, const Channels *channels,
	ChannelWeights *const *layers, Arena *arena, ConstantChannels *constants, Error *err)
{
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 1}, err);
	if (!plan)
		return false;
	const Graph *graph = channels->graph;
	size_t n = (size_t)channels->n_tensors;
	Proof proof = prove(channels, layers, arena);
	Reading reading = {&proof, plan, arena_array(arena, n, sizeof(void *)), arena};
	Worker *worker = worker_new(plan);
	for (int i = 0; i < graph->n_inputs; i++)
		memset(worker_values(worker, graph->inputs[i]), 0,
			plan_bytes(plan, graph->inputs[i]));
	worker_run(worker, 1, keep_values, &reading);
	worker_free(worker);
	size_t *counts = arena_array(arena, n, sizeof *counts);
	for (size_t t = 0; t < n; t++)
		counts[t] = plan_count(plan, (int)t);
	plan_free(plan);
	*constants = (ConstantChannels){proof.is_constant, reading.values, counts, graph};
	return true;
}

static bool stored_value(const Tensor *tensor, const void *values, size_t i, double *x)
{
	switch (tensor->type) {
	case TYPE_FLOAT32:
		*x = (double)((const float *)values)[i];
		return isfinite(*x);
	case TYPE_INT8:
		*x = ((const int8_t *)values)[i];
		return true;
	case TYPE_INT16:
		*x = ((const int16_t *)values)[i];
		return true;
	default:
		return false;
	}
}

bool constant_value(const ConstantChannels *constants, int tensor, size_t first,
	size_t step, double *value)
{
	const Tensor *t = &constants->graph->tensors[tensor];
	size_t n_units = (size_t)t->dims[t->rank - 1];
	if (!constants->values[tensor] ||
		!stored_value(t, constants->values[tensor], first, value))
		return false;
	for (size_t i = first; i < constants->counts[tensor]; i += step) {
		double x;
		if (!constants->is_constant[tensor][i % n_units] ||
			!stored_value(t, constants->values[tensor], i, &x) || x != *value)
			return false;
	}
	return true;
}
