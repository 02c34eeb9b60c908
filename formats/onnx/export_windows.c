/* SPDX-License-Identifier: Apache-2.0 */
/* Convolution and pooling: windows over images that are written channels first. */
#include "formats/onnx/export_check.h"
#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"

/* The geometry of a checked operator; in the sense of convolution. */
static Window window_over(const WindowAttrs *attrs, Shape in)
{
	Error err = {0};
	Window window = {0};
	window_of(attrs, in, 1, &window, &err);
	return window;
}

static int64_t at_least_0(int64_t n)
{
	return n > 0 ? n : 0;
}

/* Rows or columns that the last window needs behind the image. */
static int64_t pad_behind(int in, int out, int kernel, int stride, int dilation, int pad)
{
	return at_least_0(
		(int64_t)(out - 1) * stride + (int64_t)(kernel - 1) * dilation + 1 - pad - in);
}

static void set_window(OnnxWriter *w, Onnx__NodeProto *node, const Window *v)
{
	onnx_set_ints(w, node, "kernel_shape", 2, (int64_t[]){v->kernel_h, v->kernel_w});
	onnx_set_ints(w, node, "strides", 2, (int64_t[]){v->stride_h, v->stride_w});
	const int64_t pads[] = {v->pad_top, v->pad_left,
		pad_behind(v->in_h, v->out_h, v->kernel_h, v->stride_h, v->dilation_h,
			v->pad_top),
		pad_behind(v->in_w, v->out_w, v->kernel_w, v->stride_w, v->dilation_w,
			v->pad_left)};
	onnx_set_ints(w, node, "pads", 4, pads);
}

static void write_conv(OnnxWriter *w, const Op *op, Order weight_order, int groups)
{
	const ConvAttrs *attrs = &op->attrs.conv;
	const char *in = onnx_value(w, op->inputs[0], CHANNELS_FIRST);
	const char *weights = onnx_value(w, op->inputs[1], weight_order);
	const char *bias = onnx_bias(w, op, 0, 1, 2);
	OnnxResult result = onnx_begin(w, op->outputs[0], CHANNELS_FIRST, attrs->activation);
	Onnx__NodeProto *node = onnx_node(w, "Conv", result.name, NAMES(in, weights, bias));
	WindowAttrs shape = conv_window_attrs(attrs, onnx_shape(w, op->inputs[1]));
	Window window = window_over(&shape, onnx_shape(w, op->inputs[0]));
	set_window(w, node, &window);
	onnx_set_ints(w, node, "dilations", 2,
		(int64_t[]){attrs->dilation_h, attrs->dilation_w});
	onnx_set_int(w, node, "group", groups);
	onnx_end(w, &result);
}

/* Weights [out_c, h, w, c / groups] are written [out_c, c / groups, h, w]. */
void onnx_write_conv_2d(OnnxWriter *w, const Op *op)
{
	int in_c = onnx_shape(w, op->inputs[0]).dims[3];
	write_conv(w, op, CHANNELS_FIRST, in_c / onnx_shape(w, op->inputs[1]).dims[3]);
}

/* Weights [1, h, w, out_c] are written [out_c, 1, h, w]: a group a channel. */
void onnx_write_depthwise_conv_2d(OnnxWriter *w, const Op *op)
{
	write_conv(w, op, CHANNELS_LEAD, onnx_shape(w, op->inputs[0]).dims[3]);
}

/* Of the axis of an image: what is cut off the transposed convolution's result before and behind
 * the output (below 0: added). */
static void cut_of(const Graph *graph, const Op *op, int axis, int64_t *before,
	int64_t *behind)
{
	const ConvAttrs *attrs = &op->attrs.conv;
	const int *out = op_output(graph, op, 0)->dims;
	const int *kernel = op_input(graph, op, 1)->dims, *in = op_input(graph, op, 2)->dims;
	const WindowAttrs shape = {attrs->padding, kernel[1], kernel[2], attrs->stride_h,
		attrs->stride_w, 1, 1};
	Window window = window_over(&shape, (Shape){4, {out[0], out[1], out[2], out[3]}});
	int stride = axis == 1 ? attrs->stride_h : attrs->stride_w;
	*before = axis == 1 ? window.pad_top : window.pad_left;
	*behind = (int64_t)(in[axis] - 1) * stride + kernel[axis] - out[axis] - *before;
}

/* ONNX adds less than a stride behind the last place. */
bool onnx_check_transpose_conv(const Graph *graph, const Op *op, Error *err)
{
	const ConvAttrs *attrs = &op->attrs.conv;
	const int *in = op_input(graph, op, 2)->dims, *out = op_output(graph, op, 0)->dims;
	for (int axis = 1; axis <= 2; axis++) {
		int64_t before, behind;
		cut_of(graph, op, axis, &before, &behind);
		if (-behind >= (axis == 1 ? attrs->stride_h : attrs->stride_w))
			return failed(err, "an output of %dx%d from %dx%d cannot be written as ONNX",
				out[1], out[2], in[1], in[2]);
	}
	return onnx_check_bias(graph, op, 2, 1, 3, err);
}

/* Weights [out_c, h, w, c] are written [c, out_c, h, w]. */
void onnx_write_transpose_conv(OnnxWriter *w, const Op *op)
{
	const ConvAttrs *attrs = &op->attrs.conv;
	const char *in = onnx_value(w, op->inputs[2], CHANNELS_FIRST);
	const char *weights = onnx_value(w, op->inputs[1], CHANNELS_LEAD);
	const char *bias = onnx_bias(w, op, 2, 1, 3);
	Shape kernel = onnx_shape(w, op->inputs[1]);
	int64_t before[2], behind[2];
	for (int i = 0; i < 2; i++)
		cut_of(w->graph, op, i + 1, &before[i], &behind[i]);
	OnnxResult result = onnx_begin(w, op->outputs[0], CHANNELS_FIRST, attrs->activation);
	Onnx__NodeProto *node =
		onnx_node(w, "ConvTranspose", result.name, NAMES(in, weights, bias));
	onnx_set_ints(w, node, "kernel_shape", 2,
		(int64_t[]){kernel.dims[1], kernel.dims[2]});
	onnx_set_ints(w, node, "strides", 2, (int64_t[]){attrs->stride_h, attrs->stride_w});
	const int64_t pads[] = {before[0], before[1], at_least_0(behind[0]),
		at_least_0(behind[1])};
	onnx_set_ints(w, node, "pads", 4, pads);
	onnx_set_ints(w, node, "output_padding", 2,
		(int64_t[]){at_least_0(-behind[0]), at_least_0(-behind[1])});
	onnx_end(w, &result);
}

static void write_pool(OnnxWriter *w, const Op *op, const char *type)
{
	const PoolAttrs *attrs = &op->attrs.pool;
	const WindowAttrs shape = {attrs->padding, attrs->kernel_h, attrs->kernel_w,
		attrs->stride_h, attrs->stride_w, 1, 1};
	Window window = window_over(&shape, onnx_shape(w, op->inputs[0]));
	const char *in = onnx_value(w, op->inputs[0], CHANNELS_FIRST);
	OnnxResult result = onnx_begin(w, op->outputs[0], CHANNELS_FIRST, attrs->activation);
	set_window(w, onnx_node(w, type, result.name, NAMES(in)), &window);
	onnx_end(w, &result);
}

/* Places outside the image are not counted: ONNX's default too. */
void onnx_write_average_pool_2d(OnnxWriter *w, const Op *op)
{
	write_pool(w, op, "AveragePool");
}

void onnx_write_max_pool_2d(OnnxWriter *w, const Op *op)
{
	write_pool(w, op, "MaxPool");
}
