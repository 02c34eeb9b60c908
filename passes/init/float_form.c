/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/init/float_form.h"

#include "passes/layers/layer_weights.h"
#include "passes/quantize/conversion.h"
#include "src/graph/roles.h"
#include "src/ops/float_constant.h"

/* --- Tensors --- */

static bool has_scale(const Tensor *tensor)
{
	return tensor->quantization && tensor->quantization->n_scales > 0;
}

static bool is_quantized(const Tensor *tensor)
{
	return tensor->type == TYPE_FLOAT16 ||
		(tensor->type != TYPE_FLOAT32 && has_scale(tensor));
}

static void become_float(Model *model, Tensor *tensor, const float *values)
{
	size_t n_bytes = values_count(tensor) * sizeof *values;
	model_set_constant(model, tensor, values, n_bytes);
	tensor->type = TYPE_FLOAT32;
	tensor->is_sparse = false;
	tensor->source = NULL;
}

/* Weights and biases, of any type. */
static void clear(Model *model, int index)
{
	if (index < 0)
		return;
	Tensor *tensor = &model->graphs[0].tensors[index];
	if (tensor_is_constant(tensor))
		become_float(model, tensor,
			arena_array(&model->arena, values_count(tensor), sizeof(float)));
}

static bool convert(Model *model, int index, Error *err)
{
	char label[16];
	Graph *graph = &model->graphs[0];
	Tensor *tensor = &graph->tensors[index];
	if (is_quantized(tensor) && tensor_is_constant(tensor)) {
		const float *values = float_constant(tensor, &model->arena);
		if (!values)
			return failed(err, "%s: %s: a constant of %s that cannot be made float32",
				model->name, tensor_label(graph, index, label), type_name(tensor->type));
		become_float(model, tensor, values);
	} else if (is_quantized(tensor)) {
		tensor->type = TYPE_FLOAT32;
		tensor->source = NULL;
	}
	tensor->quantization = NULL;
	return true;
}

/* --- Operators --- */

static bool is_conversion(const Op *op)
{
	return op->code->type == OP_QUANTIZE || op->code->type == OP_DEQUANTIZE;
}

static void replace(int *list, int n, const int *instead)
{
	for (int i = 0; i < n; i++)
		if (list[i] >= 0)
			list[i] = instead[list[i]];
}

/* What a conversion gives is what it takes; an output keeps its name. */
static void join(Graph *graph, const Op *op, int *instead)
{
	int in = instead[op->inputs[0]], out = op->outputs[0];
	instead[out] = in;
	if (graph_is_output(graph, out) && graph_producer(graph, in) >= 0)
		graph->tensors[in].name = graph->tensors[out].name;
}

static void drop_conversions(Model *model)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	int n = 0;
	int *instead = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *instead);
	for (int t = 0; t < graph->n_tensors; t++)
		instead[t] = t;
	for (int i = 0; i < graph->n_ops; i++)
		if (is_conversion(&graph->ops[i]))
			join(graph, &graph->ops[i], instead);
	for (int i = 0; i < graph->n_ops; i++)
		if (!is_conversion(&graph->ops[i]))
			graph->ops[n++] = graph->ops[i];
	graph->n_ops = n;
	for (int i = 0; i < n; i++)
		replace(graph->ops[i].inputs, graph->ops[i].n_inputs, instead);
	replace(graph->outputs, graph->n_outputs, instead);
	for (int s = 0; s < model->n_signatures; s++)
		for (int i = 0; i < model->signatures[s].n_outputs; i++)
			if (model->signatures[s].graph == 0)
				replace(&model->signatures[s].outputs[i].tensor, 1, instead);
	arena_finish(&scratch);
}

static void forget_bias_type(Op *op)
{
	if (op->code->type == OP_FULLY_CONNECTED)
		op->attrs.dense.bias_type = TYPE_FLOAT32;
	else if (op->code->type == OP_CONV_2D || op->code->type == OP_TRANSPOSE_CONV)
		op->attrs.conv.bias_type = TYPE_FLOAT32;
}

bool float_form(Model *model, Error *err)
{
	Graph *graph = &model->graphs[0];
	drop_conversions(model);
	for (int i = 0; i < graph->n_ops; i++) {
		if (!has_weights(&graph->ops[i]))
			continue;
		clear(model, weights_index(&graph->ops[i]));
		clear(model, bias_index(&graph->ops[i]));
		forget_bias_type(&graph->ops[i]);
	}
	for (int t = 0; t < graph->n_tensors; t++)
		if (!convert(model, t, err))
			return false;
	model->n_metadata = 0;
	model->n_legacy_metadata = 0;
	forget_versions(model);
	return true;
}
