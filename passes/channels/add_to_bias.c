/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/add_to_bias.h"

#include <math.h>

#include "passes/quantize/quant_weights.h"

bool has_narrow_sums(const Graph *graph, const Op *op)
{
	const Tensor *bias = op_bias(graph, op);
	if (bias)
		return bias->type == TYPE_INT32;
	if (op->code->type == OP_FULLY_CONNECTED)
		return op->attrs.dense.bias_type == TYPE_INT32;
	return op->code->type == OP_CONV_2D && op->attrs.conv.bias_type == TYPE_INT32;
}

double bias_at(const Tensor *bias, size_t i)
{
	const void *data = bias->buffer->data;
	switch (bias->type) {
	case TYPE_FLOAT32:
		return (double)((const float *)data)[i];
	case TYPE_INT32:
		return ((const int32_t *)data)[i];
	default:
		return (double)((const int64_t *)data)[i];
	}
}

/* Sums of integers in float64 are exact as far as this. */
static double largest(DataType type)
{
	return type == TYPE_FLOAT32 ? HUGE_VAL : type == TYPE_INT32 ? INT32_MAX : 0x1p53;
}

bool can_add_to_bias(const Graph *graph, const Op *op, const double *magnitudes)
{
	const Tensor *bias = op_bias(graph, op);
	DataType in = op_data(graph, op)->type;
	DataType type = bias   ? bias->type
		: in == TYPE_INT8  ? TYPE_INT32
		: in == TYPE_INT16 ? TYPE_INT64
						   : TYPE_FLOAT32;
	if (!bias && in == TYPE_INT16 && has_narrow_sums(graph, op))
		return false;
	size_t n = weight_view(graph, op).n_channels;
	for (size_t i = 0; i < n; i++) {
		double sum = magnitudes[i] + (bias ? fabs(bias_at(bias, i)) : 0);
		if (!(sum <= largest(type)))
			return false;
	}
	return true;
}

static void add_int32(Model *model, Tensor *bias, const double *sums, size_t n)
{
	int32_t *values = arena_copy(&model->arena, bias->buffer->data, n * sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] += (int32_t)round(sums[i]);
	model_set_constant(model, bias, values, n * sizeof *values);
}

static void add_int64(Model *model, Tensor *bias, const double *sums, size_t n)
{
	int64_t *values = arena_copy(&model->arena, bias->buffer->data, n * sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] += (int64_t)round(sums[i]);
	model_set_constant(model, bias, values, n * sizeof *values);
}

static void add_float32(Model *model, Tensor *bias, const double *sums, size_t n)
{
	float *values = arena_copy(&model->arena, bias->buffer->data, n * sizeof *values);
	for (size_t i = 0; i < n; i++)
		values[i] = (float)((double)values[i] + sums[i]);
	model_set_constant(model, bias, values, n * sizeof *values);
}

static void give_bias(Model *model, Op *op, size_t n)
{
	Arena scratch = {0};
	set_bias(model, &model->graphs[0], op, arena_array(&scratch, n, sizeof(double)));
	arena_finish(&scratch);
}

void add_to_bias(Model *model, TensorUses *uses, Op *op, const double *sums)
{
	size_t n = weight_view(&model->graphs[0], op).n_channels;
	if (!op_bias(&model->graphs[0], op))
		give_bias(model, op, n);
	Tensor *bias = own_constant(model, uses, op, roles_of(op->code->type).bias);
	if (bias->type == TYPE_FLOAT32)
		add_float32(model, bias, sums, n);
	else if (bias->type == TYPE_INT32)
		add_int32(model, bias, sums, n);
	else
		add_int64(model, bias, sums, n);
}
