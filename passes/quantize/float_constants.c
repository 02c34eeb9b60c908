/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/float_constants.h"

#include <math.h>

bool is_float_constant(const Tensor *tensor)
{
	return tensor && tensor->type == TYPE_FLOAT32 && tensor_is_constant(tensor) &&
		!tensor->is_sparse && !tensor->is_variable;
}

bool check_finite_constant(const Graph *graph, int tensor, Error *err)
{
	char label[16];
	const Buffer *buffer = graph->tensors[tensor].buffer;
	const float *values = (const float *)(const void *)buffer->data;
	for (size_t i = 0; i < buffer->n_bytes / sizeof *values; i++)
		if (!isfinite(values[i]))
			return failed(err, "%s: value %zu is not finite",
				tensor_label(graph, tensor, label), i);
	return true;
}

void unshare_float_constants(Model *model)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	bool *used = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *used);
	for (int i = 0; i < graph->n_outputs; i++)
		used[graph->outputs[i]] = true;
	for (int i = 0; i < graph->n_ops; i++) {
		Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			int tensor = op->inputs[k];
			if (!is_float_constant(op_input(graph, op, k)))
				continue;
			if (used[tensor])
				op->inputs[k] = graph_add_tensor(model, graph, graph->tensors[tensor]);
			used[tensor] = true;
		}
	}
	arena_finish(&scratch);
}
