/* SPDX-License-Identifier: Apache-2.0 */
/* CONV_2D: input [batch, h, w, c], weights [out_c, kernel_h, kernel_w, c / groups], bias. */
#include "src/ops/weighted_layer.h"

static bool conv_window(const Graph *graph, const Op *op, Window *window, Error *err)
{
	Shape in, weight;
	if (!input_shape_of_rank(graph, op, 0, 4, &in, err) ||
		!input_shape_of_rank(graph, op, 1, 4, &weight, err))
		return false;
	int groups = in.dims[3] / weight.dims[3];
	if (in.dims[3] % weight.dims[3] || weight.dims[0] % groups)
		return failed(err, "%d input channels do not go with %d filters of %d channels",
			in.dims[3], weight.dims[0], weight.dims[3]);
	WindowAttrs shape = conv_window_attrs(&op->attrs.conv, weight);
	return window_of(&shape, in, weight.dims[0], window, err);
}

static bool conv_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Window window;
	if (!conv_window(graph, op, &window, err))
		return false;
	*out = window_out(&window);
	return true;
}

static int64_t conv_macs(const Graph *graph, const Op *op)
{
	Shape weight = known_input_shape(graph, op, 1);
	return shape_count(output_shape(graph, op)) * weight.dims[1] * weight.dims[2] *
		weight.dims[3];
}

static bool conv_prepare(Layer *layer, Arena *arena, Error *err)
{
	const ConvAttrs *attrs = &layer->op->attrs.conv;
	WeightedLayer conv = {.activation = attrs->activation, .bias_type = attrs->bias_type};
	if (!conv_window(layer->graph, layer->op, &conv.window, err))
		return false;
	conv.groups =
		conv.window.in_c / known_input_shape(layer->graph, layer->op, 1).dims[3];
	return weighted_layer_prepare(layer, &conv, arena, err);
}

const OpInfo op_conv_2d = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = conv_shape,
	.macs = conv_macs,
	.prepare = conv_prepare,
};
