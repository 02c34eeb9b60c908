/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "formats/onnx/import.h"
#include "formats/onnx/integer.h"
#include "src/ops/op.h"

/* --- How tensors are wanted --- */

/* What the readers of a tensor want, together with one reader more. */
static void add_wish(Fact *fact, WantedKind kind, Scale8 wanted)
{
	bool differs = fact->kind == WANTED_ONE && !scale8_equal(fact->wanted, wanted);
	if (kind != WANTED_ONE || differs)
		fact->kind = WANTED_OTHER;
	if (fact->kind == WANTED_UNREAD) {
		fact->kind = WANTED_ONE;
		fact->wanted = wanted;
	}
}

/* The wish for all outputs of an operator. */
static WantedKind wish_for_outputs(const Integer *integer, const Op *op, Scale8 *wanted)
{
	Fact all = {0};
	for (int i = 0; i < op->n_outputs; i++) {
		const Fact *fact = &integer->of[op->outputs[i]];
		if (fact->kind != WANTED_UNREAD)
			add_wish(&all, fact->kind, fact->wanted);
	}
	*wanted = all.wanted;
	return all.kind == WANTED_ONE ? WANTED_ONE : WANTED_OTHER;
}

static void find_wishes(Integer *integer)
{
	const Graph *graph = integer->graph;
	for (int i = 0; i < graph->n_outputs; i++)
		integer->of[graph->outputs[i]].kind = WANTED_OTHER;
	for (int i = graph->n_ops - 1; i >= 0; i--) {
		const Op *op = &graph->ops[i];
		Scale8 wanted = {0};
		bool quantizes =
			op->code->type == OP_QUANTIZE && scale8_of(integer, op->outputs[0], &wanted);
		WantedKind kind = WANTED_OTHER;
		if (quantizes)
			kind = WANTED_ONE;
		else if (integer_kind(op->code->type) != KIND_OTHER)
			kind = wish_for_outputs(integer, op, &wanted);
		if (quantizes)
			integer->of[op->inputs[0]].quantized = op->outputs[0];
		for (int k = 0; k < op->n_inputs; k++) {
			bool passes = quantizes || integer_passes_wish(op, k);
			if (op->inputs[k] >= 0)
				add_wish(&integer->of[op->inputs[k]], passes ? kind : WANTED_OTHER,
					wanted);
		}
	}
}

static void look(Integer *integer)
{
	const Graph *graph = integer->graph;
	size_t n = (size_t)graph->n_tensors;
	integer->of = arena_array(integer->scratch, n, sizeof *integer->of);
	integer->n_facts = integer->fact_capacity = n;
	for (size_t i = 0; i < n; i++)
		integer->of[i] = (Fact){.stored = -1, .same_as = (int)i, .quantized = -1};
	for (int i = 0; i < graph->n_inputs; i++)
		integer->of[graph->inputs[i]].is_input = true;
	for (int i = 0; i < graph->n_outputs; i++)
		integer->of[graph->outputs[i]].is_output = true;
	find_wishes(integer);
}

/* --- Writing operators --- */

static void write(Integer *integer, const Op *like, const int *inputs, const int *outputs)
{
	Arena *arena = &integer->model->arena;
	Op op = *like;
	op.inputs = arena_copy(arena, inputs, (size_t)op.n_inputs * sizeof *inputs);
	op.outputs = arena_copy(arena, outputs, (size_t)op.n_outputs * sizeof *outputs);
	integer->ops = arena_grow(integer->scratch, integer->ops, (size_t)integer->n_ops,
		&integer->ops_capacity, sizeof *integer->ops);
	integer->ops[integer->n_ops++] = op;
}

static void write_conversion(Integer *integer, OpType type, int in, int out)
{
	Op op = {.code = model_op_code(integer->model, type), .n_inputs = 1, .n_outputs = 1};
	write(integer, &op, &in, &out);
}

