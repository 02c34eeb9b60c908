/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/operands.h"

#include "src/graph/roles.h"

#include <assert.h>
#include <math.h>
#include <string.h>

bool input_shape(const Graph *graph, const Op *op, int i, Shape *shape, Error *err)
{
	return shape_of(graph, op->inputs[i], shape, err);
}

static Shape known_shape(const Graph *graph, int tensor)
{
	Error err = {0};
	Shape shape = {0};
	bool ok = shape_of(graph, tensor, &shape, &err);
	assert(ok);
	(void)ok;
	return shape;
}

Shape output_shape(const Graph *graph, const Op *op)
{
	return known_shape(graph, op->outputs[0]);
}

Shape known_input_shape(const Graph *graph, const Op *op, int i)
{
	return known_shape(graph, op->inputs[i]);
}

bool same_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	return input_shape(graph, op, 0, out, err);
}

bool input_shape_of_rank(const Graph *graph, const Op *op, int i, int rank, Shape *shape,
	Error *err)
{
	char label[16];
	if (!input_shape(graph, op, i, shape, err))
		return false;
	if (shape->rank != rank)
		return failed(err, "tensor '%s': %d dims, expected %d",
			tensor_label(graph, op->inputs[i], label), shape->rank, rank);
	return true;
}

size_t output_count(const Layer *layer)
{
	return (size_t)shape_count(output_shape(layer->graph, layer->op));
}

bool one_type(const Layer *layer, DataType *type, Error *err)
{
	DataType in = op_data(layer->graph, layer->op)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	if (in != out || (in != TYPE_FLOAT32 && in != TYPE_INT8 && in != TYPE_INT16))
		return failed(err, "%s to %s cannot be run; float32, int8 and int16 can",
			type_name(in), type_name(out));
	*type = in;
	return true;
}

bool quant_of(const Graph *graph, int tensor, Quant *quant, Error *err)
{
	char label[16];
	const Tensor *t = &graph->tensors[tensor];
	const Quantization *q = t->quantization;
	if (!q || q->n_scales != 1 || q->n_zero_points != 1)
		return failed(err,
			"tensor '%s': %d scales and %d zero points; %s needs one of each",
			tensor_label(graph, tensor, label), q ? q->n_scales : 0,
			q ? q->n_zero_points : 0, type_name(t->type));
	bool is_s16 = t->type == TYPE_INT16;
	int low = is_s16 || t->type == TYPE_UINT8 ? 0 : -128;
	int high = is_s16 ? 0 : low + 255;
	if (!(q->scale[0] > 0) || q->zero_point[0] < low || q->zero_point[0] > high)
		return failed(err, "tensor '%s': scale %g with zero point %lld",
			tensor_label(graph, tensor, label), (double)q->scale[0],
			(long long)q->zero_point[0]);
	*quant = (Quant){q->scale[0], (int32_t)q->zero_point[0], is_s16};
	return true;
}

bool input_quant(const Layer *layer, int i, Quant *quant, Error *err)
{
	return quant_of(layer->graph, layer->op->inputs[i], quant, err);
}

bool output_quant(const Layer *layer, Quant *quant, Error *err)
{
	return quant_of(layer->graph, layer->op->outputs[0], quant, err);
}

