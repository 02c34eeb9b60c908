/* SPDX-License-Identifier: Apache-2.0 */
/* Weights and biases of int8 layers as TFLite has them. */
#include <math.h>
#include <string.h>

#include "formats/onnx/integer.h"

/* Where a layer keeps what, and the axis of its weights that may have a scale each. */
typedef struct Operands {
	int data, weights, bias, axis;
} Operands;

static Operands operands_of(OpType type)
{
	switch (type) {
	case OP_DEPTHWISE_CONV_2D:
		return (Operands){0, 1, 2, 3};
	case OP_TRANSPOSE_CONV:
		return (Operands){2, 1, 3, 0};
	default:
		return (Operands){0, 1, 2, 0};
	}
}

/* Symmetric int8, with one scale, or one a channel; -1. */
static int int8_weights(const Integer *integer, int weights, int axis)
{
	int stored = integer->of[weights].stored;
	const Tensor *t = stored < 0 ? NULL : &integer->graph->tensors[stored];
	const Quantization *q = t ? t->quantization : NULL;
	if (!q || !tensor_is_constant(t) || t->type != TYPE_INT8 || q->n_scales < 1 ||
		(q->n_scales > 1 && q->axis != axis))
		return -1;
	for (int i = 0; i < q->n_zero_points; i++)
		if (q->zero_point[i] != 0)
			return -1;
	return stored;
}

/* Whether a bias is stored in the very steps that the layer sums in, but for rounding. */
static bool has_steps(const Tensor *bias, const Quantization *steps)
{
	const Quantization *q = bias->quantization;
	if (bias->type != TYPE_INT32 || !q || q->n_scales < 1)
		return false;
	for (int i = 0; i < q->n_zero_points; i++)
		if (q->zero_point[i] != 0)
			return false;
	int n = q->n_scales > steps->n_scales ? q->n_scales : steps->n_scales;
	for (int i = 0; i < n; i++) {
		double own = (double)q->scale[q->n_scales > 1 ? i : 0];
		double wanted = (double)steps->scale[steps->n_scales > 1 ? i : 0];
		if (!(fabs(own - wanted) <= 1e-6 * wanted))
			return false;
	}
	return true;
}

/* The scale of the data by those of the weights. */
static Quantization *steps_of(Integer *integer, Scale8 data, const Quantization *weights)
{
	Arena *arena = &integer->model->arena;
	size_t n = (size_t)weights->n_scales;
	Quantization *steps = arena_alloc(arena, sizeof *steps);
	steps->n_scales = steps->n_zero_points = weights->n_scales;
	steps->scale = arena_array(arena, n, sizeof *steps->scale);
	steps->zero_point = arena_array(arena, n, sizeof *steps->zero_point);
	for (size_t i = 0; i < n; i++)
		steps->scale[i] = data.scale * weights->scale[i];
	return steps;
}

/* Real numbers in those steps; NULL where one is too large. */
static const int32_t *in_steps(Integer *integer, const double *reals, size_t n,
	const Quantization *steps)
{
	int32_t *values = arena_array(&integer->model->arena, n, sizeof *values);
	for (size_t i = 0; i < n; i++) {
		double q = round(reals[i] / (double)steps->scale[steps->n_scales > 1 ? i : 0]);
		if (!(fabs(q) <= INT32_MAX))
			return NULL;
		values[i] = (int32_t)q;
	}
	return values;
}

static int int32_bias(Integer *integer, int bias, Quantization *steps)
{
	size_t n;
	int stored = integer->of[bias].stored;
	const double *reals = integer_reals(integer, bias, &n);
	if (!reals || (steps->n_scales > 1 && n != (size_t)steps->n_scales))
		return -1;
	Tensor t = integer->graph->tensors[stored >= 0 ? stored : bias];
	if (!has_steps(&t, steps)) {
		const int32_t *values = in_steps(integer, reals, n, steps);
		if (!values)
			return -1;
		t.buffer = model_add_buffer(integer->model, values, n * sizeof *values);
	}
	t.type = TYPE_INT32;
	t.quantization = steps;
	return integer_append_tensor(integer, t);
}

bool integer_layer_operands(Integer *integer, const Op *op, int *inputs)
{
	Operands where = operands_of(op->code->type);
	Scale8 data;
	if (op->n_inputs <= where.weights || !scale8_of(integer, inputs[where.data], &data))
		return false;
	int weights = int8_weights(integer, inputs[where.weights], where.axis);
	if (weights < 0)
		return false;
	inputs[where.weights] = weights;
	if (op->n_inputs <= where.bias || inputs[where.bias] < 0)
		return true;
	Quantization *steps =
		steps_of(integer, data, integer->graph->tensors[weights].quantization);
	inputs[where.bias] = int32_bias(integer, inputs[where.bias], steps);
	return inputs[where.bias] >= 0;
}
