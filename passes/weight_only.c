/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/weight_only.h"

#include <math.h>

#include "passes/quant_weights.h"
#include "src/base/half.h"
#include "src/ops/op.h"

/* A variable's values are only where it starts from. */
static bool is_float_constant(const Tensor *tensor)
{
	return tensor && tensor->type == TYPE_FLOAT32 && tensor_is_constant(tensor) &&
		!tensor->is_sparse && !tensor->is_variable;
}

/* The writer works out which versions of the operators the new types need. */
static void forget_versions(Model *model)
{
	for (int i = 0; i < model->n_codes; i++)
		if (model->codes[i]->type != OP_OTHER)
			model->codes[i]->version = 0;
}

static bool nothing_to_do(const Model *model, const char *what, Error *err)
{
	return failed(err, "%s: no float32 %s", model->name, what);
}

/* --- Dynamic range --- */

static bool is_worth_it(const Graph *graph, const Op *op)
{
	const Tensor *weight = op_input(graph, op, 1);
	return has_weights(op) && is_float_constant(weight) &&
		weight->buffer->n_bytes / sizeof(float) >= LEAST_DYNAMIC_WEIGHTS;
}

/* Another operator may still need a tensor as it is. */
static void make_own(Model *model, Graph *graph, int place, int k)
{
	int tensor = graph->ops[place].inputs[k];
	for (int i = 0; i < graph->n_ops; i++)
		for (int j = 0; j < graph->ops[i].n_inputs; j++)
			if (graph->ops[i].inputs[j] == tensor && (i != place || j != k)) {
				graph->ops[place].inputs[k] =
					graph_add_tensor(model, graph, graph->tensors[tensor]);
				return;
			}
}

void own_dynamic_weights(Model *model)
{
	Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++)
		if (is_worth_it(graph, &graph->ops[i]))
			make_own(model, graph, i, 1);
}

/* The model need not be one that can be run: its other operators may be unknown. */
static bool check_layer(const Graph *graph, const Op *op, Error *err)
{
	char label[16];
	const Tensor *in = op_input(graph, op, 0), *bias = op_input(graph, op, 2);
	if (!op_check(graph, op, err))
		return false;
	size_t n = weight_view(graph, op).n_channels;
	if (in->type != TYPE_FLOAT32)
		return failed(err, "input '%s' is %s beside float32 weights",
			tensor_label(graph, op->inputs[0], label), type_name(in->type));
	return !bias || bias->type != TYPE_FLOAT32 ||
		bias->buffer->n_bytes == n * sizeof(float) ||
		failed(err, "bias '%s' has not one value for each of %zu channels",
			tensor_label(graph, op->inputs[2], label), n);
}

bool quantize_dynamic(Model *model, const DynamicSettings *settings, Error *err)
{
	Graph *graph = &model->graphs[0];
	int n = 0;
	own_dynamic_weights(model);
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		if (!is_worth_it(graph, op))
			continue;
		bool is_dense = op->code->type == OP_FULLY_CONNECTED;
		WeightFormat format = {TYPE_INT8, is_dense && settings->per_tensor_dense};
		if (!check_layer(graph, op, err) ||
			!quantize_weights(model, graph, op, format, err)) {
			failed_in(err, "operator %d (%s): ", i, op->code->name);
			return failed_in(err, "%s: ", model->name);
		}
		n++;
	}
	forget_versions(model);
	return n > 0 || nothing_to_do(model, "weights of 1024 values or more", err);
}

/* --- float16 --- */

static bool store_halves(Model *model, Graph *graph, int index, Error *err)
{
	char label[16];
	Tensor *tensor = &graph->tensors[index];
	const float *values = (const float *)(const void *)tensor->buffer->data;
	size_t n = tensor->buffer->n_bytes / sizeof *values;
	uint16_t *halves = arena_array(&model->arena, n, sizeof *halves);
	for (size_t i = 0; i < n; i++) {
		halves[i] = half_from_float(values[i]);
		if (!isfinite(half_to_float(halves[i])))
			return failed(err, "%s: value %zu, %g, is beyond float16",
				tensor_label(graph, index, label), i, (double)values[i]);
	}
	model_set_constant(model, tensor, halves, n * sizeof *halves);
	tensor->type = TYPE_FLOAT16;
	return true;
}

/* A computed tensor with the real numbers of a constant, ready before operator place. */
static int add_widened(Model *model, Graph *graph, int place, int constant)
{
	char label[16];
	Tensor widened = graph->tensors[constant];
	widened.name =
		arena_text(&model->arena, "%s_float32", tensor_label(graph, constant, label));
	widened.type = TYPE_FLOAT32;
	widened.buffer = model->buffers[0];
	widened.source = NULL;
	int added = graph_add_tensor(model, graph, widened);
	Op op = {
		.code = model_op_code(model, OP_DEQUANTIZE),
		.n_inputs = 1,
		.n_outputs = 1,
		.inputs = arena_copy(&model->arena, &constant, sizeof constant),
		.outputs = arena_copy(&model->arena, &added, sizeof added),
	};
	graph_insert_op(model, graph, place, op);
	return added;
}

/* What the caller sees keeps its type. */
static bool is_output(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_outputs; i++)
		if (graph->outputs[i] == tensor)
			return true;
	return false;
}

bool quantize_float16(Model *model, Error *err)
{
	Graph *graph = &model->graphs[0];
	Arena scratch = {0};
	size_t n_constants = (size_t)graph->n_tensors;
	int *widened = arena_array(&scratch, n_constants, sizeof *widened);
	int n = 0;
	bool ok = true;
	for (int i = 0; ok && i < graph->n_ops; i++) {
		for (int k = 0; ok && k < graph->ops[i].n_inputs; k++) {
			int tensor = graph->ops[i].inputs[k];
			if (tensor < 0 || (size_t)tensor >= n_constants)
				continue;
			if (!widened[tensor] && is_float_constant(&graph->tensors[tensor]) &&
				!is_output(graph, tensor)) {
				ok = store_halves(model, graph, tensor, err);
				widened[tensor] = add_widened(model, graph, i++, tensor);
				n++;
			}
			if (widened[tensor])
				graph->ops[i].inputs[k] = widened[tensor];
		}
	}
	arena_finish(&scratch);
	forget_versions(model);
	if (ok && n == 0)
		return nothing_to_do(model, "constants", err);
	return ok || failed_in(err, "%s: ", model->name);
}
