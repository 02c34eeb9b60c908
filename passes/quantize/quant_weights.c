/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/quant_weights.h"

#include <math.h>
#include <string.h>

#include "passes/quantize/float_constants.h"
#include "passes/quantize/quant_scales.h"
#include "src/base/nibbles.h"
#include "src/graph/layer_bias.h"

/* Depthwise weights are [1, h, w, channels], the others [channels, ...]. */
WeightView weight_view(const Graph *graph, const Op *op)
{
	const Tensor *weight = op_weights(graph, op);
	bool is_last = op->code->type == OP_DEPTHWISE_CONV_2D;
	WeightView view = {.axis = is_last ? 3 : 0, .length = 1};
	view.n_channels = (size_t)weight->dims[view.axis];
	for (int i = 0; i < weight->rank; i++)
		view.length *= i == view.axis ? 1 : (size_t)weight->dims[i];
	view.channel_step = is_last ? 1 : view.length;
	view.step = is_last ? view.n_channels : 1;
	return view;
}

int weight_limit(DataType type)
{
	return type == TYPE_INT4 ? 7 : 127;
}

/* --- What the input asks of the bias --- */

static DataType bias_type(const Tensor *in)
{
	return in->type == TYPE_INT8 ? TYPE_INT32
		: in->type == TYPE_INT16 ? TYPE_INT64
								 : TYPE_FLOAT32;
}

/* Of the stored bias, with room for the sum it starts; TFLM multiplies 64-bit sums by 16 bits. */
static double largest_bias(DataType type)
{
	return type == TYPE_INT32 ? 0x1p30 : 0x1p45;
}

double least_weight_scale(const Tensor *in, double bias)
{
	if (in->type == TYPE_FLOAT32)
		return 0;
	return fabs(bias) / (double)in->quantization->scale[0] / largest_bias(bias_type(in));
}

/* --- Choosing --- */

/* The scale that just holds a channel, and its bias, which may be NULL. */
static double channel_scale(const WeightView *view, size_t c, const float *weights,
	int limit, const Tensor *in, const float *bias)
{
	float largest = 0;
	for (size_t k = 0; k < view->length; k++)
		largest = fmaxf(largest, fabsf(weights[c * view->channel_step + k * view->step]));
	double least = bias ? least_weight_scale(in, (double)bias[c]) : 0;
	return fmax((double)largest / limit, least);
}

void weight_scales(const WeightView *view, const float *weights, const float *bias,
	const Tensor *in, WeightFormat format, float *scales)
{
	double widest = 0;
	for (size_t c = 0; c < view->n_channels; c++) {
		double scale =
			channel_scale(view, c, weights, weight_limit(format.type), in, bias);
		widest = fmax(widest, scale);
		/* Of nothing but zeros, any will do. */
		scales[c] = scale > 0 ? (float)fmax(scale, LEAST_SCALE) : 1;
	}
	if (format.per_tensor)
		scales[0] = widest > 0 ? (float)fmax(widest, LEAST_SCALE) : 1;
}

static double clamp_round(double x, double limit)
{
	x = round(x);
	return x < -limit ? -limit : x > limit ? limit : x;
}

/* --- Storing --- */

static Quantization *symmetric(Arena *arena, const float *scales, size_t n, int axis)
{
	Quantization *q = arena_alloc(arena, sizeof *q);
	q->n_scales = q->n_zero_points = (int)n;
	q->scale = arena_copy(arena, scales, n * sizeof *scales);
	q->zero_point = arena_array(arena, n, sizeof *q->zero_point);
	q->axis = n > 1 ? axis : 0;
	return q;
}

void set_weights(Model *model, Graph *graph, const Op *op, const int8_t *q,
	const float *scales, int n_scales, DataType type)
{
	Tensor *weight = &graph->tensors[weights_index(op)];
	WeightView view = weight_view(graph, op);
	size_t n = view.n_channels * view.length;
	size_t n_bytes = type == TYPE_INT4 ? nibbles_bytes(n) : n;
	void *stored = arena_alloc(&model->arena, n_bytes);
	if (type == TYPE_INT4)
		nibbles_pack(q, n, stored);
	else
		memcpy(stored, q, n);
	model_set_constant(model, weight, stored, n_bytes);
	weight->type = type;
	weight->quantization = symmetric(&model->arena, scales, (size_t)n_scales, view.axis);
}

static void store_integers(Model *model, Tensor *tensor, const double *bias,
	const double *steps, size_t n)
{
	bool is_wide = tensor->type == TYPE_INT64;
	int32_t *narrow = arena_array(&model->arena, is_wide ? 0 : n, sizeof *narrow);
	int64_t *wide = arena_array(&model->arena, is_wide ? n : 0, sizeof *wide);
	for (size_t c = 0; c < n; c++) {
		if (is_wide)
			wide[c] = (int64_t)clamp_round(bias[c] / steps[c], 0x1p62);
		else
			narrow[c] = (int32_t)clamp_round(bias[c] / steps[c], INT32_MAX);
	}
	if (is_wide)
		model_set_constant(model, tensor, wide, n * sizeof *wide);
	else
		model_set_constant(model, tensor, narrow, n * sizeof *narrow);
}

