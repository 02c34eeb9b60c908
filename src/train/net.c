/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/net.h"

#include <string.h>

#include "src/ops/operands.h"
#include "src/train/clamp.h"
#include "src/train/net_parts.h"

int net_slice(int batch)
{
	enum { SLICES = 8, LEAST = 4 };
	int slice = (batch + SLICES - 1) / SLICES;
	return slice > LEAST ? slice : LEAST;
}

/* --- Tensors --- */

static const Real *constant_values(const Tensor *tensor, size_t count, Arena *arena)
{
	Real *values = arena_array(arena, count, sizeof *values);
	for (size_t i = 0; i < count; i++) {
		float value;
		memcpy(&value, tensor->buffer->data + i * sizeof value, sizeof value);
		values[i] = (Real)value;
	}
	return values;
}

/* Tensors of other types (axes, shapes) have a count of 0, as those of unknown shape. */
static void find_tensors(Net *net)
{
	const Graph *graph = net->graph;
	net->tensors =
		arena_array(&net->arena, (size_t)graph->n_tensors, sizeof *net->tensors);
	for (int i = 0; i < graph->n_tensors; i++) {
		const Tensor *tensor = &graph->tensors[i];
		NetTensor *made = &net->tensors[i];
		Shape shape;
		Error ignored = {0};
		*made = (NetTensor){.param = -1, .producer = graph_producer(graph, i)};
		if (tensor->type != TYPE_FLOAT32 || tensor->is_sparse ||
			!shape_of(graph, i, &shape, &ignored))
			continue;
		made->count = (size_t)shape_count(shape);
		if (tensor_is_constant(tensor))
			made->constant = constant_values(tensor, made->count, &net->arena);
	}
}

/* --- Layers --- */

static bool check_operands(const Net *net, const Op *op, Error *err)
{
	char label[16];
	bool is_computed = false;
	for (int i = 0; i < op->n_outputs; i++) {
		const NetTensor *out = &net->tensors[op->outputs[i]];
		if (!out->count || out->constant)
			return failed(err, "output '%s' is %s %s; training takes float32",
				tensor_label(net->graph, op->outputs[i], label),
				out->constant ? "constant" : "of type",
				type_name(op_output(net->graph, op, i)->type));
	}
	for (int i = 0; i < op->n_inputs; i++) {
		const Tensor *in = op_input(net->graph, op, i);
		if (!in)
			continue;
		is_computed |= !tensor_is_constant(in);
		if (!tensor_is_constant(in) && !net->tensors[op->inputs[i]].count)
			return failed(err, "input '%s' is %s; training takes float32",
				tensor_label(net->graph, op->inputs[i], label), type_name(in->type));
	}
	return is_computed || failed(err, "it computes a constant");
}

static bool prepare_layer(Net *net, NetLayer *made, const Op *op, bool is_normalised,
	Error *err)
{
	PrepareTrain *prepare = train_op(op->code->type);
	if (!prepare)
		return failed(err, "this operator has no gradient");
	if (!op_check(net->graph, op, err) || !check_operands(net, op, err))
		return false;
	size_t *in_step = arena_array(&net->arena, (size_t)op->n_inputs, sizeof *in_step);
	for (int i = 0; i < op->n_inputs; i++) {
		const NetTensor *in = op->inputs[i] < 0 ? NULL : &net->tensors[op->inputs[i]];
		in_step[i] = in && !in->constant ? in->count : 0;
	}
	made->train = (TrainLayer){
		.graph = net->graph,
		.op = op,
		.slice = net->slice,
		.batch = net->batch,
		.in_step = in_step,
		.weights = -1,
		.bias = -1,
	};
	if (is_normalised)
		made->norm = norm_prepare(&made->train, prepare, &net->arena, err);
	return (is_normalised ? made->norm != NULL
						  : prepare(&made->train, &net->arena, err)) &&
		activation_trains(made->train.activation, err);
}

