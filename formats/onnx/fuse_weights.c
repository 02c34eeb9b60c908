/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "formats/onnx/fuse.h"

/* Where a layer keeps what, and which dimension of its weights is its output's channel. */
typedef struct LayerParts {
	int data, weights, bias, axis;
	Activation activation;
} LayerParts;

static bool layer_parts(const Op *op, LayerParts *parts)
{
	switch (op->code->type) {
	case OP_CONV_2D:
		*parts = (LayerParts){0, 1, 2, 0, op->attrs.conv.activation};
		return true;
	case OP_DEPTHWISE_CONV_2D:
		*parts = (LayerParts){0, 1, 2, 3, op->attrs.conv.activation};
		return true;
	case OP_TRANSPOSE_CONV:
		*parts = (LayerParts){2, 1, 3, 0, op->attrs.conv.activation};
		return true;
	case OP_FULLY_CONNECTED:
		*parts = (LayerParts){0, 1, 2, 0, op->attrs.dense.activation};
		return true;
	default:
		return false;
	}
}

/* A float32 constant that is one number, or a number for each of n channels, which come last. */
static const float *channel_values(const Tensor *tensor, int n, int *step)
{
	int64_t count = 1;
	for (int i = 0; i < tensor->rank; i++)
		count *= tensor->dims[i];
	if (tensor->type != TYPE_FLOAT32 || !tensor_is_constant(tensor) ||
		!(count == 1 || (count == n && tensor->dims[tensor->rank - 1] == n)))
		return NULL;
	*step = count == 1 ? 0 : 1;
	return (const float *)(const void *)tensor->buffer->data;
}

/* The same of an int32 constant behind DEQUANTIZE, which is how the bias of a quantised layer is
 * written where it is not the layer's own. */
static const float *dequantized_values(Fuse *fuse, int tensor, int n, int *step)
{
	int producer = fuse->producer[tensor];
	const Op *op = producer < 0 ? NULL : &fuse->graph->ops[producer];
	const Tensor *t =
		op && op->code->type == OP_DEQUANTIZE ? op_input(fuse->graph, op, 0) : NULL;
	if (!t || t->type != TYPE_INT32 || !tensor_is_constant(t) || t->rank != 1 ||
		t->dims[0] != n)
		return NULL;
	const Quantization *q = t->quantization;
	const int32_t *stored = (const int32_t *)(const void *)t->buffer->data;
	float *values = arena_array(&fuse->model->arena, (size_t)n, sizeof *values);
	for (int i = 0; i < n; i++)
		values[i] = q->scale[q->n_scales > 1 ? i : 0] * (float)stored[i];
	*step = 1;
	return values;
}

static Tensor copy_of(Fuse *fuse, const Tensor *tensor, float **values)
{
	Tensor copy = *tensor;
	size_t n = tensor->buffer->n_bytes;
	*values = arena_copy(&fuse->model->arena, tensor->buffer->data, n);
	copy.buffer = model_add_buffer(fuse->model, *values, n);
	return copy;
}

static void scale_weights(Fuse *fuse, Op *layer, const LayerParts *parts, int n,
	const float *factors, int step)
{
	float *values;
	Graph *graph = fuse->graph;
	Tensor weights = copy_of(fuse, op_input(graph, layer, parts->weights), &values);
	size_t count = weights.buffer->n_bytes / sizeof *values, run = 1;
	for (int i = weights.rank - 1; i > parts->axis; i--)
		run *= (size_t)weights.dims[i];
	for (size_t i = 0; i < count; i++)
		values[i] *= factors[i / run % (size_t)n * (size_t)step];
	layer->inputs[parts->weights] = graph_add_tensor(fuse->model, graph, weights);
	if (layer->n_inputs <= parts->bias || layer->inputs[parts->bias] < 0)
		return;
	Tensor bias = copy_of(fuse, op_input(graph, layer, parts->bias), &values);
	for (int i = 0; i < n; i++)
		values[i] *= factors[i * step];
	layer->inputs[parts->bias] = graph_add_tensor(fuse->model, graph, bias);
}

static void add_bias(Fuse *fuse, Op *layer, const LayerParts *parts, int n,
	const Tensor *addend, const float *terms, int step, float sign)
{
	Arena *arena = &fuse->model->arena;
	Graph *graph = fuse->graph;
	float *values = arena_array(arena, (size_t)n, sizeof *values);
	const Tensor *old = op_input(graph, layer, parts->bias);
	Tensor bias = old ? *old : *addend;
	const float *before = old ? (const float *)(const void *)old->buffer->data : NULL;
	for (int i = 0; i < n; i++)
		values[i] = (before ? before[i] : 0) + sign * terms[i * step];
	bias.rank = 1;
	bias.dims = arena_copy(arena, &n, sizeof n);
	bias.buffer = model_add_buffer(fuse->model, values, (size_t)n * sizeof *values);
	if (layer->n_inputs <= parts->bias) {
		int *inputs = arena_array(arena, (size_t)parts->bias + 1, sizeof *inputs);
		memcpy(inputs, layer->inputs, (size_t)layer->n_inputs * sizeof *inputs);
		layer->inputs = inputs;
		layer->n_inputs = parts->bias + 1;
	}
	layer->inputs[parts->bias] = graph_add_tensor(fuse->model, graph, bias);
}

static bool is_float_constant(const Tensor *tensor)
{
	return tensor->type == TYPE_FLOAT32 && tensor_is_constant(tensor);
}

/* The layer before operand k, if it can take in what is done to its output. */
static Op *open_layer(const Fuse *fuse, const Op *op, int k, LayerParts *parts)
{
	Op *layer = sole_producer(fuse, op->inputs[k]);
	if (!layer || !layer_parts(layer, parts) || parts->activation != ACTIVATION_NONE ||
		layer->n_inputs <= parts->weights)
		return NULL;
	const Tensor *bias = op_input(fuse->graph, layer, parts->bias);
	bool is_open = !bias || is_float_constant(bias);
	/* The sum must have the layer's own shape. */
	return is_open &&
			tensor_dims_equal(op_output(fuse->graph, layer, 0),
				op_output(fuse->graph, op, 0))
		? layer
		: NULL;
}

bool fuse_into_weights(Fuse *fuse, const Op *op)
{
	OpType type = op->code->type;
	if (type != OP_ADD && type != OP_SUB && type != OP_MUL)
		return false;
	if (op->attrs.arithmetic.activation != ACTIVATION_NONE)
		return false;
	for (int k = 0; k < (type == OP_SUB ? 1 : 2); k++) {
		LayerParts parts;
		int step;
		Op *layer = open_layer(fuse, op, k, &parts);
		if (!layer)
			continue;
		const Tensor *out = op_output(fuse->graph, layer, 0);
		const Tensor *other = op_input(fuse->graph, op, 1 - k);
		int n = out->dims[out->rank - 1];
		const float *values = channel_values(other, n, &step);
		if (!values && type != OP_MUL)
			values = dequantized_values(fuse, op->inputs[1 - k], n, &step);
		if (!values ||
			(type == OP_MUL &&
				!is_float_constant(op_input(fuse->graph, layer, parts.weights))))
			continue;
		if (type == OP_MUL)
			scale_weights(fuse, layer, &parts, n, values, step);
		else
			add_bias(fuse, layer, &parts, n, other, values, step,
				type == OP_SUB ? -1 : 1);
		take_over(fuse, layer, op);
		return true;
	}
	return false;
}
