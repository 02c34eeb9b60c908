/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/build.h"

#include <string.h>

static int *copy_ints(Model *model, int n, const int *list)
{
	return arena_copy(&model->arena, list, (size_t)n * sizeof *list);
}

Model *test_model_new(int n)
{
	Model *model = model_new();
	model->graphs = arena_array(&model->arena, (size_t)n, sizeof *model->graphs);
	model->n_graphs = n;
	for (int i = 0; i < n; i++)
		model->graphs[i].name = "";
	return model;
}

static int add_tensor(Model *model, int graph, DataType type, int rank, const int *dims,
	Buffer *buffer)
{
	Tensor tensor = {.name = "",
		.type = type,
		.rank = rank,
		.dims = copy_ints(model, rank, dims),
		.buffer = buffer};
	return graph_add_tensor(model, &model->graphs[graph], tensor);
}

int test_computed_in(Model *model, int graph, DataType type, int rank, const int *dims)
{
	return add_tensor(model, graph, type, rank, dims, model->buffers[0]);
}

int test_computed(Model *model, DataType type, int rank, const int *dims)
{
	return test_computed_in(model, 0, type, rank, dims);
}

int test_constant(Model *model, DataType type, int rank, const int *dims)
{
	int64_t count = 1;
	size_t n;
	for (int i = 0; i < rank; i++)
		count *= dims[i];
	if (!type_bytes(type, count, &n))
		n = (size_t)count; /* whatever, for what has no size */
	Buffer *buffer = model_add_buffer(model, arena_alloc(&model->arena, n), n);
	return add_tensor(model, 0, type, rank, dims, buffer);
}

int test_values(Model *model, DataType type, int rank, const int *dims,
	const void *values)
{
	int tensor = test_constant(model, type, rank, dims);
	Buffer *buffer = model->graphs[0].tensors[tensor].buffer;
	buffer->data = arena_copy(&model->arena, values, buffer->n_bytes);
	return tensor;
}

int test_ints(Model *model, int n, const int *values)
{
	return test_values(model, TYPE_INT32, DIMS(n), values);
}

int test_bytes(Model *model, const void *bytes, size_t n_bytes)
{
	const void *copy = arena_copy(&model->arena, bytes, n_bytes);
	Buffer *buffer = model_add_buffer(model, copy, n_bytes);
	return add_tensor(model, 0, TYPE_UINT8, DIMS((int)n_bytes), buffer);
}

void test_scales(Model *model, int tensor, int n, int axis)
{
	Quantization *q = arena_alloc(&model->arena, sizeof *q);
	q->n_scales = q->n_zero_points = n;
	q->scale = arena_array(&model->arena, (size_t)n, sizeof *q->scale);
	q->zero_point = arena_array(&model->arena, (size_t)n, sizeof *q->zero_point);
	q->axis = axis;
	for (int i = 0; i < n; i++)
		q->scale[i] = 1;
	model->graphs[0].tensors[tensor].quantization = q;
}

void test_quantized(Model *model, int tensor, float scale, int zero_point)
{
	test_scales(model, tensor, 1, 0);
	Quantization *q = model->graphs[0].tensors[tensor].quantization;
	q->scale[0] = scale;
	q->zero_point[0] = zero_point;
}

static const OpCode *code_of(Model *model, const char *name, bool is_custom)
{
	for (OpType type = OP_OTHER + 1; type < N_OP_TYPES; type++)
		if (op_type_is_custom(type) == is_custom && strcmp(op_type_name(type), name) == 0)
			return model_op_code(model, type);
	OpCode *code = model_add_op_code(model);
	code->name = name;
	code->is_custom = is_custom;
	return code;
}

static Op *append_op(Model *model, const OpCode *code, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs)
{
	Op op = {.code = code,
		.n_inputs = n_inputs,
		.n_outputs = n_outputs,
		.inputs = copy_ints(model, n_inputs, inputs),
		.outputs = copy_ints(model, n_outputs, outputs)};
	Graph *graph = &model->graphs[0];
	int place = graph_insert_op(model, graph, graph->n_ops, op);
	return &graph->ops[place];
}

Op *test_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs)
{
	const OpCode *code = code_of(model, name, false);
	return append_op(model, code, n_inputs, inputs, n_outputs, outputs);
}

Op *test_custom_op(Model *model, const char *name, int n_inputs, const int *inputs,
	int n_outputs, const int *outputs)
{
	const OpCode *code = code_of(model, name, true);
	return append_op(model, code, n_inputs, inputs, n_outputs, outputs);
}

void test_inputs(Model *model, int n, const int *inputs)
{
	model->graphs[0].n_inputs = n;
	model->graphs[0].inputs = copy_ints(model, n, inputs);
}

void test_outputs(Model *model, int n, const int *outputs)
{
	model->graphs[0].n_outputs = n;
	model->graphs[0].outputs = copy_ints(model, n, outputs);
}
