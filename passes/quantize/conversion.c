/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/conversion.h"

int add_computed_like(Model *model, Graph *graph, int tensor, const char *ending)
{
	char label[16];
	Tensor like = graph->tensors[tensor];
	like.name =
		arena_text(&model->arena, "%s_%s", tensor_label(graph, tensor, label), ending);
	like.buffer = model->buffers[0];
	like.source = NULL;
	return graph_add_tensor(model, graph, like);
}

void insert_conversion(Model *model, Graph *graph, int place, OpType type, int in,
	int out)
{
	Op op = {
		.code = model_op_code(model, type),
		.n_inputs = 1,
		.n_outputs = 1,
		.inputs = arena_copy(&model->arena, &in, sizeof in),
		.outputs = arena_copy(&model->arena, &out, sizeof out),
	};
	graph_insert_op(model, graph, place, op);
}

void forget_versions(Model *model)
{
	for (int i = 0; i < model->n_codes; i++)
		if (model->codes[i]->type != OP_OTHER)
			model->codes[i]->version = 0;
}
