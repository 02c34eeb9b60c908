/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images that become the rows of a dense layer: the rows' values stay in the order in which
 * they lie, and the layer's weights are put in that order instead. In between may stand what
 * works on each value, with constants that are put in order too.
 */
#include <string.h>

#include "formats/onnx/import.h"
#include "formats/onnx/views.h"
#include "src/kernels/move.h"

static bool is_unary(OpType type)
{
	return is_value_function(type) || type == OP_CAST || type == OP_DEQUANTIZE ||
		type == OP_QUANTIZE;
}

static bool is_binary(OpType type)
{
	return type == OP_ADD || type == OP_SUB || type == OP_MUL || type == OP_DIV ||
		type == OP_MAXIMUM || type == OP_MINIMUM || type == OP_PRELU;
}

/* A constant that is the same for all values of a row, or has one for each. */
static bool fits_rows(const Views *views, int tensor, int n)
{
	const Tensor *t = &views->graph->tensors[tensor];
	int64_t count = 1;
	for (int i = 0; i < t->rank; i++)
		count *= t->dims[i];
	return tensor_is_constant(t) && type_bits(t->type) % 8 == 0 &&
		(count == 1 || (count == n && t->dims[t->rank - 1] == n));
}

/* The stored weights of a dense layer: the constant, or that behind a DEQUANTIZE; -1. */
static int stored_weights(const Views *views, int tensor)
{
	const Graph *graph = views->graph;
	if (tensor_is_constant(&graph->tensors[tensor]))
		return tensor;
	int producer = graph_producer(graph, tensor);
	const Op *op = producer < 0 ? NULL : &graph->ops[producer];
	bool is_stored = op && op->code->type == OP_DEQUANTIZE &&
		tensor_is_constant(op_input(graph, op, 0));
	return is_stored ? op->inputs[0] : -1;
}

static bool has_fitting_weights(const Views *views, const Op *op, int n)
{
	int stored = stored_weights(views, op->inputs[1]);
	if (stored < 0)
		return false;
	const Tensor *t = &views->graph->tensors[stored];
	const Quantization *q = t->quantization;
	return t->rank == 2 && t->dims[1] == n && type_bits(t->type) % 8 == 0 &&
		!(q && q->n_scales > 1 && q->axis != 0);
}

/* Whether an operator can take rows in another order as its input k. */
static bool can_take(const Views *views, const Op *op, int k, int n)
{
	OpType type = op->code->type;
	if (type == OP_FULLY_CONNECTED)
		return k == 0 && has_fitting_weights(views, op, n);
	if (is_unary(type))
		return true;
	return is_binary(type) && fits_rows(views, op->inputs[1 - k], n);
}

/* Whether dense layers are all that reads a tensor in the end. */
static bool only_dense_reads(const Views *views, int tensor, int n)
{
	const Graph *graph = views->graph;
	bool *is_rows =
		arena_array(views->scratch, (size_t)graph->n_tensors, sizeof *is_rows);
	is_rows[tensor] = true;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			if (op->inputs[k] < 0 || !is_rows[op->inputs[k]])
				continue;
			if (!can_take(views, op, k, n))
				return false;
			is_rows[op->outputs[0]] = op->code->type != OP_FULLY_CONNECTED;
		}
	}
	for (int i = 0; i < graph->n_outputs; i++)
		if (is_rows[graph->outputs[i]])
			return false;
	return true;
}

static void add_shuffled(Views *views, int tensor, int source, const int32_t *map)
{
	views->of[tensor] = (View){.kind = VIEW_SHUFFLED, .source = source, .map = map};
	views->graph->tensors[source].name = views->graph->tensors[tensor].name;
}

