/* SPDX-License-Identifier: Apache-2.0 */
/* DEPTHWISE_CONV_2D: input [batch, h, w, c], weights [1, kernel_h, kernel_w, out_c], bias. */
#include "src/ops/weighted_layer.h"

static bool depthwise_window(const Graph *graph, const Op *op, Window *window, Error *err)
{
	Shape in, weight;
	if (!input_shape_of_rank(graph, op, 0, 4, &in, err) ||
		!input_shape_of_rank(graph, op, 1, 4, &weight, err))
		return false;
	if (weight.dims[0] != 1 || weight.dims[3] % in.dims[3])
		return failed(err, "%d input channels do not go with %dx%d depthwise filters",
			in.dims[3], weight.dims[0], weight.dims[3]);
	/* TFLM goes by the attribute, TFLite by the shapes: they must agree. */
	if (op->attrs.conv.depth_multiplier != weight.dims[3] / in.dims[3])
		return failed(err, "its depth multiplier is %d, but %d channels become %d",
			op->attrs.conv.depth_multiplier, in.dims[3], weight.dims[3]);
	WindowAttrs shape = conv_window_attrs(&op->attrs.conv, weight);
	return window_of(&shape, in, weight.dims[3], window, err);
}

static bool depthwise_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Window window;
	if (!depthwise_window(graph, op, &window, err))
		return false;
	*out = window_out(&window);
	return true;
}

static int64_t depthwise_macs(const Graph *graph, const Op *op)
{
	Shape weight = known_input_shape(graph, op, 1);
	return shape_count(output_shape(graph, op)) * weight.dims[1] * weight.dims[2];
}

static bool depthwise_prepare(Layer *layer, Arena *arena, Error *err)
{
	WeightedLayer conv = {.kind = KIND_DEPTHWISE,
		.channel_axis = 3,
		.activation = layer->op->attrs.conv.activation};
	return depthwise_window(layer->graph, layer->op, &conv.window, err) &&
		weighted_layer_prepare(layer, &conv, arena, err);
}

const OpInfo op_depthwise_conv_2d = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = depthwise_shape,
	.macs = depthwise_macs,
	.prepare = depthwise_prepare,
};