static bool prepare_layers(Net *net, bool batch_norm, Error *err)
{
	const Graph *graph = net->graph;
	const bool *places = norm_places(graph, &net->arena);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		NetLayer *layer = &net->layers[i];
		if (!layer->is_skipped &&
			!prepare_layer(net, layer, op, batch_norm && places[i], err))
			return failed_in(err, "operator %d (%s): ", i, op->code->name);
		if (op->n_inputs > net->max_inputs)
			net->max_inputs = op->n_inputs;
		if (op->n_outputs > net->max_outputs)
			net->max_outputs = op->n_outputs;
	}
	net->is_together = batch_norm;
	return !batch_norm || net_n_norms(net) > 0 ||
		failed(err,
			"batch normalisation goes between a convolution and further layers with "
			"weights: there is no such place");
}

/* --- Borders --- */

static bool check_border(const Net *net, int tensor, const char *what, Error *err)
{
	char label[16];
	const NetTensor *made = &net->tensors[tensor];
	return (made->count && !made->constant) ||
		failed(err, "%s '%s': %s; training takes float32 of a known shape", what,
			tensor_label(net->graph, tensor, label),
			made->constant ? "a constant" : type_name(net->graph->tensors[tensor].type));
}

static bool has_reader(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] == tensor)
				return true;
	return false;
}

/* Probabilities of logits: of one, those of two classes. */
static bool is_softmax(const Graph *graph, const Op *op)
{
	const Tensor *out = op_output(graph, op, 0);
	return op->code->type == OP_SOFTMAX
		? op->attrs.softmax.beta == 1
		: op->code->type == OP_LOGISTIC && out->rank > 0 && out->dims[out->rank - 1] == 1;
}

/* Take an output before the softmax that makes it, if nothing else reads that. */
static void skip_softmax(Net *net, int *output)
{
	const Graph *graph = net->graph;
	int producer = net->tensors[*output].producer;
	const Op *op = producer < 0 ? NULL : &graph->ops[producer];
	if (!op || !is_softmax(graph, op) || has_reader(graph, *output) ||
		graph_producer(graph, op->inputs[0]) < 0)
		return;
	net->layers[producer].is_skipped = true;
	*output = op->inputs[0];
}

static bool find_borders(Net *net, bool before_softmax, Error *err)
{
	const Graph *graph = net->graph;
	for (int i = 0; i < graph->n_inputs; i++)
		if (!check_border(net, graph->inputs[i], "input", err))
			return false;
	for (int i = 0; i < graph->n_outputs; i++)
		if (!check_border(net, graph->outputs[i], "output", err))
			return false;
	net->outputs = arena_copy(&net->arena, graph->outputs,
		(size_t)graph->n_outputs * sizeof *net->outputs);
	for (int i = 0; before_softmax && i < graph->n_outputs; i++)
		skip_softmax(net, &net->outputs[i]);
	return true;
}

static bool net_make(Net *net, const NetSettings *settings, Error *err)
{
	if (!model_has_network(net->model, err))
		return false;
	find_tensors(net);
	net->layers =
		arena_array(&net->arena, (size_t)net->graph->n_ops, sizeof *net->layers);
	if (!find_borders(net, settings->before_softmax, err) ||
		!prepare_layers(net, settings->batch_norm, err) || !net_find_params(net, err))
		return false;
	net_find_gradients(net);
	return net_place(net, err);
}

Net *net_new(const Model *model, const NetSettings *settings, Error *err)
{
	Arena arena = {0};
	Net *net = arena_alloc(&arena, sizeof *net);
	net->arena = arena;
	net->model = model;
	net->graph = &model->graphs[0];
	net->batch = settings->batch;
	net->keeps_outputs = settings->keeps_outputs;
	net->slice = settings->slice > 0 ? settings->slice : net_slice(settings->batch);
	if (net->slice > net->batch)
		net->slice = net->batch;
	if (net_make(net, settings, err))
		return net;
	failed_in(err, "%s: ", model->name);
	net_free(net);
	return NULL;
}

void net_free(Net *net)
{
	if (!net)
		return;
	for (int i = 0; i < net->n_workers; i++)
		arena_finish(&net->workers[i].arena);
	Arena arena = net->arena;
	arena_finish(&arena);
}

size_t net_count(const Net *net, int tensor)
{
	return net->tensors[tensor].count;
}

int net_slices(const Net *net, int n)
{
	return (n + net->slice - 1) / net->slice;
}

int net_batch(const Net *net)
{
	return net->batch;
}

int net_n_norms(const Net *net)
{
	int n = 0;
	for (int i = 0; i < net->graph->n_ops; i++)
		n += net->layers[i].norm != NULL;
	return n;
}
