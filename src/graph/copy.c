/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/model.h"

/* The copy's buffer in the place of the original's. */
static Buffer *own_buffer(const Model *copy, const Buffer *buffer)
{
	return copy->buffers[buffer->index];
}

static void copy_codes(Model *copy, const Model *model)
{
	for (int i = 0; i < model->n_codes; i++)
		*model_add_op_code(copy) = *model->codes[i];
}

static void copy_buffers(Model *copy, const Model *model)
{
	for (int i = 0; i < model->n_buffers; i++) {
		Buffer *buffer =
			i < copy->n_buffers ? copy->buffers[i] : model_add_buffer(copy, NULL, 0);
		*buffer = *model->buffers[i];
	}
}

static Tensor copy_tensor(Model *copy, const Tensor *tensor)
{
	Tensor own = *tensor;
	own.buffer = own_buffer(copy, tensor->buffer);
	if (tensor->quantization)
		own.quantization =
			arena_copy(&copy->arena, tensor->quantization, sizeof *tensor->quantization);
	return own;
}

static Op copy_op(Model *copy, const Op *op)
{
	Op own = *op;
	own.code = copy->codes[op->code->index];
	own.inputs =
		arena_copy(&copy->arena, op->inputs, (size_t)op->n_inputs * sizeof *op->inputs);
	own.outputs = arena_copy(&copy->arena, op->outputs,
		(size_t)op->n_outputs * sizeof *op->outputs);
	return own;
}

static void copy_graph(Model *copy, Graph *to, const Graph *from)
{
	*to = *from;
	to->tensors = NULL;
	to->ops = NULL;
	to->n_tensors = to->n_ops = 0;
	to->tensor_capacity = to->op_capacity = 0;
	for (int i = 0; i < from->n_tensors; i++)
		graph_add_tensor(copy, to, copy_tensor(copy, &from->tensors[i]));
	for (int i = 0; i < from->n_ops; i++)
		graph_insert_op(copy, to, i, copy_op(copy, &from->ops[i]));
	to->inputs = arena_copy(&copy->arena, from->inputs,
		(size_t)from->n_inputs * sizeof *from->inputs);
	to->outputs = arena_copy(&copy->arena, from->outputs,
		(size_t)from->n_outputs * sizeof *from->outputs);
}

static void copy_metadata(Model *copy, const Model *model)
{
	copy->metadata = arena_copy(&copy->arena, model->metadata,
		(size_t)model->n_metadata * sizeof *model->metadata);
	for (int i = 0; i < model->n_metadata; i++)
		copy->metadata[i].buffer = own_buffer(copy, model->metadata[i].buffer);
	copy->legacy_metadata = arena_copy(&copy->arena, model->legacy_metadata,
		(size_t)model->n_legacy_metadata * sizeof(Buffer *));
	for (int i = 0; i < model->n_legacy_metadata; i++)
		copy->legacy_metadata[i] = own_buffer(copy, model->legacy_metadata[i]);
}

static void copy_signatures(Model *copy, const Model *model)
{
	copy->signatures = arena_copy(&copy->arena, model->signatures,
		(size_t)model->n_signatures * sizeof *model->signatures);
	for (int i = 0; i < model->n_signatures; i++) {
		Signature *signature = &copy->signatures[i];
		signature->inputs = arena_copy(&copy->arena, signature->inputs,
			(size_t)signature->n_inputs * sizeof(TensorName));
		signature->outputs = arena_copy(&copy->arena, signature->outputs,
			(size_t)signature->n_outputs * sizeof(TensorName));
	}
}

Model *model_copy(const Model *model)
{
	Model *copy = model_new();
	copy->name = model->name;
	copy->description = model->description;
	copy->file_bytes = model->file_bytes;
	copy->is_weights_only = model->is_weights_only;
	copy->source = model->source;
	copy->n_graphs = model->n_graphs;
	copy->n_metadata = model->n_metadata;
	copy->n_signatures = model->n_signatures;
	copy->n_legacy_metadata = model->n_legacy_metadata;
	copy_codes(copy, model);
	copy_buffers(copy, model);
	copy->graphs =
		arena_array(&copy->arena, (size_t)model->n_graphs, sizeof *copy->graphs);
	for (int i = 0; i < model->n_graphs; i++)
		copy_graph(copy, &copy->graphs[i], &model->graphs[i]);
	copy_metadata(copy, model);
	copy_signatures(copy, model);
	return copy;
}
