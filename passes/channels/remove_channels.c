/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/remove_channels.h"

#include <string.h>

#include "passes/channels/own_constant.h"
#include "passes/channels/slice_tensor.h"
#include "src/graph/compact.h"
#include "src/graph/roles.h"

typedef struct Removal {
	Model *model;
	Graph *graph;
	const Channels *channels;
	bool **keep;  /* of each tensor that changes, whether a unit stays; NULL: all do */
	int *n_units; /* of each tensor, afterwards */
	TensorUses uses;
	Arena scratch;
} Removal;

/* --- Which units stay --- */

static void choose_units(Removal *removal, const bool *is_going)
{
	const Channels *channels = removal->channels;
	size_t n = (size_t)channels->n_tensors;
	removal->keep = arena_array(&removal->scratch, n, sizeof(bool *));
	removal->n_units =
		arena_copy(&removal->scratch, channels->n_units, n * sizeof *removal->n_units);
	for (size_t t = 0; t < n; t++) {
		size_t n_units = (size_t)channels->n_units[t];
		bool *keep = arena_array(&removal->scratch, n_units, sizeof *keep);
		for (size_t u = 0; u < n_units; u++) {
			keep[u] = !is_going[channels->classes[t][u]];
			removal->n_units[t] -= !keep[u];
		}
		if (removal->n_units[t] < channels->n_units[t])
			removal->keep[t] = keep;
	}
}

static const bool *kept_inputs(const Removal *removal, const Op *op)
{
	return removal->keep[data_index(op)];
}

static const bool *kept_outputs(const Removal *removal, const Op *op)
{
	return removal->keep[op->outputs[0]];
}

/* For each of n values that count through a tensor's units again and again. */
static const bool *repeated(Removal *removal, const bool *keep, int n_units, int n)
{
	if (!keep || n == n_units)
		return keep;
	bool *all = arena_array(&removal->scratch, (size_t)n, sizeof *all);
	for (int i = 0; i < n; i++)
		all[i] = keep[i % n_units];
	return all;
}

/* --- Constants --- */

static void slice_constant(Removal *removal, Op *op, int place, const Slicing *slicing)
{
	bool is_whole = true;
	for (int i = 0; i < MAX_RANK; i++)
		is_whole = is_whole && !slicing->keep[i];
	if (is_whole)
		return;
	Tensor *constant = own_constant(removal->model, &removal->uses, op, place);
	slice_tensor(removal->model, constant, slicing);
}

/* Make the last number of a constant another; -1, which is worked out, stays. */
static void set_last(Removal *removal, Op *op, int place, int value)
{
	Model *model = removal->model;
	Tensor *tensor = own_constant(model, &removal->uses, op, place);
	size_t n_bytes = tensor->buffer->n_bytes;
	uint8_t *bytes = arena_copy(&model->arena, tensor->buffer->data, n_bytes);
	if (tensor->type == TYPE_INT64) {
		int64_t *last = (int64_t *)(void *)bytes + n_bytes / sizeof *last - 1;
		*last = *last < 0 ? *last : value;
	} else {
		int32_t *last = (int32_t *)(void *)bytes + n_bytes / sizeof *last - 1;
		*last = *last < 0 ? *last : value;
	}
	model_set_constant(model, tensor, bytes, n_bytes);
}

static void slice_weights(Removal *removal, Op *op)
{
	Roles roles = roles_of(op->code->type);
	const Tensor *weights = op_weights(removal->graph, op);
	int data = data_index(op), out = op->outputs[0];
	Slicing of_weights = {0}, of_bias = {{kept_outputs(removal, op)}};
	if (op->code->type == OP_DEPTHWISE_CONV_2D) {
		of_weights.keep[3] = kept_outputs(removal, op);
		op->attrs.conv.depth_multiplier = removal->n_units[out] / removal->n_units[data];
	} else {
		int last = weights->rank - 1;
		of_weights.keep[0] = kept_outputs(removal, op);
		of_weights.keep[last] = repeated(removal, kept_inputs(removal, op),
			removal->channels->n_units[data], weights->dims[last]);
	}
	if (op->code->type == OP_TRANSPOSE_CONV && kept_outputs(removal, op))
		set_last(removal, op, 0, removal->n_units[out]);
	slice_constant(removal, op, roles.weights, &of_weights);
	if (op_bias(removal->graph, op))
		slice_constant(removal, op, roles.bias, &of_bias);
}

static void slice_last(Removal *removal, Op *op, int place, const bool *keep)
{
	Slicing slicing = {0};
	slicing.keep[op_input(removal->graph, op, place)->rank - 1] = keep;
	slice_constant(removal, op, place, &slicing);
}

