/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/import.h"
#include "formats/onnx/integer.h"
#include "src/ops/op.h"

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
	integer_find_wishes(integer);
}

/* --- Writing operators --- */

void integer_write(Integer *integer, const Op *like, const int *inputs,
	const int *outputs)
{
	Arena *arena = &integer->model->arena;
	Op op = *like;
	op.inputs = arena_copy(arena, inputs, (size_t)op.n_inputs * sizeof *inputs);
	op.outputs = arena_copy(arena, outputs, (size_t)op.n_outputs * sizeof *outputs);
	integer->ops = arena_grow(integer->scratch, integer->ops, (size_t)integer->n_ops,
		&integer->ops_capacity, sizeof *integer->ops);
	integer->ops[integer->n_ops++] = op;
}

void integer_convert(Integer *integer, OpType type, int in, int out)
{
	Op op = {.code = model_op_code(integer->model, type), .n_inputs = 1, .n_outputs = 1};
	integer_write(integer, &op, &in, &out);
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

int integer_plain(Integer *integer, int tensor)
{
	int same = integer->of[tensor].same_as;
	Fact *fact = &integer->of[same];
	if (fact->stored < 0 || fact->is_written)
		return same;
	fact->is_written = true;
	if (integer->graph->tensors[fact->stored].type == TYPE_INT32)
		make_float_constant(integer, same);
	else
		integer_convert(integer, OP_DEQUANTIZE, fact->stored, same);
	return same;
}

static void write_plain(Integer *integer, const Op *op)
{
	int *inputs = arena_array(integer->scratch, (size_t)op->n_inputs, sizeof *inputs);
	for (int i = 0; i < op->n_inputs; i++)
		inputs[i] = op->inputs[i] < 0 ? -1 : integer_plain(integer, op->inputs[i]);
	integer_write(integer, op, inputs, op->outputs);
}

bool integer_can_run(const Integer *integer, const Op *op)
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
	int stored = integer_stored(integer, in, &from);
	if (stored == out) /* computed already */
		return;
	bool is_same = stored >= 0 && scale8_of(integer, out, &to) && scale8_equal(from, to);
	if (is_same && rename_output(integer, out, stored))
		return;
	Op made = *op;
	made.inputs = &stored;
	if (stored >= 0 && integer_can_run(integer, &made))
		integer_write(integer, op, &stored, &out);
	else
		write_plain(integer, op);
}

static void visit(Integer *integer, const Op *op)
{
	if (op->code->type == OP_QUANTIZE)
		visit_quantize(integer, op);
	else if (op->code->type == OP_DEQUANTIZE)
		integer->of[op->outputs[0]].stored = integer->of[op->inputs[0]].same_as;
	else if (!integer_turn(integer, op))
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
		graph->outputs[i] = integer_plain(&integer, graph->outputs[i]);
	graph->ops =
		arena_copy(&model->arena, integer.ops, (size_t)integer.n_ops * sizeof(Op));
	graph->n_ops = integer.n_ops;
	graph->op_capacity = (size_t)integer.n_ops;
	arena_finish(&scratch);
}
