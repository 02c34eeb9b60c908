/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/layer_bias.h"

#include <string.h>

#include "src/graph/roles.h"

Tensor *layer_bias(Model *model, Graph *graph, Op *op, size_t n)
{
	if (op_bias(graph, op))
		return &graph->tensors[bias_index(op)];
	int place = roles_of(op->code->type).bias;
	int *dims = arena_array(&model->arena, 1, sizeof *dims);
	int *inputs = arena_array(&model->arena, (size_t)place + 1, sizeof *inputs);
	dims[0] = (int)n;
	memcpy(inputs, op->inputs, (size_t)place * sizeof *inputs);
	char label[16];
	Tensor bias = {
		.name = arena_text(&model->arena, "%s_bias",
			tensor_label(graph, weights_index(op), label)),
		.rank = 1,
		.dims = dims,
		.buffer = model->buffers[0],
	};
	inputs[place] = graph_add_tensor(model, graph, bias);
	op->inputs = inputs;
	op->n_inputs = place + 1;
	return &graph->tensors[inputs[place]];
}
