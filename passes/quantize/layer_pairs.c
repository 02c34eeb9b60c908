/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/layer_pairs.h"

#include "passes/quantize/quant_weights.h"
#include "src/graph/roles.h"
#include "src/ops/operands.h"

typedef struct Search {
	const Graph *graph;
	int *n_uses;  /* of each tensor: by operators, and as an output of the model */
	int *readers; /* the last operator to read each as its data; -1 */
} Search;

static void count_uses(Search *search, Arena *arena)
{
	const Graph *graph = search->graph;
	size_t n = (size_t)graph->n_tensors;
	search->n_uses = arena_array(arena, n, sizeof *search->n_uses);
	search->readers = arena_array(arena, n, sizeof *search->readers);
	for (size_t i = 0; i < n; i++)
		search->readers[i] = -1;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				search->n_uses[op->inputs[k]]++;
		if (data_index(op) >= 0)
			search->readers[data_index(op)] = i;
	}
	for (int i = 0; i < graph->n_outputs; i++)
		search->n_uses[graph->outputs[i]]++;
}

static int last_dim(const Tensor *tensor)
{
	return tensor->rank > 0 ? tensor->dims[tensor->rank - 1] : 0;
}

static bool scales_through(Activation activation)
{
	return activation == ACTIVATION_NONE || activation == ACTIVATION_RELU;
}

/* A constant of float32 that no other operator uses. */
static bool is_own_constant(const Search *search, int index)
{
	const Tensor *tensor = &search->graph->tensors[index];
	return tensor->type == TYPE_FLOAT32 && tensor_is_constant(tensor) &&
		search->n_uses[index] == 1;
}

static bool has_own_weights(const Search *search, const Op *op)
{
	return weights_index(op) >= 0 && is_own_constant(search, weights_index(op));
}

static bool has_own_bias(const Search *search, const Op *op)
{
	return bias_index(op) < 0 || is_own_constant(search, bias_index(op));
}

/* A reduction that keeps the channels apart. */
static bool keeps_channels(const Graph *graph, const Op *op)
{
	Error ignored = {0};
	int64_t axes[MAX_RANK];
	int n, rank = op_input(graph, op, 0)->rank;
	if (!constant_ints(graph, op, 1, MAX_RANK, axes, &n, &ignored))
		return false;
	for (int i = 0; i < n; i++)
		if (axes[i] == rank - 1 || axes[i] == -1)
			return false;
	return true;
}

/* Whether channels, scaled on the way in, come out of an operator scaled alike, as every
 * n_channels-th value. */
static bool passes_channels(const Graph *graph, const Op *op, int n_channels)
{
	const Tensor *in = op_data(graph, op);
	const Tensor *out = op_output(graph, op, 0);
	bool is_last = last_dim(in) == n_channels && last_dim(out) == n_channels;
	switch (op->code->type) {
	case OP_EXPAND_DIMS:
	case OP_RELU:
	case OP_LEAKY_RELU:
	case OP_RESHAPE:
	case OP_SQUEEZE:
		return true;
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return is_last && scales_through(op->attrs.pool.activation);
	case OP_PAD:
	case OP_PRELU:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
		return is_last;
	case OP_MEAN:
	case OP_REDUCE_MAX:
	case OP_SUM:
		return is_last && keeps_channels(graph, op);
	default:
		return false;
	}
}

static bool reads_channels(const Search *search, const Op *op, int n_channels)
{
	const Graph *graph = search->graph;
	if (!has_weights(op) || !has_own_weights(search, op))
		return false;
	if (op->code->type == OP_FULLY_CONNECTED)
		return last_dim(op_weights(graph, op)) % n_channels == 0;
	return last_dim(op_data(graph, op)) == n_channels;
}

/* The layer at the end of a chain that begins with a tensor; -1 where there is none. */
static int find_consumer(const Search *search, int tensor, int n_channels)
{
	const Graph *graph = search->graph;
	for (;;) {
		int reader = search->readers[tensor];
		if (search->n_uses[tensor] != 1 || reader < 0)
			return -1;
		const Op *op = &graph->ops[reader];
		if (reads_channels(search, op, n_channels))
			return reader;
		if (!passes_channels(graph, op, n_channels))
			return -1;
		tensor = op->outputs[0];
	}
}

static bool is_producer(const Search *search, const Op *op)
{
	if (!has_weights(op) || !has_own_weights(search, op) || !has_own_bias(search, op) ||
		op_output(search->graph, op, 0)->type != TYPE_FLOAT32)
		return false;
	return scales_through(op->code->type == OP_FULLY_CONNECTED
			? op->attrs.dense.activation
			: op->attrs.conv.activation);
}

LayerPair *layer_pairs(const Model *model, Arena *arena, int *n_pairs)
{
	const Graph *graph = &model->graphs[0];
	Search search = {.graph = graph};
	count_uses(&search, arena);
	LayerPair *pairs = arena_array(arena, (size_t)graph->n_ops, sizeof *pairs);
	*n_pairs = 0;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!is_producer(&search, op))
			continue;
		LayerPair pair = {.producer = i, .tensor = op->outputs[0]};
		pair.n_channels = (int)weight_view(graph, op).n_channels;
		pair.consumer = find_consumer(&search, pair.tensor, pair.n_channels);
		if (pair.consumer >= 0)
			pairs[(*n_pairs)++] = pair;
	}
	return pairs;
}

int filter_of(const Graph *graph, const Op *op, size_t i)
{
	WeightView view = weight_view(graph, op);
	return (int)(view.channel_step == 1 ? i % view.n_channels : i / view.length);
}

int channel_read_by(const Graph *graph, const Op *op, int n_channels, size_t i)
{
	size_t n = (size_t)n_channels, filter = (size_t)filter_of(graph, op, i);
	size_t n_filters = weight_view(graph, op).n_channels;
	if (op->code->type == OP_FULLY_CONNECTED)
		return (int)(i % n);
	if (op->code->type == OP_DEPTHWISE_CONV_2D)
		return (int)(filter / (n_filters / n));
	/* A group of filters reads as many channels as a filter has. */
	size_t width = (size_t)op_weights(graph, op)->dims[3];
	size_t group = filter / (n_filters / (n / width));
	return (int)(group * width + i % width);
}
