/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quant_weights.h"

#include <math.h>

#include "passes/quant_scales.h"

enum { Q_LIMIT = 127 };

bool has_weights(const Op *op)
{
	OpType type = op->code->type;
	return type == OP_CONV_2D || type == OP_DEPTHWISE_CONV_2D ||
		type == OP_FULLY_CONNECTED;
}

/* Weights by output channel: value k of channel c is at c * channel_step + k * step. */
typedef struct Channels {
	const float *values;
	size_t n, length; /* channels, and values in each */
	size_t channel_step, step;
	int axis;
} Channels;

/* Depthwise weights are [1, h, w, channels], the others [channels, ...]. */
static Channels channels_of(const Tensor *weight, OpType type)
{
	size_t n_values = weight->buffer->n_bytes / sizeof(float);
	bool is_last = type == OP_DEPTHWISE_CONV_2D;
	Channels view = {
		.values = (const float *)(const void *)weight->buffer->data,
		.axis = is_last ? 3 : 0,
	};
	view.n = (size_t)weight->dims[view.axis];
	view.length = n_values / view.n;
	view.channel_step = is_last ? 1 : view.length;
	view.step = is_last ? view.n : 1;
	return view;
}

static double clamp_round(double x, double limit)
{
	x = round(x);
	return x < -limit ? -limit : x > limit ? limit : x;
}

/* The scale of each channel; bias may be NULL. */
static float *choose_channel_scales(Arena *arena, const Channels *view, const float *bias,
	float in_scale)
{
	const double largest_bias = 1 << 30; /* in int32, with room for the sum it starts */
	float *scales = arena_array(arena, view->n, sizeof *scales);
	for (size_t c = 0; c < view->n; c++) {
		const float *values = view->values + c * view->channel_step;
		float largest = 0;
		for (size_t k = 0; k < view->length; k++)
			largest = fmaxf(largest, fabsf(values[k * view->step]));
		double scale = (double)largest / Q_LIMIT;
		double for_bias =
			bias ? fabs((double)bias[c]) / (double)in_scale / largest_bias : 0;
		scale = scale > for_bias ? scale : for_bias;
		/* Of nothing but zeros, any will do. */
		scales[c] = scale > 0 ? (float)fmax(scale, LEAST_SCALE) : 1;
	}
	return scales;
}

static Quantization *symmetric(Arena *arena, float *scales, size_t n, int axis)
{
	Quantization *q = arena_alloc(arena, sizeof *q);
	q->n_scales = q->n_zero_points = (int)n;
	q->scale = scales;
	q->zero_point = arena_array(arena, n, sizeof *q->zero_point);
	q->axis = n > 1 ? axis : 0;
	return q;
}

static void store_weights(Model *model, Tensor *tensor, const Channels *view,
	float *scales)
{
	size_t n_values = view->n * view->length;
	int8_t *stored = arena_array(&model->arena, n_values, sizeof *stored);
	for (size_t c = 0; c < view->n; c++) {
		for (size_t k = 0; k < view->length; k++) {
			size_t i = c * view->channel_step + k * view->step;
			double q = (double)view->values[i] / (double)scales[c];
			stored[i] = (int8_t)clamp_round(q, Q_LIMIT);
		}
	}
	model_set_constant(model, tensor, stored, n_values);
	tensor->type = TYPE_INT8;
	tensor->quantization = symmetric(&model->arena, scales, view->n, view->axis);
}

static void store_bias(Model *model, Tensor *tensor, const float *bias,
	const float *scales, size_t n, float in_scale)
{
	int32_t *stored = arena_array(&model->arena, n, sizeof *stored);
	float *bias_scales = arena_array(&model->arena, n, sizeof *bias_scales);
	for (size_t c = 0; c < n; c++) {
		bias_scales[c] = in_scale * scales[c];
		double scale = (double)in_scale * (double)scales[c];
		stored[c] = (int32_t)clamp_round((double)bias[c] / scale, INT32_MAX);
	}
	model_set_constant(model, tensor, stored, n * sizeof *stored);
	tensor->type = TYPE_INT32;
	tensor->quantization = symmetric(&model->arena, bias_scales, n, 0);
}

static bool check_finite(const Graph *graph, int tensor, Error *err)
{
	char label[16];
	const Buffer *buffer = graph->tensors[tensor].buffer;
	const float *values = (const float *)(const void *)buffer->data;
	for (size_t i = 0; i < buffer->n_bytes / sizeof *values; i++)
		if (!isfinite(values[i]))
			return failed(err, "%s: value %zu is not finite",
				tensor_label(graph, tensor, label), i);
	return true;
}

bool quantize_weights(Model *model, Graph *graph, const Op *op, float in_scale,
	Error *err)
{
	char label[16];
	Tensor *weight = &graph->tensors[op->inputs[1]];
	Tensor *bias = op_input(graph, op, 2) ? &graph->tensors[op->inputs[2]] : NULL;
	if (weight->type == TYPE_INT8)
		return failed(err, "%s: weights are already int8",
			tensor_label(graph, op->inputs[1], label));
	if (weight->type != TYPE_FLOAT32 || !tensor_is_constant(weight))
		return failed(err, "%s: weights are not float32 constants",
			tensor_label(graph, op->inputs[1], label));
	if (!check_finite(graph, op->inputs[1], err) ||
		(bias && !check_finite(graph, op->inputs[2], err)))
		return false;
	Channels view = channels_of(weight, op->code->type);
	const float *bias_values =
		bias ? (const float *)(const void *)bias->buffer->data : NULL;
	float *scales = choose_channel_scales(&model->arena, &view, bias_values, in_scale);
	for (size_t c = 0; c < view.n; c++)
		if (!isfinite(in_scale * scales[c]))
			return failed(err, "%s: the weights or the bias of channel %zu are too large",
				tensor_label(graph, op->inputs[1], label), c);
	store_weights(model, weight, &view, scales);
	if (bias)
		store_bias(model, bias, bias_values, scales, view.n, in_scale);
	return true;
}