void set_bias(Model *model, Graph *graph, Op *op, const double *bias)
{
	size_t n = weight_view(graph, op).n_channels;
	const Quantization *w = op_weights(graph, op)->quantization;
	Tensor *tensor = layer_bias(model, graph, op, n);
	const Tensor *in = op_data(graph, op);
	tensor->type = bias_type(in);
	if (tensor->type == TYPE_FLOAT32) {
		float *real = arena_array(&model->arena, n, sizeof *real);
		for (size_t c = 0; c < n; c++)
			real[c] = (float)bias[c];
		model_set_constant(model, tensor, real, n * sizeof *real);
		tensor->quantization = NULL;
		return;
	}
	Arena scratch = {0};
	float in_scale = in->quantization->scale[0];
	float *scales = arena_array(&scratch, n, sizeof *scales);
	double *steps = arena_array(&scratch, n, sizeof *steps);
	for (size_t c = 0; c < n; c++) {
		float scale = w->scale[w->n_scales > 1 ? c : 0];
		scales[c] = in_scale * scale;
		steps[c] = (double)in_scale * (double)scale;
	}
	tensor->quantization = symmetric(&model->arena, scales, (size_t)w->n_scales, 0);
	store_integers(model, tensor, bias, steps, n);
	arena_finish(&scratch);
}

/* --- Both --- */

/* The values of a float32 constant that are finite; NULL with an error otherwise. */
static const float *finite_values(const Graph *graph, int index, const char *what,
	Error *err)
{
	char label[16];
	const Tensor *tensor = &graph->tensors[index];
	if (tensor->type != TYPE_FLOAT32 || !tensor_is_constant(tensor)) {
		failed(err, "%s: %s are not float32 constants", tensor_label(graph, index, label),
			what);
		return NULL;
	}
	return check_finite_constant(graph, index, err)
		? (const float *)(const void *)tensor->buffer->data
		: NULL;
}

/* Whether input times weight is still a number for each channel. */
static bool check_products(const Graph *graph, const Op *op, const WeightView *view,
	const float *scales, bool per_tensor, Error *err)
{
	char label[16];
	const Tensor *in = op_data(graph, op);
	float in_scale = in->type == TYPE_FLOAT32 ? 1 : in->quantization->scale[0];
	for (size_t c = 0; c < (per_tensor ? 1 : view->n_channels); c++)
		if (!isfinite(in_scale * scales[c]))
			return failed(err, "%s: the weights or the bias of channel %zu are too large",
				tensor_label(graph, weights_index(op), label), c);
	return true;
}

static void store_both(Model *model, Graph *graph, Op *op, const WeightView *view,
	const float *weights, const float *bias, const float *scales, WeightFormat format)
{
	Arena scratch = {0};
	int limit = weight_limit(format.type);
	size_t n = view->n_channels;
	int8_t *q = arena_array(&scratch, n * view->length, sizeof *q);
	double *real_bias = arena_array(&scratch, n, sizeof *real_bias);
	for (size_t c = 0; c < n; c++) {
		double scale = (double)scales[format.per_tensor ? 0 : c];
		for (size_t k = 0; k < view->length; k++) {
			size_t i = c * view->channel_step + k * view->step;
			q[i] = (int8_t)clamp_round((double)weights[i] / scale, limit);
		}
		real_bias[c] = bias ? (double)bias[c] : 0;
	}
	set_weights(model, graph, op, q, scales, format.per_tensor ? 1 : (int)n, format.type);
	/* TFLM's depthwise kernels ask for a bias, and CMSIS-NN's transposed ones. */
	if (bias || op->code->type == OP_DEPTHWISE_CONV_2D ||
		op->code->type == OP_TRANSPOSE_CONV)
		set_bias(model, graph, op, real_bias);
	arena_finish(&scratch);
}

/* Whether the tensors are of a form to be read by; a plan, where there is one, asks for more. */
static bool check_form(const Graph *graph, const Op *op, Error *err)
{
	char label[16];
	const Tensor *weight = op_weights(graph, op), *bias = op_bias(graph, op);
	int rank = op->code->type == OP_FULLY_CONNECTED ? 2 : 4;
	if (!op_data(graph, op))
		return failed(err, "input %d is left out", roles_of(op->code->type).data);
	if (weight->rank != rank)
		return failed(err, "tensor '%s': %d dims, expected %d",
			tensor_label(graph, weights_index(op), label), weight->rank, rank);
	size_t n = weight_view(graph, op).n_channels;
	if (bias && bias->buffer->n_bytes / sizeof(float) != n)
		return failed(err, "bias '%s' has %zu values for %zu outputs",
			tensor_label(graph, bias_index(op), label),
			bias->buffer->n_bytes / sizeof(float), n);
	return true;
}

bool quantize_weights(Model *model, Graph *graph, Op *op, WeightFormat format, Error *err)
{
	const Tensor *in = op_data(graph, op);
	const float *weights = finite_values(graph, weights_index(op), "weights", err);
	const float *bias = NULL;
	if (!weights)
		return false;
	if (op_bias(graph, op) &&
		!(bias = finite_values(graph, bias_index(op), "biases", err)))
		return false;
	if (!check_form(graph, op, err))
		return false;
	Arena scratch = {0};
	WeightView view = weight_view(graph, op);
	float *scales = arena_array(&scratch, view.n_channels, sizeof *scales);
	weight_scales(&view, weights, bias, in, format, scales);
	bool ok = check_products(graph, op, &view, scales, format.per_tensor, err);
	if (ok)
		store_both(model, graph, op, &view, weights, bias, scales, format);
	arena_finish(&scratch);
	return ok;
}
