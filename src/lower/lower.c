/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/lower.h"

#include <string.h>

#include "src/graph/decoders.h"
#include "src/lower/lower_operators.h"
#include "src/lower/order.h"
#include "src/run/decode_op.h"
#include "src/run/fold.h"

static Lowering lowering_begin(const Graph *graph, Arena *arena, Program *program)
{
	size_t n = (size_t)graph->n_tensors;
	Lowering lower = {
		.graph = graph,
		.program = program,
		.arena = arena,
		.block = arena_array(arena, n, sizeof(int)),
		.constant = arena_array(arena, n, sizeof(int)),
		.like = arena_array(arena, n, sizeof(int)),
		.pad = arena_array(arena, n, sizeof(FusedPad)),
		.op_bytes = arena_array(arena, (size_t)graph->n_ops, sizeof(int64_t)),
	};
	for (int i = 0; i < graph->n_tensors; i++) {
		lower.block[i] = lower.constant[i] = -1;
		lower.like[i] = i;
	}
	*program = (Program){.graph = graph};
	return lower;
}

/* --- Inputs and outputs --- */

static bool check_float(Program *program, bool is_float, const LowerSettings *settings,
	Error *err)
{
	program->has_float |= is_float;
	return !is_float || settings->allow_float ||
		failed(err, "it is float32; --allow-float exports that all the same");
}

static bool make_port(Lowering *lower, int tensor, const char *what,
	const LowerSettings *settings, Port *port, Error *err)
{
	char label[16];
	const Graph *graph = lower->graph;
	const Tensor *t = &graph->tensors[tensor];
	*port = (Port){.tensor = t};
	if (!shape_of(graph, tensor, &port->shape, err))
		return failed_in(err, "%s: ", what);
	if (tensor_is_constant(t))
		return failed(err, "%s '%s': a constant, which cannot be run", what,
			tensor_label(graph, tensor, label));
	if (!type_bytes(t->type, shape_count(port->shape), &port->bytes))
		return failed(err, "%s '%s': %s, whose values have no fixed size", what,
			tensor_label(graph, tensor, label), type_name(t->type));
	return check_float(lower->program, t->type == TYPE_FLOAT32, settings, err) ||
		failed_in(err, "%s '%s': ", what, tensor_label(graph, tensor, label));
}

/* Before the first step, so that all inputs are there together. */
static bool begin_inputs(Lowering *lower, const LowerSettings *settings, Error *err)
{
	const Graph *graph = lower->graph;
	Program *program = lower->program;
	program->n_inputs = graph->n_inputs;
	program->inputs =
		arena_array(lower->arena, (size_t)graph->n_inputs, sizeof *program->inputs);
	for (int i = 0; i < graph->n_inputs; i++) {
		Port *port = &program->inputs[i];
		if (!make_port(lower, graph->inputs[i], "input", settings, port, err))
			return false;
		port->block = tensor_block(lower, graph->inputs[i]);
	}
	return true;
}

/* After the last one. */
static bool end_outputs(Lowering *lower, const LowerSettings *settings, Error *err)
{
	const Graph *graph = lower->graph;
	Program *program = lower->program;
	program->n_outputs = graph->n_outputs;
	program->outputs =
		arena_array(lower->arena, (size_t)graph->n_outputs, sizeof *program->outputs);
	for (int i = 0; i < graph->n_outputs; i++) {
		Port *port = &program->outputs[i];
		int tensor = graph->outputs[i], like = lower->like[tensor];
		char label[16];
		if (!make_port(lower, tensor, "output", settings, port, err))
			return false;
		if (lower->block[like] < 0)
			return failed(err, "output '%s': a constant under another shape",
				tensor_label(graph, tensor, label));
		port->block = lower->block[like];
		program->blocks[port->block].last = program->n_steps + 1;
	}
	return true;
}

/* --- Operators --- */

static bool prepare(Lowering *lower, const Op *op, Layer *layer, Error *err)
{
	*layer =
		(Layer){.graph = lower->graph, .op = op, .batch = 1, .portable_kernels = true};
	if (!op_check(lower->graph, op, err))
		return false;
	return is_decode(op) ? decode_prepare(layer, lower->arena, err)
						 : op_info(op->code->type)->prepare(layer, lower->arena, err);
}

