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

/* Weights as [outer][channels][inner]: channel c's are those with index / inner % channels. */
typedef struct Channels {
	const float *values;
	size_t n, channels, inner;
	int axis;
} Channels;

static Channels channels_of(const Tensor *weight, OpType type)
{
	int axis = type == OP_DEPTHWISE_CONV_2D ? 3 : 0;
	Channels view = {
		.values = (const float *)(const void *)weight->buffer->data,
		.n = weight->buffer->n_bytes / sizeof(float),
		.channels = (size_t)weight->dims[axis],
		.inner = 1,
		.axis = axis,
	};
	for (int i = axis + 1; i < weight->rank; i++)
		view.inner *= (size_t)weight->dims[i];
	return view;
}

static size_t channel_of(const Channels *view, size_t i)
{
	return i / view->inner % view->channels;
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
	float *scales = arena_array(arena, view->channels, sizeof *scales);
	for (size_t i = 0; i < view->n; i++) {
		float size = fabsf(view->values[i]);
		size_t c = channel_of(view, i);
		scales[c] = size > scales[c] ? size : scales[c];
	}
	for (size_t c = 0; c < view->channels; c++) {
		double scale = (double)scales[c] / Q_LIMIT;
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
	int8_t *stored = arena_array(&model->arena, view->n, sizeof *stored);
	for (size_t i = 0; i < view->n; i++) {
		double scale = (double)scales[channel_of(view, i)];
		stored[i] = (int8_t)clamp_round((double)view->values[i] / scale, Q_LIMIT);
	}
	model_set_constant(model, tensor, stored, view->n);
	tensor->type = TYPE_INT8;
	tensor->quantization = symmetric(&model->arena, scales, view->channels, view->axis);
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
	for (size_t c = 0; c < view.channels; c++)
		if (!isfinite(in_scale * scales[c]))
			return failed(err, "%s: the weights or the bias of channel %zu are too large",
				tensor_label(graph, op->inputs[1], label), c);
	store_weights(model, weight, &view, scales);
	if (bias)
		store_bias(model, bias, bias_values, scales, view.channels, in_scale);
	return true;
}