bool same_quant(const Layer *layer, int i, float tolerance, Error *err)
{
	Quant in, out;
	if (!input_quant(layer, i, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (in.zero != out.zero || fabsf(in.scale - out.scale) > tolerance)
		return failed(err,
			"input %d has scale %g, zero point %d, but the output %g, %d; they must be "
			"equal",
			i, (double)in.scale, (int)in.zero, (double)out.scale, (int)out.zero);
	return true;
}

bool bad_scales(Error *err)
{
	return failed(err, "scales or zero points that integer arithmetic cannot hold");
}

bool constant_ints(const Graph *graph, const Op *op, int i, int max, int64_t *values,
	int *n, Error *err)
{
	char label[16];
	const Tensor *tensor = op_input(graph, op, i);
	if (!tensor_is_constant(tensor) ||
		(tensor->type != TYPE_INT32 && tensor->type != TYPE_INT64))
		return failed(err, "tensor '%s' must be a constant of int32 or int64",
			tensor_label(graph, op->inputs[i], label));
	size_t size = tensor->type == TYPE_INT32 ? sizeof(int32_t) : sizeof(int64_t);
	if (tensor->buffer->n_bytes / size > (size_t)max)
		return failed(err, "tensor '%s' has %zu values; at most %d are expected",
			tensor_label(graph, op->inputs[i], label), tensor->buffer->n_bytes / size,
			max);
	*n = (int)(tensor->buffer->n_bytes / size);
	for (int k = 0; k < *n; k++) {
		if (tensor->type == TYPE_INT32)
			values[k] = ((const int32_t *)(const void *)tensor->buffer->data)[k];
		else
			values[k] = ((const int64_t *)(const void *)tensor->buffer->data)[k];
	}
	return true;
}

bool axis_of_rank(int64_t given, int rank, int *axis, Error *err)
{
	if (given < -rank || given >= rank)
		return failed(err, "axis %lld of %d dimensions", (long long)given, rank);
	*axis = (int)(given < 0 ? given + rank : given);
	return true;
}

bool constant_axis(const Graph *graph, const Op *op, int i, int rank, int *axis,
	Error *err)
{
	char label[16];
	int64_t given;
	int n;
	if (!constant_ints(graph, op, i, 1, &given, &n, err))
		return false;
	if (n != 1)
		return failed(err, "tensor '%s' has no value; 1 is expected",
			tensor_label(graph, op->inputs[i], label));
	return axis_of_rank(given, rank, axis, err);
}

bool activation_bounds(Activation activation, ActRange *range, Error *err)
{
	switch (activation) {
	case ACTIVATION_NONE:
		*range = (ActRange){-INFINITY, INFINITY};
		return true;
	case ACTIVATION_RELU:
		*range = (ActRange){0, INFINITY};
		return true;
	case ACTIVATION_RELU_N1_TO_1:
		*range = (ActRange){-1, 1};
		return true;
	case ACTIVATION_RELU6:
		*range = (ActRange){0, 6};
		return true;
	default:
		return failed(err, "a fused TANH or SIGN_BIT cannot be run");
	}
}

/* One axis of a window: the output's length and the padding before. */
static bool window_axis(Padding padding, int64_t in, int64_t kernel, int64_t stride,
	int64_t dilation, int32_t *out, int32_t *pad, Error *err)
{
	enum { LIMIT = 1 << 28 }; /* keeps all sums of positions within int32 */
	if (kernel < 1 || stride < 1 || dilation < 1)
		return failed(err, "kernel %d, stride %d, dilation %d; each must be at least 1",
			(int)kernel, (int)stride, (int)dilation);
	int64_t reach = (kernel - 1) * dilation + 1;
	if (in > LIMIT || stride > LIMIT || reach > LIMIT)
		return failed(err, "a window that reaches over 2^28 positions");
	int64_t n = padding == PADDING_SAME ? (in + stride - 1) / stride
										: (in + stride - reach) / stride;
	if (n < 1 || (padding == PADDING_VALID && reach > in))
		return failed(err, "a kernel of %d over %d positions leaves no output",
			(int)reach, (int)in);
	int64_t total = (n - 1) * stride + reach - in;
	*out = (int32_t)n;
	*pad = (int32_t)(total > 0 ? total / 2 : 0);
	return true;
}

WindowAttrs conv_window_attrs(const ConvAttrs *attrs, Shape weight)
{
	return (WindowAttrs){
		.padding = attrs->padding,
		.kernel_h = weight.dims[1],
		.kernel_w = weight.dims[2],
		.stride_h = attrs->stride_h,
		.stride_w = attrs->stride_w,
		.dilation_h = attrs->dilation_h,
		.dilation_w = attrs->dilation_w,
	};
}

bool window_of(const WindowAttrs *attrs, Shape in, int out_c, Window *window, Error *err)
{
	*window = (Window){
		.batch = in.dims[0],
		.in_h = in.dims[1],
		.in_w = in.dims[2],
		.in_c = in.dims[3],
		.out_c = out_c,
		.kernel_h = attrs->kernel_h,
		.kernel_w = attrs->kernel_w,
		.stride_h = attrs->stride_h,
		.stride_w = attrs->stride_w,
		.dilation_h = attrs->dilation_h,
		.dilation_w = attrs->dilation_w,
	};
	return window_axis(attrs->padding, in.dims[1], attrs->kernel_h, attrs->stride_h,
			   attrs->dilation_h, &window->out_h, &window->pad_top, err) &&
		window_axis(attrs->padding, in.dims[2], attrs->kernel_w, attrs->stride_w,
			attrs->dilation_w, &window->out_w, &window->pad_left, err);
}

bool transpose_window_of(const WindowAttrs *attrs, Shape in, Shape out, Window *window,
	Error *err)
{
	WindowAttrs dense = *attrs;
	dense.dilation_h = dense.dilation_w = 1;
	if (!window_of(&dense, out, out.dims[3], window, err))
		return false;
	window->out_h = out.dims[1];
	window->out_w = out.dims[2];
	window->in_h = in.dims[1];
	window->in_w = in.dims[2];
	window->in_c = in.dims[3];
	return true;
}

Shape window_out(const Window *window)
{
	return (Shape){4, {window->batch, window->out_h, window->out_w, window->out_c}};
}
