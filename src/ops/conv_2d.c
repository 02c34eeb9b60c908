/* SPDX-License-Identifier: Apache-2.0 */
/* CONV_2D: input [batch, h, w, c], weights [out_c, kernel_h, kernel_w, c / groups], bias. */
#include "src/ops/conv_layer.h"

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

static bool prepare_f32(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	WeightsF32 weights;
	ActRange act;
	if (!weights_f32(layer, window->out_c, arena, &weights, err) ||
		!activation_bounds(layer->op->attrs.conv.activation, &act, err))
		return false;
	ConvF32 conv = {
		.window = *window,
		.weight_c = known_input_shape(layer->graph, layer->op, 1).dims[3],
		.act_min = act.low,
		.act_max = act.high,
	};
	conv_layer_f32(layer, &conv, &weights, arena);
	return true;
}

static bool prepare_s8(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	WeightsS8 weights;
	QuantS8 in, out;
	ActRange act;
	if (!weights_s8(layer, window->out_c, 0, arena, &weights, err) ||
		!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err) ||
		!activation_bounds(layer->op->attrs.conv.activation, &act, err))
		return false;
	int weight_c = known_input_shape(layer->graph, layer->op, 1).dims[3];
	ConvS8 conv = {.window = *window, .groups = window->in_c / weight_c};
	int32_t *multiplier = arena_array(arena, (size_t)window->out_c, sizeof *multiplier);
	int32_t *shift = arena_array(arena, (size_t)window->out_c, sizeof *shift);
	if (!conv_s8_prepare(&conv, in, weights.scales, out, act, multiplier, shift))
		return bad_scales(err);
	conv_layer_s8(layer, &conv, &weights, arena);
	return true;
}

static bool conv_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Window window;
	if (!float_or_int8(layer, &type, err) ||
		!conv_window(layer->graph, layer->op, &window, err))
		return false;
	return type == TYPE_FLOAT32 ? prepare_f32(layer, &window, arena, err)
								: prepare_s8(layer, &window, arena, err);
}

const OpInfo op_conv_2d = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = conv_shape,
	.macs = conv_macs,
	.prepare = conv_prepare,
};
