/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED: input of rows x in_n elements in any shape, weights [out_n, in_n], bias.
 * It runs as a 1x1 convolution over rows of one pixel each.
 */
#include <math.h>

#include "src/ops/conv_layer.h"

static bool dense_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Shape in, weight;
	if (!input_shape(graph, op, 0, &in, err) ||
		!input_shape_of_rank(graph, op, 1, 2, &weight, err))
		return false;
	int in_n = weight.dims[1], out_n = weight.dims[0];
	if (shape_count(in) % in_n)
		return failed(err, "%d inputs a row do not divide the %d values that come in",
			in_n, (int)shape_count(in));
	int rows = (int)(shape_count(in) / in_n);

	/* TFLM takes the rows from the output, whatever its rank. */
	Shape declared = output_shape(graph, op);
	if (declared.rank > 0 && declared.dims[declared.rank - 1] == out_n &&
		shape_count(declared) == (int64_t)rows * out_n) {
		*out = declared;
		return true;
	}
	*out = (Shape){2, {rows, out_n}};
	if (op->attrs.dense.keep_dims && in.rank > 0) {
		if (in.dims[in.rank - 1] != in_n)
			return failed(err, "rows of %d values for weights that take %d",
				in.dims[in.rank - 1], in_n);
		*out = in;
		out->dims[in.rank - 1] = out_n;
	}
	return true;
}

static int64_t dense_macs(const Graph *graph, const Op *op)
{
	return shape_count(output_shape(graph, op)) * known_input_shape(graph, op, 1).dims[1];
}

static bool prepare_f32(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	WeightsF32 weights;
	ActRange act;
	if (!weights_f32(layer, window->out_c, arena, &weights, err) ||
		!activation_bounds(layer->op->attrs.dense.activation, &act, err))
		return false;
	ConvF32 conv = {*window, window->in_c, act.low, act.high};
	conv_layer_f32(layer, &conv, &weights, arena);
	return true;
}

/* TFLM refuses a bias whose scale is not that of input times weight. */
static bool check_bias_scale(const Layer *layer, QuantS8 in, WeightScales weight,
	QuantS8 out, Error *err)
{
	char label[16];
	const Tensor *bias = op_input(layer->graph, layer->op, 2);
	if (!bias || weight.n > 1)
		return true;
	const Quantization *q = bias->quantization;
	double scale = q && q->n_scales ? (double)q->scale[0] : 0;
	double product = (double)in.scale * (double)weight.scale[0];
	if (fabs(product - scale) / (double)out.scale > 0.02)
		return failed(err, "bias '%s' has scale %g; input times weight is %g",
			tensor_label(layer->graph, layer->op->inputs[2], label), scale, product);
	return true;
}

/* TFLM's kernel takes int4 weights of one scale only. */
static bool check_int4(const Layer *layer, Error *err)
{
	char label[16];
	const Tensor *weight = op_input(layer->graph, layer->op, 1);
	if (weight->type == TYPE_INT4 && weight->quantization &&
		weight->quantization->n_scales > 1)
		return failed(err, "int4 weights '%s' have %d scales; they must have one",
			tensor_label(layer->graph, layer->op->inputs[1], label),
			weight->quantization->n_scales);
	return true;
}

static bool prepare_s8(Layer *layer, const Window *window, Arena *arena, Error *err)
{
	WeightsS8 weights;
	QuantS8 in, out;
	ActRange act;
	if (!check_int4(layer, err) ||
		!weights_s8(layer, window->out_c, 0, arena, &weights, err) ||
		!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err) ||
		!check_bias_scale(layer, in, weights.scales, out, err) ||
		!activation_bounds(layer->op->attrs.dense.activation, &act, err))
		return false;
	DenseS8 dense = {.rows = window->batch, .in_n = window->in_c, .out_n = window->out_c};
	int32_t *multiplier = arena_array(arena, (size_t)dense.out_n, sizeof *multiplier);
	int32_t *shift = arena_array(arena, (size_t)dense.out_n, sizeof *shift);
	if (!dense_s8_prepare(&dense, in, weights.scales, out, act, multiplier, shift))
		return bad_scales(err);
	ConvS8 conv = {
		.window = *window,
		.groups = 1,
		.in_zero = dense.in_zero,
		.out_zero = dense.out_zero,
		.act_min = dense.act_min,
		.act_max = dense.act_max,
		.multiplier = dense.multiplier,
		.shift = dense.shift,
	};
	conv_layer_s8(layer, &conv, &weights, arena);
	return true;
}

static bool dense_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	if (layer->op->attrs.dense.weights_format != 0)
		return failed(err, "shuffled weights cannot be run");
	if (!float_or_int8(layer, &type, err))
		return false;
	Shape weight = known_input_shape(layer->graph, layer->op, 1);
	Window window = {
		.batch =
			(int)(shape_count(output_shape(layer->graph, layer->op)) / weight.dims[0]),
		.in_h = 1,
		.in_w = 1,
		.in_c = weight.dims[1],
		.out_h = 1,
		.out_w = 1,
		.out_c = weight.dims[0],
		.kernel_h = 1,
		.kernel_w = 1,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1,
	};
	return type == TYPE_FLOAT32 ? prepare_f32(layer, &window, arena, err)
								: prepare_s8(layer, &window, arena, err);
}

const OpInfo op_fully_connected = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = dense_shape,
	.macs = dense_macs,
	.prepare = dense_prepare,
};