/* Constants among the operands, but for those repeated along the last dimension. */
static void slice_operands(Removal *removal, Op *op)
{
	int n_units = removal->channels->n_units[op->outputs[0]];
	for (int i = 0; kept_outputs(removal, op) && i < n_operands(op); i++) {
		const Tensor *tensor = op_input(removal->graph, op, i);
		if (tensor_is_constant(tensor) && last_dim(tensor) == n_units)
			slice_last(removal, op, i, kept_outputs(removal, op));
	}
}

/* --- Shapes --- */

/* The output's dimensions as the shape that a RESHAPE is given, in the place of what else
 * may say it. */
static void give_shape(Removal *removal, Op *op)
{
	Arena *arena = &removal->model->arena;
	const Tensor *out = op_output(removal->graph, op, 0);
	int32_t *shape = arena_copy(arena, out->dims, (size_t)out->rank * sizeof *shape);
	shape[out->rank - 1] = removal->n_units[op->outputs[0]];
	int *dims = arena_copy(arena, &out->rank, sizeof *dims);
	int *inputs = arena_array(arena, 2, sizeof *inputs);
	Tensor tensor = {.name = "", .type = TYPE_INT32, .rank = 1, .dims = dims};
	tensor.buffer =
		model_add_buffer(removal->model, shape, (size_t)out->rank * sizeof *shape);
	inputs[0] = op->inputs[0];
	inputs[1] = graph_add_tensor(removal->model, removal->graph, tensor);
	op->inputs = inputs;
	op->n_inputs = 2;
}

static void reshape(Removal *removal, Op *op)
{
	if (!kept_outputs(removal, op))
		return;
	op->source = NULL; /* its options have a shape too */
	if (op_input(removal->graph, op, 1))
		set_last(removal, op, 1, removal->n_units[op->outputs[0]]);
	else
		give_shape(removal, op);
}

/* --- All --- */

static void slice_op(Removal *removal, int i)
{
	Op *op = &removal->graph->ops[i];
	switch (removal->channels->rules[i]) {
	case CHANNELS_FIXED:
	case CHANNELS_CONCATENATED:
		break;
	case CHANNELS_MIXED:
	case CHANNELS_DEPTHWISE:
		slice_weights(removal, op);
		break;
	case CHANNELS_UNITWISE:
		slice_operands(removal, op);
		break;
	case CHANNELS_REPEATED:
		reshape(removal, op);
		break;
	}
}

static void slice_computed(Removal *removal)
{
	for (int t = 0; t < removal->channels->n_tensors; t++) {
		Tensor *tensor = &removal->graph->tensors[t];
		Slicing slicing = {0};
		if (!removal->keep[t])
			continue;
		slicing.keep[tensor->rank - 1] = removal->keep[t];
		slice_tensor(removal->model, tensor, &slicing);
	}
}

static void drop_placements(Model *model)
{
	int n_kept = 0;
	for (int i = 0; i < model->n_metadata; i++)
		if (!metadata_changes_runs(model->metadata[i].name))
			model->metadata[n_kept++] = model->metadata[i];
	model->n_metadata = n_kept;
}

static ChannelReport report_of(const Removal *removal)
{
	const Graph *graph = removal->graph;
	ChannelReport report = {0};
	report.layers =
		arena_array(&removal->model->arena, (size_t)graph->n_ops, sizeof *report.layers);
	for (int i = 0; i < graph->n_ops; i++) {
		const Tensor *out = op_output(graph, &graph->ops[i], 0);
		if (!has_weights(&graph->ops[i]) || !out)
			continue;
		LayerChannels layer = {i, last_dim(out), last_dim(out)};
		int n_units = removal->channels->n_units[graph->ops[i].outputs[0]];
		layer.before = n_units ? n_units : layer.after;
		report.layers[report.n_layers++] = layer;
		report.n_removed += layer.before - layer.after;
	}
	return report;
}

void remove_channels(Model *model, const Channels *channels, const bool *is_going,
	ChannelReport *report)
{
	Removal removal = {.model = model, .graph = &model->graphs[0], .channels = channels};
	choose_units(&removal, is_going);
	removal.uses = tensor_uses(model, &removal.scratch);
	bool changes = false;
	for (int c = 0; c < channels->n_classes; c++)
		changes = changes || is_going[c];
	for (int i = 0; changes && i < removal.graph->n_ops; i++)
		slice_op(&removal, i);
	slice_computed(&removal);
	if (changes)
		drop_placements(model);
	*report = report_of(&removal);
	arena_finish(&removal.scratch);
}
