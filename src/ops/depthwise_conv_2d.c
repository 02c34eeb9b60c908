/* SPDX-License-Identifier: Apache-2.0 */
/* DEPTHWISE_CONV_2D: input [batch, h, w, c], weights [1, kernel_h, kernel_w, out_c], bias. */
#include "src/kernels/x86/conv_s8_x86.h"
#include "src/kernels/x86/depthwise_f32_x86.h"
#include "src/ops/operands.h"

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

typedef struct ParamsF32 {
	DepthwiseF32 conv;
	WeightsF32 weights;
	const DepthwiseF32Host *host; /* NULL: the portable kernel */
	void *packed;
} ParamsF32;

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	const ParamsF32 *params = layer->params;
	DepthwiseF32 conv = params->conv;
	conv.window.batch *= n;
	if (params->host)
		params->host->run(&conv, in[0], params->packed, out[0], scratch);
	else
		depthwise_f32(&conv, in[0], params->weights.weight, params->weights.bias, out[0]);
}

static bool prepare_f32(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	ParamsF32 *params = arena_alloc(arena, sizeof *params);
	ActRange act;
	if (!weights_f32(layer, window->out_c, arena, &params->weights, err) ||
		!activation_bounds(layer->op->attrs.conv.activation, &act, err))
		return false;
	params->conv = (DepthwiseF32){*window, act.low, act.high};
	params->host = layer->portable_kernels ? NULL : depthwise_f32_host();
	if (params->host) {
		DepthwiseF32 full = params->conv;
		full.window.batch *= layer->batch;
		params->packed = arena_alloc(arena, params->host->packed_bytes(&full));
		params->host->pack(&full, params->weights.weight, params->weights.bias,
			params->packed);
		layer->scratch_bytes = params->host->scratch_bytes(&full);
	}
	layer->params = params;
	layer->run = run_f32;
	return true;
}

typedef struct ParamsS8 {
	DepthwiseS8 conv;
	WeightsS8 weights;
	const DepthwiseS8Host *host; /* NULL: the portable kernel */
	void *packed;
} ParamsS8;

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	const ParamsS8 *params = layer->params;
	DepthwiseS8 conv = params->conv;
	conv.window.batch *= n;
	if (params->host)
		params->host->run(&conv, in[0], params->packed, out[0], scratch);
	else
		depthwise_s8(&conv, in[0], params->weights.weight, params->weights.bias, out[0]);
}

static bool prepare_s8(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	ParamsS8 *params = arena_alloc(arena, sizeof *params);
	QuantS8 in, out;
	ActRange act;
	if (!weights_s8(layer, window->out_c, 3, arena, &params->weights, err) ||
		!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err) ||
		!activation_bounds(layer->op->attrs.conv.activation, &act, err))
		return false;
	params->conv.window = *window;
	int32_t *multiplier = arena_array(arena, (size_t)window->out_c, sizeof *multiplier);
	int32_t *shift = arena_array(arena, (size_t)window->out_c, sizeof *shift);
	if (!depthwise_s8_prepare(&params->conv, in, params->weights.scales, out, act,
			multiplier, shift))
		return bad_scales(err);
	DepthwiseS8 full = params->conv;
	full.window.batch *= layer->batch;
	params->host = layer->portable_kernels ? NULL : depthwise_s8_host(&full);
	if (params->host) {
		params->packed = arena_alloc(arena, params->host->packed_bytes(&full));
		params->host->pack(&full, params->weights.weight, params->weights.bias,
			params->packed);
		layer->scratch_bytes = params->host->scratch_bytes(&full);
	}
	layer->params = params;
	layer->run = run_s8;
	return true;
}

static bool depthwise_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Window window;
	if (!float_or_int8(layer, &type, err) ||
		!depthwise_window(layer->graph, layer->op, &window, err))
		return false;
	return type == TYPE_FLOAT32 ? prepare_f32(layer, &window, arena, err)
								: prepare_s8(layer, &window, arena, err);
}

const OpInfo op_depthwise_conv_2d = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = depthwise_shape,
	.macs = depthwise_macs,
	.prepare = depthwise_prepare,
};
