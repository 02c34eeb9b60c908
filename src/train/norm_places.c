/* SPDX-License-Identifier: Apache-2.0 */
/* Where batch normalisation goes. */
#include "src/graph/roles.h"
#include "src/train/norm.h"

/* How often tensors are named. */
static int *count_uses(const Graph *graph, Arena *arena)
{
	int *uses = arena_array(arena, (size_t)graph->n_tensors, sizeof *uses);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_inputs; k++)
			if (graph->ops[i].inputs[k] >= 0)
				uses[graph->ops[i].inputs[k]]++;
	for (int i = 0; i < graph->n_outputs; i++)
		uses[graph->outputs[i]]++;
	return uses;
}

static bool is_real_constant(const Tensor *tensor)
{
	return tensor && tensor->type == TYPE_FLOAT32 && !tensor->is_sparse &&
		tensor_is_constant(tensor);
}

static bool can_fold(const Graph *graph, const Op *op, const int *uses)
{
	OpType type = op->code->type;
	const Tensor *bias = op_bias(graph, op);
	return (type == OP_CONV_2D || type == OP_DEPTHWISE_CONV_2D) &&
		is_real_constant(op_weights(graph, op)) && uses[weights_index(op)] == 1 &&
		(!bias || is_real_constant(bias));
}

static bool any_of(const bool *marked, const int *tensors, int n)
{
	for (int i = 0; i < n; i++)
		if (tensors[i] >= 0 && marked[tensors[i]])
			return true;
	return false;
}

bool *norm_places(const Graph *graph, Arena *arena)
{
	Arena scratch = {0};
	bool *places = arena_array(arena, (size_t)graph->n_ops, sizeof *places);
	bool *feeds = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *feeds);
	const int *uses = count_uses(graph, &scratch);
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		bool is_read = any_of(feeds, op->outputs, op->n_outputs);
		places[i] = is_read && can_fold(graph, op, uses);
		for (int k = 0; k < op->n_inputs; k++)
			if (op->inputs[k] >= 0)
				feeds[op->inputs[k]] |= is_read || has_weights(op);
	}
	arena_finish(&scratch);
	return places;
}
