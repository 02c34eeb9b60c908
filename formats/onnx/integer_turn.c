/* SPDX-License-Identifier: Apache-2.0 */
/* A float operator as one on int8. */
#include <math.h>

#include "formats/onnx/integer.h"
#include "src/graph/roles.h"
#include "src/ops/op.h"

static bool is_float(const Integer *integer, int tensor)
{
	return integer->graph->tensors[tensor].type == TYPE_FLOAT32;
}

int integer_stored(const Integer *integer, int tensor, Scale8 *scale)
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
		if (integer_stored(integer, op->inputs[k], &own) < 0 ||
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
	int data = roles_of(op->code->type).data;
	*scale = out->wanted;
	switch (integer_kind(op->code->type)) {
	case KIND_CARRIES:
		return integer_stored(integer, op->inputs[data], scale) >= 0;
	case KIND_FOLLOWS:
		return is_wanted ||
			(op->code->type != OP_RELU6 && common_scale(integer, op, scale));
	case KIND_KEEPS:
		return is_wanted && integer_stored(integer, op->inputs[data], scale) >= 0;
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
		return tensor < 0 ? -1 : integer_plain(integer, tensor);
	int stored = integer_stored(integer, tensor, &own);
	if (stored >= 0 && (!wanted || scale8_equal(own, *wanted)))
		return stored;
	int constant = integer_constant(integer, tensor, wanted);
	if (constant >= 0 || stored < 0)
		return constant;
	int moved = integer_add_tensor(integer, stored, TYPE_INT8, *wanted, NULL, 0);
	integer_convert(integer, OP_QUANTIZE, stored, moved);
	return integer_can_run(integer, &integer->ops[integer->n_ops - 1]) ? moved : -1;
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
	int data = roles_of(op->code->type).data;
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

bool integer_turn(Integer *integer, const Op *op)
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
	if (!ok || !integer_can_run(integer, &made)) {
		integer->n_ops = n_ops;
		return false;
	}
	integer_write(integer, op, inputs, outputs);
	for (int i = 0; i < op->n_outputs; i++)
		integer->of[op->outputs[i]].stored = outputs[i];
	return true;
}
