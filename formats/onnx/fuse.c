/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/fuse.h"

#include <string.h>

#include "formats/onnx/import.h"

/* --- What is known of each tensor --- */

static void look(Fuse *fuse)
{
	const Graph *graph = fuse->graph;
	for (int i = 0; i < graph->n_tensors; i++) {
		fuse->producer[i] = -1;
		fuse->n_readers[i] = 0;
	}
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_outputs; k++)
			fuse->producer[op->outputs[k]] = i;
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				fuse->n_readers[op->inputs[k]]++;
	}
	for (int i = 0; i < graph->n_outputs; i++)
		fuse->n_readers[graph->outputs[i]]++;
}

Op *sole_producer(const Fuse *fuse, int tensor)
{
	bool is_sole =
		tensor >= 0 && fuse->producer[tensor] >= 0 && fuse->n_readers[tensor] == 1;
	return is_sole ? &fuse->graph->ops[fuse->producer[tensor]] : NULL;
}

void take_over(Fuse *fuse, Op *before, const Op *op)
{
	fuse->is_gone[op - fuse->graph->ops] = true;
	before->outputs[0] = op->outputs[0];
	fuse->producer[op->outputs[0]] = (int)(before - fuse->graph->ops);
}

/* --- Activations --- */

static Activation *activation_of(Op *op)
{
	switch (op->code->type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
		return &op->attrs.conv.activation;
	case OP_FULLY_CONNECTED:
		return &op->attrs.dense.activation;
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return &op->attrs.pool.activation;
	case OP_ADD:
	case OP_DIV:
	case OP_MUL:
	case OP_SUB:
		return &op->attrs.arithmetic.activation;
	default:
		return NULL;
	}
}

static bool fuse_activation(Fuse *fuse, const Op *op)
{
	bool is_relu6 = op->code->type == OP_RELU6;
	Op *before =
		op->code->type == OP_RELU || is_relu6 ? sole_producer(fuse, op->inputs[0]) : NULL;
	Activation *activation = before ? activation_of(before) : NULL;
	if (!activation || *activation != ACTIVATION_NONE)
		return false;
	*activation = is_relu6 ? ACTIVATION_RELU6 : ACTIVATION_RELU;
	take_over(fuse, before, op);
	return true;
}

/* --- Shapes --- */

bool is_value_function(OpType type)
{
	return type == OP_RELU || type == OP_RELU6 || type == OP_ELU || type == OP_LOGISTIC ||
		type == OP_TANH || type == OP_HARD_SWISH || type == OP_LEAKY_RELU;
}

/* Two reshapes are one; one that changes nothing is none. */
static bool fuse_reshape(Fuse *fuse, Op *op)
{
	if (op->code->type != OP_RESHAPE)
		return false;
	Graph *graph = fuse->graph;
	Op *before = sole_producer(fuse, op->inputs[0]);
	if (before && before->code->type == OP_RESHAPE) {
		op->inputs[0] = before->inputs[0];
		fuse->is_gone[before - graph->ops] = true;
		return true;
	}
	bool same = tensor_dims_equal(op_input(graph, op, 0), op_output(graph, op, 0));
	Op *producer = same ? sole_producer(fuse, op->inputs[0]) : NULL;
	if (!producer || producer->n_outputs != 1)
		return false;
	take_over(fuse, producer, op);
	return true;
}

/* A reshape before what works on each value goes behind it, where it may meet another. */
static bool sink_reshape(Fuse *fuse, Op *op)
{
	Graph *graph = fuse->graph;
	Op *before =
		is_value_function(op->code->type) ? sole_producer(fuse, op->inputs[0]) : NULL;
	if (!before || before->code->type != OP_RESHAPE)
		return false;
	int between = before->outputs[0];
	Tensor *t = &graph->tensors[between];
	t->rank = op_input(graph, before, 0)->rank;
	t->dims = op_input(graph, before, 0)->dims;
	int first = before->inputs[0], last = op->outputs[0];
	Op unary = *op, reshape = *before;
	unary.inputs[0] = first;
	unary.outputs[0] = between;
	reshape.inputs[0] = between;
	reshape.outputs[0] = last;
	*before = unary;
	*op = reshape;
	fuse->producer[between] = (int)(before - graph->ops);
	return true;
}

