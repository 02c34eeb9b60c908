/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/fold.h"

#include "src/graph/decoders.h"
#include "src/ops/float_constant.h"
#include "src/ops/operands.h"
#include "src/run/decode_op.h"

/* The graph with what is done so far. */
typedef struct Folding {
	const Graph *graph; /* as it was given, until there is a copy */
	Graph *copy;
	Arena *arena;
} Folding;

static Graph *copy_graph(const Graph *graph, Arena *arena)
{
	Graph *copy = arena_copy(arena, graph, sizeof *graph);
	copy->tensors =
		arena_copy(arena, graph->tensors, (size_t)graph->n_tensors * sizeof(Tensor));
	copy->tensor_capacity = (size_t)graph->n_tensors;
	return copy;
}

static void make_constant(Folding *folding, int tensor, const void *values,
	size_t n_bytes)
{
	if (!folding->copy)
		folding->graph = folding->copy = copy_graph(folding->graph, folding->arena);
	Buffer buffer = {values, n_bytes, -1, NULL};
	folding->copy->tensors[tensor].buffer =
		arena_copy(folding->arena, &buffer, sizeof buffer);
}

static void fold_dequantize(Folding *folding, const Op *op)
{
	const Graph *graph = folding->graph;
	if (op_output(graph, op, 0)->type != TYPE_FLOAT32 ||
		!tensor_is_constant(op_input(graph, op, 0)) ||
		graph_is_output(graph, op->outputs[0]))
		return;
	const float *values = float_constant(op_input(graph, op, 0), folding->arena);
	int64_t count = shape_count(known_input_shape(graph, op, 0));
	if (values)
		make_constant(folding, op->outputs[0], values, (size_t)count * sizeof *values);
}

/* All of its outputs or, where one cannot be unpacked, none. */
static void fold_decode(Folding *folding, const Op *op, bool with_outputs)
{
	Arena *arena = folding->arena;
	const void **values = arena_array(arena, (size_t)op->n_outputs, sizeof *values);
	size_t *n_bytes = arena_array(arena, (size_t)op->n_outputs, sizeof *n_bytes);
	for (int k = 0; k < op->n_outputs; k++) {
		Error ignored = {0};
		if (!with_outputs && graph_is_output(folding->graph, op->outputs[k]))
			continue;
		values[k] = decoded_constant(folding->graph, op, k, arena, &n_bytes[k], &ignored);
		if (!values[k])
			return;
	}
	for (int k = 0; k < op->n_outputs; k++)
		if (values[k])
			make_constant(folding, op->outputs[k], values[k], n_bytes[k]);
}

const Graph *fold_constants(const Graph *graph, Arena *arena)
{
	Folding folding = {.graph = graph, .arena = arena};
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		bool is_dequantize = op->code->type == OP_DEQUANTIZE;
		Error ignored = {0};
		/* What is wrong in any way is left to be refused. */
		if ((!is_dequantize && !is_decode(op)) || !op_check(folding.graph, op, &ignored))
			continue;
		if (is_dequantize)
			fold_dequantize(&folding, op);
		else
			fold_decode(&folding, op, false);
	}
	return folding.graph;
}

const Graph *fold_decoders(const Graph *graph, Arena *arena)
{
	Folding folding = {.graph = graph, .arena = arena};
	for (int i = 0; i < graph->n_ops; i++) {
		Error ignored = {0};
		if (is_decode(&graph->ops[i]) &&
			op_check(folding.graph, &graph->ops[i], &ignored))
			fold_decode(&folding, &graph->ops[i], true);
	}
	return folding.graph;
}

bool is_folded(const Graph *graph, const Op *op)
{
	if (op->n_outputs == 0 || (op->code->type != OP_DEQUANTIZE && !is_decode(op)))
		return false;
	for (int k = 0; k < op->n_outputs; k++) {
		const Tensor *out = op_output(graph, op, k);
		if (!out || !tensor_is_constant(out))
			return false;
	}
	return true;
}
