/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/own_constant.h"

static void count(int *n, const int *list, int length)
{
	for (int i = 0; i < length; i++)
		if (list[i] >= 0)
			n[list[i]]++;
}

static void count_names(int *n, const TensorName *names, int length)
{
	for (int i = 0; i < length; i++)
		n[names[i].tensor]++;
}

TensorUses tensor_uses(const Model *model, Arena *arena)
{
	const Graph *graph = &model->graphs[0];
	TensorUses uses = {.n_tensors = graph->n_tensors};
	uses.n = arena_array(arena, (size_t)graph->n_tensors, sizeof *uses.n);
	count(uses.n, graph->inputs, graph->n_inputs);
	count(uses.n, graph->outputs, graph->n_outputs);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		count(uses.n, op->inputs, op->n_inputs);
		count(uses.n, op->intermediates, op->n_intermediates);
	}
	for (int i = 0; i < model->n_signatures; i++) {
		const Signature *signature = &model->signatures[i];
		if (signature->graph != 0)
			continue;
		count_names(uses.n, signature->inputs, signature->n_inputs);
		count_names(uses.n, signature->outputs, signature->n_outputs);
	}
	return uses;
}

Tensor *own_constant(Model *model, TensorUses *uses, Op *op, int place)
{
	Graph *graph = &model->graphs[0];
	int tensor = op->inputs[place];
	if (tensor >= uses->n_tensors || uses->n[tensor] == 1)
		return &graph->tensors[tensor];
	uses->n[tensor]--;
	size_t n_bytes = (size_t)op->n_inputs * sizeof *op->inputs;
	op->inputs = arena_copy(&model->arena, op->inputs, n_bytes);
	op->inputs[place] = graph_add_tensor(model, graph, graph->tensors[tensor]);
	return &graph->tensors[op->inputs[place]];
}