/* No operator turns int32 into real numbers: a bias of a layer that stays on float. */
static void make_float_constant(Integer *integer, int tensor)
{
	size_t n;
	const double *reals = integer_reals(integer, tensor, &n);
	float *values = arena_array(&integer->model->arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = (float)reals[i];
	integer->graph->tensors[tensor].buffer =
		model_add_buffer(integer->model, values, n * sizeof *values);
}

/* A tensor to be read as it is, which a DEQUANTIZE may have to be written for. */
static int plain(Integer *integer, int tensor)
{
	int same = integer->of[tensor].same_as;
	Fact *fact = &integer->of[same];
	if (fact->stored < 0 || fact->is_written)
		return same;
	fact->is_written = true;
	if (integer->graph->tensors[fact->stored].type == TYPE_INT32)
		make_float_constant(integer, same);
	else
		write_conversion(integer, OP_DEQUANTIZE, fact->stored, same);
	return same;
}

static void write_plain(Integer *integer, const Op *op)
{
	int *inputs = arena_array(integer->scratch, (size_t)op->n_inputs, sizeof *inputs);
	for (int i = 0; i < op->n_inputs; i++)
		inputs[i] = op->inputs[i] < 0 ? -1 : plain(integer, op->inputs[i]);
	write(integer, op, inputs, op->outputs);
}

static bool can_run(const Integer *integer, const Op *op)
{
	Arena arena = {0};
	Error ignored = {0};
	Layer layer = {.graph = integer->graph,
		.op = op,
		.batch = 1,
		.portable_kernels = true};
	bool ok = op_check(integer->graph, op, &ignored) &&
		op_info(op->code->type)->prepare(&layer, &arena, &ignored);
	arena_finish(&arena);
	return ok;
}

/* --- From float to int8 --- */

static bool is_float(const Integer *integer, int tensor)
{
	return integer->graph->tensors[tensor].type == TYPE_FLOAT32;
}

/* The int8 tensor that a float tensor is known to be, and its scale; -1. */
static int stored_int8(const Integer *integer, int tensor, Scale8 *scale)
{
	int stored = integer->of[tensor].stored;
	return stored >= 0 && scale8_of(integer, stored, scale) ? stored : -1;
}

/* The scale that all stored inputs have: what is chosen or moved keeps it. */
static bool common_scale(const Integer *integer, const Op *op, Scale8 *scale)
{
	bool found = false;
	for (int k = 0; k < op->n_inputs; k++) {
		Scale8 own;
		if (op->inputs[k] < 0 || !is_float(integer, op->inputs[k]))
			continue;
		if (stored_int8(integer, op->inputs[k], &own) < 0 ||
			(found && !scale8_equal(own, *scale)))
			return false;
		*scale = own;
		found = true;
	}
	return found;
}

/* The output's scale; false where the operator must stay on float. */
static bool choose_scale(const Integer *integer, const Op *op, Scale8 *scale)
{
	const Fact *out = &integer->of[op->outputs[0]];
	bool is_wanted = out->kind == WANTED_ONE;
	int data = op_data_input(op->code->type);
	*scale = out->wanted;
	switch (integer_kind(op->code->type)) {
	case KIND_CARRIES:
		return stored_int8(integer, op->inputs[data], scale) >= 0;
	case KIND_FOLLOWS:
		return is_wanted ||
			(op->code->type != OP_RELU6 && common_scale(integer, op, scale));
	case KIND_KEEPS:
		return is_wanted && stored_int8(integer, op->inputs[data], scale) >= 0;
	case KIND_FIXED:
		*scale = integer_fixed_scale(op->code->type);
		return is_wanted;
	case KIND_RESCALES:
	case KIND_LAYER:
		return is_wanted;
	default:
		return false;
	}
}

/* An input of float as int8, or any other as it is; with a scale given, in that; -1. */
static int int8_input(Integer *integer, int tensor, const Scale8 *wanted)
{
	Scale8 own;
	if (tensor < 0 || !is_float(integer, tensor))
		return tensor < 0 ? -1 : plain(integer, tensor);
	int stored = stored_int8(integer, tensor, &own);
	if (stored >= 0 && (!wanted || scale8_equal(own, *wanted)))
		return stored;
	int constant = integer_constant(integer, tensor, wanted);
	if (constant >= 0 || stored < 0)
		return constant;
	int moved = integer_add_tensor(integer, stored, TYPE_INT8, *wanted, NULL, 0);
	write_conversion(integer, OP_QUANTIZE, stored, moved);
	return can_run(integer, &integer->ops[integer->n_ops - 1]) ? moved : -1;
}

/* Whether a number is a whole one of steps that int8 holds. */
static bool is_exact(double real, Scale8 scale)
{
	double q = real / (double)scale.scale + scale.zero;
	return q > -128.001 && q < 127.001 && fabs(q - round(q)) < 1e-3;
}

/* Beside values that only move, a fill or a bound must be a stored number too, or become the
 * nearest where that is what is wanted. */
static bool keeps_values(Integer *integer, const Op *op, Scale8 scale)
{
	const Fact *out = &integer->of[op->outputs[0]];
	if (out->kind == WANTED_ONE && scale8_equal(out->wanted, scale))
		return true;
	if (op->code->type == OP_MAX_POOL_2D)
		return op->attrs.pool.activation == ACTIVATION_NONE ||
			op->attrs.pool.activation == ACTIVATION_RELU;
	if (op->code->type != OP_PADV2)
		return true;
	size_t n;
	const double *fill = integer_reals(integer, op->inputs[2], &n);
	return fill && n == 1 && is_exact(fill[0], scale);
}

static bool int8_operands(Integer *integer, const Op *op, Scale8 scale, int *inputs)
{
	IntegerKind kind = integer_kind(op->code->type);
	int data = op_data_input(op->code->type);
	bool shares = kind == KIND_CARRIES || kind == KIND_FOLLOWS;
	if (kind == KIND_CARRIES && !keeps_values(integer, op, scale))
		return false;
	for (int k = 0; k < op->n_inputs; k++) {
		bool is_layers = kind == KIND_LAYER && k != data && op->inputs[k] >= 0 &&
			is_float(integer, op->inputs[k]);
		inputs[k] = op->inputs[k];
		if (op->inputs[k] < 0 || is_layers)
			continue;
		inputs[k] = int8_input(integer, op->inputs[k], shares ? &scale : NULL);
		if (inputs[k] < 0)
			return false;
	}
	return kind != KIND_LAYER || integer_layer_operands(integer, op, inputs);
}

/* Let an operator work on int8. Where it cannot, nothing has been done. */
static bool turn(Integer *integer, const Op *op)
{
	Scale8 scale;
	int n_ops = integer->n_ops, outputs[MAX_OUTPUTS];
	if (op->n_outputs > MAX_OUTPUTS || !is_float(integer, op->outputs[0]) ||
		!choose_scale(integer, op, &scale))
		return false;
	int *inputs = arena_array(integer->scratch, (size_t)op->n_inputs, sizeof *inputs);
	Op made = *op;
	made.inputs = inputs;
	made.outputs = outputs;
	bool ok = int8_operands(integer, op, scale, inputs);
	for (int i = 0; ok && i < op->n_outputs; i++)
		outputs[i] = integer_output(integer, op->outputs[i], scale);
	if (!ok || !can_run(integer, &made)) {
		integer->n_ops = n_ops;
		return false;
	}
	write(integer, op, inputs, outputs);
	for (int i = 0; i < op->n_outputs; i++)
		integer->of[op->outputs[i]].stored = outputs[i];
	return true;
}

/* --- QUANTIZE and DEQUANTIZE --- */

/* Let the output of a QUANTIZE be another name of what is stored. An output of the graph is
 * computed by an operator of its own. */
static bool rename_output(Integer *integer, int out, int stored)
{
	Tensor *tensors = integer->graph->tensors;
	bool is_output = integer->of[out].is_output;
	bool is_taken = integer->of[stored].is_input || integer->of[stored].is_output ||
		tensor_is_constant(&tensors[stored]);
	if (is_output && is_taken)
		return false;
	if (is_output) {
		tensors[stored].name = tensors[out].name;
		integer->of[stored].is_output = true;
	}
	integer->of[out].same_as = stored;
	return true;
}

static void visit_quantize(Integer *integer, const Op *op)
{
	Scale8 from, to;
	int in = integer->of[op->inputs[0]].same_as, out = op->outputs[0];
	int stored = stored_int8(integer, in, &from);
	if (stored == out) /* computed already */
		return;
	bool is_same = stored >= 0 && scale8_of(integer, out, &to) && scale8_equal(from, to);
	if (is_same && rename_output(integer, out, stored))
		return;
	Op made = *op;
	made.inputs = &stored;
	if (stored >= 0 && can_run(integer, &made))
		write(integer, op, &stored, &out);
	else
		write_plain(integer, op);
}

static void visit(Integer *integer, const Op *op)
{
	if (op->code->type == OP_QUANTIZE)
		visit_quantize(integer, op);
	else if (op->code->type == OP_DEQUANTIZE)
		integer->of[op->outputs[0]].stored = integer->of[op->inputs[0]].same_as;
	else if (!turn(integer, op))
		write_plain(integer, op);
}

void make_integer(Model *model)
{
	Arena scratch = {0};
	Graph *graph = &model->graphs[0];
	Integer integer = {.model = model, .graph = graph, .scratch = &scratch};
	look(&integer);
	for (int i = 0; i < graph->n_ops; i++)
		visit(&integer, &graph->ops[i]);
	for (int i = 0; i < graph->n_outputs; i++)
		graph->outputs[i] = plain(&integer, graph->outputs[i]);
	graph->ops =
		arena_copy(&model->arena, integer.ops, (size_t)integer.n_ops * sizeof(Op));
	graph->n_ops = integer.n_ops;
	graph->op_capacity = (size_t)integer.n_ops;
	arena_finish(&scratch);
}
