/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/model_part.h"

static bool is_needed(const Op *op, const bool *needed)
{
	for (int i = 0; i < op->n_outputs; i++)
		if (op->outputs[i] >= 0 && needed[op->outputs[i]])
			return true;
	return false;
}

void model_part(const Model *model, int tensor, int last_op, Arena *arena,
	ModelPart *part)
{
	const Graph *graph = &model->graphs[0];
	bool *needed = arena_array(arena, (size_t)graph->n_tensors, sizeof *needed);
	Op *ops = arena_array(arena, (size_t)graph->n_ops, sizeof *ops);
	int n = 0;
	needed[tensor] = true;
	for (int i = last_op; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		if (!is_needed(op, needed))
			continue;
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				needed[op->inputs[k]] = true;
		ops[graph->n_ops - ++n] = *op;
	}
	part->model = *model;
	part->graph = *graph;
	part->output = tensor;
	part->model.graphs = &part->graph;
	part->graph.ops = ops + (graph->n_ops - n);
	part->graph.n_ops = n;
	part->graph.outputs = &part->output;
	part->graph.n_outputs = 1;
}
