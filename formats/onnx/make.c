/* SPDX-License-Identifier: Apache-2.0 */
/* Operators and constants of the graph that a reader builds. */
#include <string.h>

#include "formats/onnx/import.h"
#include "src/graph/roles.h"
#include "src/ops/op.h"

/* --- Tensors --- */

static int add_tensor(Import *import, DataType type, Shape shape, Buffer *buffer)
{
	Arena *arena = &import->model->arena;
	Tensor tensor = {
		.name = "",
		.type = type,
		.rank = shape.rank,
		.dims = arena_copy(arena, shape.dims, (size_t)shape.rank * sizeof(int)),
		.buffer = buffer,
	};
	return graph_add_tensor(import->model, import->graph, tensor);
}

int add_constant(Import *import, DataType type, Shape shape, const void *data)
{
	size_t bytes = 0;
	bool has_size = type_bytes(type, shape_count(shape), &bytes);
	Buffer *buffer = has_size && bytes > 0 ? model_add_buffer(import->model, data, bytes)
										   : import->model->buffers[0];
	return add_tensor(import, type, shape, buffer);
}

int add_floats(Import *import, Shape shape, const float *values)
{
	size_t bytes = (size_t)shape_count(shape) * sizeof *values;
	return add_constant(import, TYPE_FLOAT32, shape,
		arena_copy(&import->model->arena, values, bytes));
}

int add_int32s(Import *import, int n, const int32_t *values)
{
	return add_constant(import, TYPE_INT32, (Shape){1, {n}},
		arena_copy(&import->model->arena, values, (size_t)n * sizeof *values));
}

int add_scalar(Import *import, float value)
{
	return add_floats(import, (Shape){0}, &value);
}

int add_zeros(Import *import, int n)
{
	return add_constant(import, TYPE_FLOAT32, (Shape){1, {n}},
		arena_array(&import->model->arena, (size_t)n, sizeof(float)));
}

/* --- Operators --- */

bool import_room(Import *import, size_t bytes, Error *err)
{
	enum { MOST = 1 << 30 };
	if (bytes > MOST - import->computed_bytes)
		return failed(err, "constants computed from constants come to over 1 GiB");
	import->computed_bytes += bytes;
	return true;
}

static bool all_constant(const Graph *graph, const Op *op)
{
	for (int i = 0; i < op->n_inputs; i++)
		if (op->inputs[i] >= 0 && !tensor_is_constant(&graph->tensors[op->inputs[i]]))
			return false;
	return true;
}

/* Run an operator on constants; its outputs become constants too. */
static bool compute(Import *import, const Op *op, Error *err)
{
	Arena *arena = &import->model->arena;
	const void **in = arena_array(import->scratch, (size_t)op->n_inputs, sizeof *in);
	void *out[MAX_OUTPUTS];
	Layer layer = {.graph = import->graph,
		.op = op,
		.batch = 1,
		.portable_kernels = true};
	if (!op_info(op->code->type)->prepare(&layer, import->scratch, err))
		return false;
	for (int i = 0; i < op->n_inputs; i++)
		in[i] = op->inputs[i] < 0 ? NULL : op_input(import->graph, op, i)->buffer->data;
	for (int i = 0; i < op->n_outputs; i++) {
		Tensor *tensor = &import->graph->tensors[op->outputs[i]];
		size_t bytes = 0;
		if (!type_bytes(tensor->type, shape_count(shape_at(import, op->outputs[i])),
				&bytes))
			return failed(err, "a constant of type %s", type_name(tensor->type));
		if (!import_room(import, bytes, err))
			return false;
		out[i] = arena_alloc(arena, bytes);
	}
	layer.run(&layer, 1, in, out, arena_alloc(import->scratch, layer.scratch_bytes));
	for (int i = 0; i < op->n_outputs; i++) {
		Tensor *tensor = &import->graph->tensors[op->outputs[i]];
		size_t bytes = 0;
		type_bytes(tensor->type, shape_count(shape_at(import, op->outputs[i])), &bytes);
		tensor->buffer = model_add_buffer(import->model, out[i], bytes);
	}
	return true;
}

static const Quantization *carried(const Import *import, const Op *op, DataType out_type)
{
	const Tensor *data = op_data(import->graph, op);
	bool keeps = data && data->type == out_type && data->quantization &&
		data->quantization->n_scales == 1;
	return keeps ? data->quantization : NULL;
}

/* The outputs as tensors, of the shapes that the operator's rule gives. RESHAPE's rule asks what
 * its output is declared to be: that is what its second input says. */
static bool add_outputs(Import *import, Op *op, DataType type, Error *err)
{
	Graph *graph = import->graph;
	Shape shapes[MAX_OUTPUTS], wanted = {0};
	if (op->code->type == OP_RESHAPE) {
		const Tensor *dims = op_input(graph, op, 1);
		wanted.rank = dims->dims[0];
		memcpy(wanted.dims, dims->buffer->data, dims->buffer->n_bytes);
	}
	const Quantization *carries = carried(import, op, type);
	for (int i = 0; i < op->n_outputs; i++)
		op->outputs[i] = add_tensor(import, type, wanted, import->model->buffers[0]);
	if (!op_info(op->code->type)->shape(graph, op, shapes, err))
		return false;
	for (int i = 0; i < op->n_outputs; i++) {
		Tensor *tensor = &graph->tensors[op->outputs[i]];
		Arena *arena = &import->model->arena;
		tensor->rank = shapes[i].rank;
		tensor->dims = arena_copy(arena, shapes[i].dims, sizeof shapes[i].dims);
		if (carries)
			tensor->quantization = arena_copy(arena, carries, sizeof *carries);
	}
	return true;
}