static bool lower_op(Lowering *lower, int op, const LowerSettings *settings, Error *err)
{
	const Op *what = &lower->graph->ops[op];
	LowerOp *how = lower_operator(what->code->type);
	Layer layer;
	int before = lower->program->n_steps;
	if (is_folded(lower->graph, what))
		return true;
	lower->op = op;
	if (!prepare(lower, what, &layer, err))
		return false;
	if (!how)
		return failed(err, "there is no C kernel for it");
	if (!how(lower, &layer, err))
		return false;
	for (int i = before; i < lower->program->n_steps; i++)
		if (!check_float(lower->program, lower->program->steps[i].kernel->is_float,
				settings, err))
			return false;
	return true;
}

static bool lower_in_order(Lowering *lower, const int *order,
	const LowerSettings *settings, Error *err)
{
	const Graph *graph = lower->graph;
	if (!begin_inputs(lower, settings, err))
		return false;
	for (int i = 0; i < graph->n_ops; i++)
		if (!lower_op(lower, order[i], settings, err))
			return failed_in(err, "operator %d (%s): ", order[i],
				graph->ops[order[i]].code->name);
	return end_outputs(lower, settings, err);
}

/* --- Memory --- */

/* Bytes that tensors take in the arena. */
static const int64_t *tensor_bytes(const Lowering *lower)
{
	int n = lower->graph->n_tensors;
	int64_t *bytes = arena_array(lower->arena, (size_t)n, sizeof *bytes);
	for (int i = 0; i < n; i++)
		if (lower->block[i] >= 0)
			bytes[i] = lower->program->blocks[lower->block[i]].bytes;
	return bytes;
}

/* The order that takes least, known from a lowering in the graph's own. */
static bool find_order(const Lowering *lower, int *order, Error *err)
{
	OrderCosts costs = {
		.tensor_bytes = tensor_bytes(lower),
		.op_bytes = lower->op_bytes,
		.like = lower->like,
		.leads = lower->leads,
		.n_leads = lower->n_leads,
	};
	OrderPeak peak;
	return order_ops(lower->graph, &costs, order, &peak, err);
}

static bool place(Lowering *lower, Error *err)
{
	Program *program = lower->program;
	Lead *leads = arena_array(lower->arena, (size_t)lower->n_leads, sizeof *leads);
	for (int i = 0; i < lower->n_leads; i++)
		leads[i] = (Lead){lower->block[lower->leads[i].out],
			lower->block[lower->leads[i].in], lower->leads[i].bytes};
	if (!place_blocks(program->blocks, program->n_blocks, leads, lower->n_leads,
			ARENA_BLOCK_ALIGNMENT, &program->placement, err))
		return false;
	if (program->placement.bytes == 0) /* no arena can be empty in C */
		program->placement.bytes = ARENA_BLOCK_ALIGNMENT;
	return true;
}

static bool lower_graph(const Graph *graph, const LowerSettings *settings, Arena *arena,
	Program *program, Error *err)
{
	int *own = arena_array(arena, (size_t)graph->n_ops, sizeof *own);
	int *best = arena_array(arena, (size_t)graph->n_ops, sizeof *best);
	for (int i = 0; i < graph->n_ops; i++)
		own[i] = i;
	Lowering lower = lowering_begin(graph, arena, program);
	if (!lower_in_order(&lower, own, settings, err) || !find_order(&lower, best, err))
		return false;
	if (memcmp(own, best, (size_t)graph->n_ops * sizeof *own) != 0) {
		lower = lowering_begin(graph, arena, program);
		if (!lower_in_order(&lower, best, settings, err))
			return false;
	}
	program->tensor_block = lower.block;
	return place(&lower, err);
}

bool lower_model(const Model *model, const LowerSettings *settings, Arena *arena,
	Program *program, Error *err)
{
	const Graph *graph = fold_constants(&model->graphs[0], arena);
	return lower_graph(graph, settings, arena, program, err) ||
		failed_in(err, "%s: ", model->name);
}
