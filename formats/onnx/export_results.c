/* SPDX-License-Identifier: Apache-2.0 */
/* Values that come out of operators: activations, changes of order, quantisation. */
#include <assert.h>

#include "formats/onnx/export_writer.h"

const char *onnx_scale(OnnxWriter *w, int tensor)
{
	OnnxTensor *t = &w->tensors[tensor];
	const Quantization *q = w->graph->tensors[tensor].quantization;
	Shape shape = {.rank = q->n_scales > 1, .dims = {q->n_scales}};
	if (!t->scale)
		t->scale = onnx_constant(w, onnx_name(w, t->name, "_scale"),
			ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, shape, q->scale,
			(size_t)q->n_scales * sizeof *q->scale);
	return t->scale;
}

const char *onnx_zero_point(OnnxWriter *w, int tensor)
{
	OnnxTensor *t = &w->tensors[tensor];
	const Tensor *of = &w->graph->tensors[tensor];
	const Quantization *q = of->quantization;
	if (t->zero_point)
		return t->zero_point;
	size_t n = (size_t)q->n_scales;
	uint8_t *zero_points = arena_alloc(w->arena, n);
	for (size_t i = 0; i < n && q->n_zero_points > 0; i++)
		zero_points[i] = (uint8_t)q->zero_point[q->n_zero_points > 1 ? i : 0];
	Shape shape = {.rank = n > 1, .dims = {q->n_scales}};
	DataType type = of->type == TYPE_UINT8 ? TYPE_UINT8 : TYPE_INT8;
	t->zero_point = onnx_constant(w, onnx_name(w, t->name, "_zero_point"),
		onnx_data_type(type), shape, zero_points, n);
	return t->zero_point;
}

void onnx_transpose(OnnxWriter *w, int rank, const char *from, Order from_order,
	const char *to, Order to_order)
{
	int32_t axes[MAX_RANK];
	int64_t perm[MAX_RANK];
	assert(from_order.kind != ORDER_FLAT && to_order.kind != ORDER_FLAT);
	order_axes(to_order, rank, axes);
	for (int i = 0; i < rank; i++)
		perm[i] = order_axis(from_order, rank, axes[i]);
	Onnx__NodeProto *node = onnx_node(w, "Transpose", to, NAMES(from));
	onnx_set_ints(w, node, "perm", rank, perm);
}

static void activate(OnnxWriter *w, Activation activation, const char *from,
	const char *to)
{
	switch (activation) {
	case ACTIVATION_RELU:
		onnx_node(w, "Relu", to, NAMES(from));
		break;
	case ACTIVATION_RELU_N1_TO_1:
		onnx_node(w, "Clip", to, NAMES(from, onnx_scalar(w, -1), onnx_scalar(w, 1)));
		break;
	case ACTIVATION_RELU6:
		onnx_node(w, "Clip", to, NAMES(from, onnx_scalar(w, 0), onnx_scalar(w, 6)));
		break;
	default:
		assert(activation == ACTIVATION_TANH);
		onnx_node(w, "Tanh", to, NAMES(from));
	}
}

static const char *own_name(OnnxWriter *w, int tensor)
{
	w->tensors[tensor].is_written = true;
	return w->tensors[tensor].name;
}

/* A name for what lies before the tensor, or the tensor's own name. */
static const char *step_name(OnnxWriter *w, int tensor, bool is_last, const char *suffix)
{
	return is_last ? own_name(w, tensor) : onnx_name(w, w->tensors[tensor].name, suffix);
}

static bool must_reorder(const OnnxWriter *w, int tensor, Order order)
{
	return !order_equal(order, onnx_order(w, tensor));
}

OnnxResult onnx_begin(OnnxWriter *w, int tensor, Order order, Activation activation)
{
	bool is_linear = activation == ACTIVATION_NONE;
	bool is_last = is_linear && !must_reorder(w, tensor, order) &&
		!onnx_is_quantized(&w->graph->tensors[tensor]);
	const char *name =
		step_name(w, tensor, is_last, is_linear ? "_result" : "_before_activation");
	return (OnnxResult){tensor, order, activation, name};
}

void onnx_end(OnnxWriter *w, const OnnxResult *result)
{
	int tensor = result->tensor;
	const Tensor *t = &w->graph->tensors[tensor];
	bool is_quantized = onnx_is_quantized(t);
	bool is_reordered = must_reorder(w, tensor, result->order);
	const char *value = result->name;
	if (result->activation != ACTIVATION_NONE) {
		const char *to =
			step_name(w, tensor, !is_reordered && !is_quantized, "_activated");
		activate(w, result->activation, value, to);
		value = to;
	}
	if (is_reordered) {
		const char *to = step_name(w, tensor, !is_quantized, "_reordered");
		onnx_transpose(w, t->rank, value, result->order, to, onnx_order(w, tensor));
		value = to;
	}
	if (is_quantized)
		onnx_node(w, "QuantizeLinear", own_name(w, tensor),
			NAMES(value, onnx_scale(w, tensor), onnx_zero_point(w, tensor)));
}

void onnx_end_with(OnnxWriter *w, int tensor, Order order, const char *value)
{
	if (must_reorder(w, tensor, order) || onnx_is_quantized(&w->graph->tensors[tensor])) {
		OnnxResult result = {tensor, order, ACTIVATION_NONE, value};
		onnx_end(w, &result);
	} else {
		onnx_node(w, "Identity", own_name(w, tensor), NAMES(value));
	}
}

Onnx__NodeProto *onnx_simple(OnnxWriter *w, const char *type, int tensor, Order order,
	int n_inputs, const char *const *inputs)
{
	OnnxResult result = onnx_begin(w, tensor, order, ACTIVATION_NONE);
	Onnx__NodeProto *node = onnx_node(w, type, result.name, n_inputs, inputs);
	onnx_end(w, &result);
	return node;
}