static int append(Import *import, DataType out_type, OpType type, OpAttrs attrs, int n_in,
	const int *in, int n_out, Error *err)
{
	Arena *arena = &import->model->arena;
	Shape ignored;
	Op op = {.code = model_op_code(import->model, type), .attrs = attrs};
	op.n_inputs = n_in;
	op.inputs = arena_copy(arena, in, (size_t)n_in * sizeof *in);
	op.n_outputs = n_out;
	op.outputs = arena_array(arena, (size_t)n_out, sizeof *op.outputs);
	if (!op_info(type))
		return failed(err, "%s is not there yet", op_type_name(type)), -1;
	if (n_out > MAX_OUTPUTS)
		return failed(err, "%d outputs; there can be %d", n_out, MAX_OUTPUTS), -1;
	for (int i = 0; i < n_in; i++)
		if (in[i] >= 0 && !shape_of(import->graph, in[i], &ignored, err))
			return -1;
	if (!add_outputs(import, &op, out_type, err))
		return -1;
	if (type != OP_DEQUANTIZE && all_constant(import->graph, &op))
		return compute(import, &op, err) ? op.outputs[0] : -1;
	graph_insert_op(import->model, import->graph, import->graph->n_ops, op);
	return op.outputs[0];
}

int make_as(Import *import, DataType out_type, OpType type, OpAttrs attrs, int n_in,
	const int *in, Error *err)
{
	for (int i = 0; op_info(type) && i < op_info(type)->min_inputs; i++)
		if (i >= n_in || in[i] < 0) /* what made it has failed */
			return -1;
	return append(import, out_type, type, attrs, n_in, in, 1, err);
}

int make(Import *import, OpType type, OpAttrs attrs, int n_in, const int *in, Error *err)
{
	int data = roles_of(type).data;
	if (data >= n_in || in[data] < 0)
		return -1;
	return make_as(import, type_at(import, in[data]), type, attrs, n_in, in, err);
}

int make_many(Import *import, OpType type, OpAttrs attrs, int n_in, const int *in,
	int n_out, Error *err)
{
	int data = roles_of(type).data;
	if (data >= n_in || in[data] < 0)
		return -1;
	return append(import, type_at(import, in[data]), type, attrs, n_in, in, n_out, err);
}

int make_transpose(Import *import, int tensor, const int *perm, Error *err)
{
	if (tensor < 0)
		return -1;
	int rank = import->graph->tensors[tensor].rank;
	int order = add_int32s(import, rank, perm);
	return make(import, OP_TRANSPOSE, NO_ATTRS, IN(tensor, order), err);
}

/* The same bytes under another shape. */
static int reshape_constant(Import *import, int tensor, Shape shape)
{
	const Tensor *t = &import->graph->tensors[tensor];
	const Quantization *q = t->quantization;
	int added = add_constant(import, t->type, shape, t->buffer->data);
	if (q && q->n_scales == 1)
		import->graph->tensors[added].quantization =
			arena_copy(&import->model->arena, q, sizeof *q);
	return added;
}

int make_reshape(Import *import, int tensor, Shape shape, Error *err)
{
	char from_text[SHAPE_TEXT_BYTES], to_text[SHAPE_TEXT_BYTES];
	if (tensor < 0 || shape_equal(shape_at(import, tensor), shape))
		return tensor;
	Shape from = shape_at(import, tensor);
	if (shape_count(from) != shape_count(shape))
		return failed(err, "%s cannot become %s", shape_text(from, from_text),
				   shape_text(shape, to_text)),
			   -1;
	if (is_constant(import, tensor))
		return reshape_constant(import, tensor, shape);
	if (shape.rank == 0)
		return make(import, OP_SQUEEZE, NO_ATTRS, IN(tensor), err);
	int dims = add_int32s(import, shape.rank, shape.dims);
	return make(import, OP_RESHAPE, NO_ATTRS, IN(tensor, dims), err);
}

/* --- Images --- */

int to_channels_last(Import *import, int tensor, Error *err)
{
	if (tensor < 0)
		return -1;
	Shape shape = shape_at(import, tensor);
	if (shape.rank == 3)
		tensor = make_reshape(import, tensor,
			(Shape){4, {shape.dims[0], shape.dims[1], 1, shape.dims[2]}}, err);
	else if (shape.rank != 4)
		return failed(err, "%d dimensions; images have 4, and rows 3", shape.rank), -1;
	return make_transpose(import, tensor, (const int[]){0, 2, 3, 1}, err);
}

int from_channels_last(Import *import, int tensor, int rank, Error *err)
{
	int image = make_transpose(import, tensor, (const int[]){0, 3, 1, 2}, err);
	if (image < 0 || rank == 4)
		return image;
	Shape shape = shape_at(import, image);
	return make_reshape(import, image,
		(Shape){3, {shape.dims[0], shape.dims[1], shape.dims[3]}}, err);
}