/* Which value of a row, as it is meant to be, lies where. */
static const int32_t *map_of(Views *views, const Tensor *image, const int *perm, int n)
{
	int32_t *places = arena_array(views->scratch, (size_t)n, sizeof *places);
	int32_t *map = arena_array(views->scratch, (size_t)n, sizeof *map);
	int inverse[MAX_RANK], order[MAX_RANK];
	perm_invert(image->rank, perm, inverse);
	for (int i = 1; i < image->rank; i++) /* of a row: without the first dimension */
		order[i - 1] = inverse[i] - 1;
	for (int i = 0; i < n; i++)
		places[i] = i;
	move_transpose(places, image->dims + 1, order, image->rank - 1, sizeof *places, map);
	return map;
}

bool shuffle_rows(Views *views, const Op *reshape)
{
	int image = reshape->inputs[0], rows = reshape->outputs[0];
	const View view = *view_of(views, image);
	const Tensor *t = &views->graph->tensors[image], *out = &views->graph->tensors[rows];
	int n = 1;
	for (int i = 1; i < t->rank; i++)
		n *= t->dims[i];
	if (view.perm[0] != 0 || out->rank < 2 || out->dims[0] != t->dims[0] ||
		out->dims[out->rank - 1] != n || !only_dense_reads(views, rows, n))
		return false;
	const int32_t *map = map_of(views, t, view.perm, n);
	int source = views_add_tensor(views, rows, out->rank, out->dims);
	int inputs[2] = {view.source, reshape->inputs[1]};
	views_write(views, reshape, inputs, &source);
	add_shuffled(views, rows, source, map);
	return true;
}

/* A constant with the columns of its rows of n put in order. */
static int shuffled_constant(Views *views, int tensor, int n, const int32_t *map)
{
	const Tensor *t = &views->graph->tensors[tensor];
	size_t element = (size_t)type_bits(t->type) / 8, bytes = t->buffer->n_bytes;
	size_t row = (size_t)n * element;
	if (bytes < row) /* one value for all */
		return tensor;
	uint8_t *data = arena_alloc(&views->model->arena, bytes);
	for (size_t at = 0; at < bytes; at += row)
		for (int j = 0; j < n; j++)
			memcpy(data + at + (size_t)j * element,
				t->buffer->data + at + (size_t)map[j] * element, element);
	int added = views_add_tensor(views, tensor, t->rank, t->dims);
	views->graph->tensors[added].name = views->graph->tensors[tensor].name;
	views->graph->tensors[added].buffer = model_add_buffer(views->model, data, bytes);
	return added;
}

static int shuffled_weights(Views *views, int weights, int n, const int32_t *map)
{
	int stored = stored_weights(views, weights);
	int shuffled = shuffled_constant(views, stored, n, map);
	if (stored == weights)
		return shuffled;
	const Tensor *t = &views->graph->tensors[weights];
	int added = views_add_tensor(views, weights, t->rank, t->dims);
	views_write_new(views, OP_DEQUANTIZE, 1, &shuffled, added);
	return added;
}

void shuffle_through(Views *views, const Op *op)
{
	int inputs[8] = {0}, k = view_of(views, op->inputs[0])->kind == VIEW_SHUFFLED ? 0 : 1;
	const View view = *view_of(views, op->inputs[k]);
	const Tensor *rows = &views->graph->tensors[op->inputs[k]];
	int n = rows->dims[rows->rank - 1];
	memcpy(inputs, op->inputs, (size_t)op->n_inputs * sizeof *inputs);
	inputs[k] = view.source;
	if (op->code->type == OP_FULLY_CONNECTED) {
		inputs[1] = shuffled_weights(views, inputs[1], n, view.map);
		views_write(views, op, inputs, op->outputs);
		return;
	}
	if (op->n_inputs == 2)
		inputs[1 - k] = shuffled_constant(views, inputs[1 - k], n, view.map);
	const Tensor *out = &views->graph->tensors[op->outputs[0]];
	int source = views_add_tensor(views, op->outputs[0], out->rank, out->dims);
	views_write(views, op, inputs, &source);
	add_shuffled(views, op->outputs[0], source, view.map);
}
