/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/model.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Model *model_new(void)
{
	Arena arena = {0};
	Model *model = arena_alloc(&arena, sizeof *model);
	model->arena = arena;
	model->name = "(model)";
	model_add_buffer(model, NULL, 0);
	return model;
}

void model_free(Model *model)
{
	if (!model)
		return;
	/* The model lies in its own arena. */
	Arena arena = model->arena;
	arena_finish(&arena);
}

bool model_has_network(const Model *model, Error *err)
{
	return !model->is_weights_only ||
		failed(err, "%s: holds weights only, and no network", model->name);
}

Buffer *model_add_buffer(Model *model, const void *data, size_t n_bytes)
{
	size_t n = (size_t)model->n_buffers;
	model->buffers = arena_grow(&model->arena, model->buffers, n, &model->buffer_capacity,
		sizeof *model->buffers);
	Buffer *buffer = arena_alloc(&model->arena, sizeof *buffer);
	buffer->data = data;
	buffer->n_bytes = n_bytes;
	buffer->index = model->n_buffers;
	model->buffers[model->n_buffers++] = buffer;
	return buffer;
}

static int buffer_users(const Model *model, const Buffer *buffer)
{
	int n = 0;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			n += model->graphs[g].tensors[i].buffer == buffer;
	for (int i = 0; i < model->n_metadata; i++)
		n += model->metadata[i].buffer == buffer;
	for (int i = 0; i < model->n_legacy_metadata; i++)
		n += model->legacy_metadata[i] == buffer;
	return n;
}

void model_set_constant(Model *model, Tensor *tensor, const void *data, size_t n_bytes)
{
	if (tensor->buffer->index == 0 || buffer_users(model, tensor->buffer) > 1) {
		tensor->buffer = model_add_buffer(model, data, n_bytes);
		return;
	}
	tensor->buffer->data = data;
	tensor->buffer->n_bytes = n_bytes;
}

OpCode *model_add_op_code(Model *model)
{
	size_t n = (size_t)model->n_codes;
	model->codes = arena_grow(&model->arena, model->codes, n, &model->code_capacity,
		sizeof *model->codes);
	OpCode *code = arena_alloc(&model->arena, sizeof *code);
	code->number = -1;
	code->index = model->n_codes;
	model->codes[model->n_codes++] = code;
	return code;
}

const OpCode *model_op_code(Model *model, OpType type)
{
	assert(type != OP_OTHER);
	for (int i = 0; i < model->n_codes; i++)
		if (model->codes[i]->type == type && model->codes[i]->version == 0)
			return model->codes[i];
	OpCode *code = model_add_op_code(model);
	code->type = type;
	code->name = op_type_name(type);
	code->is_custom = op_type_is_custom(type);
	return code;
}

int graph_add_tensor(Model *model, Graph *graph, Tensor tensor)
{
	size_t n = (size_t)graph->n_tensors;
	graph->tensors = arena_grow(&model->arena, graph->tensors, n, &graph->tensor_capacity,
		sizeof *graph->tensors);
	graph->tensors[n] = tensor;
	return graph->n_tensors++;
}

int graph_insert_op(Model *model, Graph *graph, int place, Op op)
{
	assert(place >= 0 && place <= graph->n_ops);
	size_t n = (size_t)graph->n_ops;
	graph->ops =
		arena_grow(&model->arena, graph->ops, n, &graph->op_capacity, sizeof *graph->ops);
	memmove(graph->ops + place + 1, graph->ops + place,
		(n - (size_t)place) * sizeof *graph->ops);
	graph->ops[place] = op;
	graph->n_ops++;
	return place;
}

bool tensor_dims_equal(const Tensor *a, const Tensor *b)
{
	return a->rank == b->rank &&
		(a->rank == 0 || memcmp(a->dims, b->dims, (size_t)a->rank * sizeof(int)) == 0);
}

int64_t tensor_scale_run(const Tensor *tensor)
{
	int64_t n = 1;
	for (int i = tensor->rank - 1; i > tensor->quantization->axis; i--)
		n *= tensor->dims[i];
	return n;
}

const char *tensor_label(const Graph *graph, int tensor, char text[16])
{
	if (tensor >= 0 && tensor < graph->n_tensors && graph->tensors[tensor].name[0])
		return graph->tensors[tensor].name;
	snprintf(text, 16, "#%d", tensor);
	return text;
}

int graph_producer(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_outputs; k++)
			if (graph->ops[i].outputs[k] == tensor)
				return i;
	return -1;
}

bool graph_is_output(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_outputs; i++)
		if (graph->outputs[i] == tensor)
			return true;
	return false;
}

static const Tensor *tensor_at(const Graph *graph, int n, const int *list, int i)
{
	if (i < 0 || i >= n || list[i] < 0 || list[i] >= graph->n_tensors)
		return NULL;
	return &graph->tensors[list[i]];
}

const Tensor *op_input(const Graph *graph, const Op *op, int i)
{
	return tensor_at(graph, op->n_inputs, op->inputs, i);
}

const Tensor *op_output(const Graph *graph, const Op *op, int i)
{
	return tensor_at(graph, op->n_outputs, op->outputs, i);
}

bool shape_of(const Graph *graph, int tensor, Shape *shape, Error *err)
{
	char label[16];
	const Tensor *t = &graph->tensors[tensor];
	if (t->rank > MAX_RANK)
		return failed(err, "tensor '%s': %d dimensions; at most %d can be computed with",
			tensor_label(graph, tensor, label), t->rank, MAX_RANK);
	shape->rank = t->rank;
	int64_t count = 1;
	for (int i = 0; i < t->rank; i++) {
		if (t->dims[i] < 1)
			return failed(err, "tensor '%s': dimension %d is %d",
				tensor_label(graph, tensor, label), i, t->dims[i]);
		shape->dims[i] = t->dims[i];
		count *= t->dims[i];
		if (count > INT32_MAX)
			return failed(err, "tensor '%s': more than 2^31 elements",
				tensor_label(graph, tensor, label));
	}
	return true;
}
