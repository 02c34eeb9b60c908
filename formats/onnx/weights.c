/* SPDX-License-Identifier: Apache-2.0 */
/* Weights in the order of dimensions that whit's operators want. */
#include "formats/onnx/import.h"
#include "src/kernels/move.h"

/* The operator that makes a tensor, if it is a DEQUANTIZE of a constant. */
static const Op *dequantizer_of(const Import *import, int tensor)
{
	const Graph *graph = import->graph;
	int producer = graph_producer(graph, tensor);
	if (producer < 0 || graph->ops[producer].code->type != OP_DEQUANTIZE)
		return NULL;
	const Op *op = &graph->ops[producer];
	return tensor_is_constant(op_input(graph, op, 0)) ? op : NULL;
}

/* Whether scales that are several lie, after the permutation, along the axis wanted: the first or
 * the last. In a vector there is no other. */
static bool scales_follow(const Quantization *q, int rank, const int *perm, Shape shape,
	int axis)
{
	if (!q || q->n_scales <= 1 || shape.rank == 1)
		return !q || q->n_scales <= 1 || q->n_scales == shape.dims[0];
	return perm[axis == 0 ? 0 : axis + rank - shape.rank] == q->axis;
}

static int permuted(Import *import, int tensor, const int *perm, Shape shape, int axis,
	Error *err)
{
	Shape from = shape_at(import, tensor);
	int32_t order[MAX_RANK];
	for (int i = 0; i < from.rank; i++)
		order[i] = perm[i];
	const Tensor *t = &import->graph->tensors[tensor];
	size_t n = t->buffer->n_bytes, element = (size_t)type_bits(t->type) / 8;
	if (type_bits(t->type) % 8 != 0)
		return failed(err, "weights of type %s", type_name(t->type)), -1;
	if (!scales_follow(t->quantization, from.rank, perm, shape, axis))
		return failed(err, "weights with scales along another axis than their outputs"),
			   -1;
	void *data = arena_alloc(&import->model->arena, n);
	move_transpose(t->buffer->data, from.dims, order, from.rank, element, data);
	const Quantization *q = t->quantization;
	int added = add_constant(import, t->type, shape, data);
	Tensor *result = &import->graph->tensors[added];
	result->name = import->graph->tensors[tensor].name;
	if (q) {
		result->quantization = arena_copy(&import->model->arena, q, sizeof *q);
		result->quantization->axis = q->n_scales > 1 ? axis : 0;
	}
	return added;
}

int make_weights(Import *import, int tensor, const int *perm, Shape shape, int axis,
	Error *err)
{
	char label[16];
	if (tensor < 0)
		return -1;
	if (tensor_is_constant(&import->graph->tensors[tensor]))
		return permuted(import, tensor, perm, shape, axis, err);
	const Op *dequantize = dequantizer_of(import, tensor);
	if (!dequantize)
		return failed(err, "weights '%s' are computed; they must be constant",
				   tensor_label(import->graph, tensor, label)),
			   -1;
	int stored = permuted(import, dequantize->inputs[0], perm, shape, axis, err);
	return stored < 0
		? -1
		: make_as(import, TYPE_FLOAT32, OP_DEQUANTIZE, NO_ATTRS, IN(stored), err);
}

int make_weights_flat(Import *import, int tensor, int n, Error *err)
{
	static const int in_order[MAX_RANK] = {0, 1, 2, 3, 4, 5};
	return make_weights(import, tensor, in_order, (Shape){1, {n}}, 0, err);
}

bool is_constant_behind(const Import *import, int tensor)
{
	return tensor_is_constant(&import->graph->tensors[tensor]) ||
		dequantizer_of(import, tensor);
}
