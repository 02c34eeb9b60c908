/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/fold.h"

#include "src/ops/float_constant.h"
#include "src/ops/operands.h"

static bool is_output(const Graph *graph, int tensor)
{
	for (int i = 0; i < graph->n_outputs; i++)
		if (graph->outputs[i] == tensor)
			return true;
	return false;
}

/* A DEQUANTIZE to be done here; one that is wrong in any way is left to be refused. */
static bool can_fold(const Graph *graph, const Op *op)
{
	Error ignored = {0};
	return op->code->type == OP_DEQUANTIZE && op_check(graph, op, &ignored) &&
		tensor_is_constant(op_input(graph, op, 0)) &&
		op_output(graph, op, 0)->type == TYPE_FLOAT32 &&
		!is_output(graph, op->outputs[0]);
}

static Graph *copy_graph(const Graph *graph, Arena *arena)
{
	Graph *copy = arena_copy(arena, graph, sizeof *graph);
	copy->tensors =
		arena_copy(arena, graph->tensors, (size_t)graph->n_tensors * sizeof(Tensor));
	copy->tensor_capacity = (size_t)graph->n_tensors;
	return copy;
}

const Graph *fold_constants(const Graph *graph, Arena *arena)
{
	Graph *copy = NULL;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!can_fold(graph, op))
			continue;
		const float *values = float_constant(op_input(graph, op, 0), arena);
		if (!values)
			continue;
		if (!copy)
			copy = copy_graph(graph, arena);
		int64_t count = shape_count(known_input_shape(graph, op, 0));
		Buffer buffer = {(const uint8_t *)values, (size_t)count * sizeof *values, -1,
			NULL};
		copy->tensors[op->outputs[0]].buffer = arena_copy(arena, &buffer, sizeof buffer);
	}
	return copy ? copy : graph;
}