/* MEAN over an image, with the dimensions of 1 dropped behind it. */
static bool fuse_mean(Fuse *fuse, const Op *op)
{
	if (op->code->type != OP_RESHAPE)
		return false;
	Graph *graph = fuse->graph;
	Op *mean = sole_producer(fuse, op->inputs[0]);
	const Tensor *out = op_output(graph, op, 0);
	if (!mean || (mean->code->type != OP_MEAN && mean->code->type != OP_REDUCE_MAX) ||
		!mean->attrs.reduce.keep_dims)
		return false;
	const Tensor *in = op_input(graph, mean, 0);
	const Tensor *axes = op_input(graph, mean, 1);
	static const int32_t image[2] = {1, 2};
	if (in->rank != 4 || axes->type != TYPE_INT32 ||
		axes->buffer->n_bytes != sizeof image ||
		memcmp(axes->buffer->data, image, sizeof image) != 0 || out->rank != 2 ||
		out->dims[0] != in->dims[0] || out->dims[1] != in->dims[3])
		return false;
	mean->attrs.reduce.keep_dims = false;
	take_over(fuse, mean, op);
	return true;
}

/* --- All of them, until nothing changes --- */

static bool fuse_op(Fuse *fuse, Op *op)
{
	return fuse_reshape(fuse, op) || fuse_mean(fuse, op) || sink_reshape(fuse, op) ||
		fuse_padding(fuse, op) || fuse_into_weights(fuse, op) ||
		fuse_activation(fuse, op);
}

/* What nothing reads any more, as patterns that became one operator. */
static bool drop_unread(Fuse *fuse)
{
	Graph *graph = fuse->graph;
	bool changed = false;
	look(fuse);
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		bool is_read = false;
		for (int k = 0; k < op->n_outputs; k++)
			is_read = is_read || fuse->n_readers[op->outputs[k]] > 0;
		fuse->is_gone[i] = !is_read;
		for (int k = 0; !is_read && k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				fuse->n_readers[op->inputs[k]]--;
		changed = changed || !is_read;
	}
	return changed;
}

static void drop_gone(Fuse *fuse)
{
	Graph *graph = fuse->graph;
	int n = 0;
	for (int i = 0; i < graph->n_ops; i++)
		if (!fuse->is_gone[i])
			graph->ops[n++] = graph->ops[i];
	graph->n_ops = n;
}

static bool fuse_once(Model *model)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Fuse fuse = {.model = model, .graph = graph};
	size_t n = (size_t)graph->n_tensors +
		(size_t)graph->n_ops; /* one may be added an operator */
	fuse.producer = arena_array(&scratch, n, sizeof *fuse.producer);
	fuse.n_readers = arena_array(&scratch, n, sizeof *fuse.n_readers);
	fuse.is_gone = arena_array(&scratch, (size_t)graph->n_ops, sizeof *fuse.is_gone);
	bool changed = drop_unread(&fuse);
	drop_gone(&fuse);
	memset(fuse.is_gone, 0, (size_t)graph->n_ops * sizeof *fuse.is_gone);
	look(&fuse);
	for (int i = 0; i < graph->n_ops; i++)
		if (!fuse.is_gone[i] && fuse_op(&fuse, &graph->ops[i]))
			changed = true;
	drop_gone(&fuse);
	arena_finish(&scratch);
	return changed;
}

void fuse(Model *model)
{
	enum { MOST_ROUNDS = 64 }; /* each has less to do than the one before */
	for (int i = 0; i < MOST_ROUNDS && fuse_once(model); i++)
		;
}
