/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/init/builder_parts.h"

#include <string.h>

#include "src/ops/op.h"
#include "src/run/plan.h"

static Graph *graph_of(const Builder *builder)
{
	return &builder->model->graphs[0];
}

/* --- Tensors --- */

static int add_tensor(Builder *builder, const char *name, DataType type, Shape shape,
	Buffer *buffer)
{
	Arena *arena = &builder->model->arena;
	Tensor tensor = {
		.name = arena_text(arena, "%s", name),
		.type = type,
		.rank = shape.rank,
		.dims = arena_copy(arena, shape.dims, (size_t)shape.rank * sizeof(int)),
		.buffer = buffer,
	};
	return graph_add_tensor(builder->model, graph_of(builder), tensor);
}

static int add_constant(Builder *builder, const char *name, const char *part,
	DataType type, Shape shape, const void *bytes)
{
	Model *model = builder->model;
	size_t n_bytes = (size_t)shape_count(shape) * (size_t)type_bits(type) / 8;
	Buffer *buffer = model_add_buffer(model, bytes, n_bytes);
	const char *whole = arena_text(&model->arena, "%s/%s", name, part);
	return add_tensor(builder, whole, type, shape, buffer);
}

int builder_zeros(Builder *builder, const char *name, const char *part, Shape shape)
{
	const void *zeros =
		arena_array(&builder->model->arena, (size_t)shape_count(shape), sizeof(float));
	return add_constant(builder, name, part, TYPE_FLOAT32, shape, zeros);
}

int builder_ints(Builder *builder, const char *name, const char *part, Shape shape,
	const int32_t *values)
{
	size_t n_bytes = (size_t)shape_count(shape) * sizeof *values;
	const void *copy = arena_copy(&builder->model->arena, values, n_bytes);
	return add_constant(builder, name, part, TYPE_INT32, shape, copy);
}

Shape builder_shape(const Builder *builder, int tensor)
{
	const Tensor *t = &graph_of(builder)->tensors[tensor];
	Shape shape = {.rank = t->rank - 1};
	for (int i = 0; i < shape.rank; i++)
		shape.dims[i] = t->dims[i + 1];
	return shape;
}

/* --- Operators --- */

bool builder_is_activation(OpType type)
{
	switch (type) {
	case OP_ELU:
	case OP_HARD_SWISH:
	case OP_LOGISTIC:
	case OP_RELU:
	case OP_RELU6:
	case OP_TANH:
		return true;
	default:
		return false;
	}
}

Activation builder_fused(OpType activation)
{
	return activation == OP_RELU ? ACTIVATION_RELU
		: activation == OP_RELU6 ? ACTIVATION_RELU6
								 : ACTIVATION_NONE;
}

Op builder_op(Builder *builder, OpType type, int most_inputs)
{
	Arena *arena = &builder->model->arena;
	return (Op){
		.code = model_op_code(builder->model, type),
		.inputs = arena_array(arena, (size_t)most_inputs, sizeof(int)),
		.n_outputs = 1,
		.outputs = arena_alloc(arena, sizeof(int)),
	};
}

static bool is_held(Shape shape, Error *err)
{
	char text[SHAPE_TEXT_BYTES];
	int64_t count = 1;
	for (int i = 0; i < shape.rank && count <= MOST_ELEMENTS; i++)
		count *= shape.dims[i];
	return count <= MOST_ELEMENTS ||
		failed(err, "an output of %s is too large: at most %d values",
			shape_text(shape, text), MOST_ELEMENTS);
}

static bool append(Builder *builder, Op *op, WeightInit init, const char *name,
	Shape declared, int *out, Error *err)
{
	Model *model = builder->model;
	Graph *graph = graph_of(builder);
	Shape shape;
	op->outputs[0] = add_tensor(builder, name, TYPE_FLOAT32, declared, model->buffers[0]);
	if (!op_info(op->code->type)->shape(graph, op, &shape, err) || !is_held(shape, err))
		return false;
	Tensor *tensor = &graph->tensors[op->outputs[0]];
	tensor->rank = shape.rank;
	tensor->dims =
		arena_copy(&model->arena, shape.dims, (size_t)shape.rank * sizeof(int));
	builder->inits = arena_grow(&model->arena, builder->inits, (size_t)graph->n_ops,
		&builder->init_capacity, sizeof *builder->inits);
	builder->inits[graph->n_ops] = init;
	*out = op->outputs[0];
	graph_insert_op(model, graph, graph->n_ops, *op);
	return true;
}

bool builder_add(Builder *builder, Op *op, WeightInit init, const LayerEnd *end,
	Shape declared, int *out, Error *err)
{
	if (end->activation == OP_OTHER || builder_fused(end->activation) != ACTIVATION_NONE)
		return append(builder, op, init, end->name, declared, out, err);
	int before;
	const char *name = arena_text(&builder->model->arena, "%s/linear", end->name);
	if (!append(builder, op, init, name, declared, &before, err))
		return false;
	Op activation = builder_op(builder, end->activation, 1);
	activation.inputs[activation.n_inputs++] = before;
	return append(builder, &activation, INIT_AUTO, end->name, (Shape){0}, out, err);
}

/* --- The whole --- */

void builder_begin(Builder *builder, Model *model, Shape input)
{
	*builder = (Builder){.model = model};
	model->name = "network";
	model->graphs = arena_alloc(&model->arena, sizeof *model->graphs);
	model->n_graphs = 1;
	Shape whole = {input.rank + 1, {1}};
	memcpy(whole.dims + 1, input.dims, (size_t)input.rank * sizeof *input.dims);
	Graph *graph = graph_of(builder);
	graph->name = "main";
	int tensor = add_tensor(builder, "input", TYPE_FLOAT32, whole, model->buffers[0]);
	graph->n_inputs = 1;
	graph->inputs = arena_copy(&model->arena, &tensor, sizeof tensor);
}

static bool all_is_used(const Builder *builder, int output, Error *err)
{
	Arena scratch = {0};
	const Graph *graph = graph_of(builder);
	bool *is_read = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *is_read);
	bool ok = true;
	is_read[output] = true;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			is_read[graph->ops[i].inputs[k]] = true;
	for (int i = 0; ok && i < graph->n_tensors; i++)
		ok = is_read[i] ||
			failed(err, "nothing uses what '%s' makes", graph->tensors[i].name);
	arena_finish(&scratch);
	return ok;
}

static TensorName *tensor_name(Builder *builder, const char *name, int tensor)
{
	TensorName *as = arena_alloc(&builder->model->arena, sizeof *as);
	*as = (TensorName){.name = name, .tensor = tensor};
	return as;
}

bool builder_finish(Builder *builder, int output, Error *err)
{
	Model *model = builder->model;
	Graph *graph = graph_of(builder);
	if (!all_is_used(builder, output, err))
		return false;
	graph->n_outputs = 1;
	graph->outputs = arena_copy(&model->arena, &output, sizeof output);
	Signature *signature = arena_alloc(&model->arena, sizeof *signature);
	*signature = (Signature){
		.key = "serving_default",
		.n_inputs = 1,
		.n_outputs = 1,
		.inputs = tensor_name(builder, "input", 0),
		.outputs = tensor_name(builder, "output", output),
	};
	model->signatures = signature;
	model->n_signatures = 1;
	return model_verify(model, err) && plan_check(model, 1, err);
}
