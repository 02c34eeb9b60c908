/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSPOSE_CONV: the output's shape (a constant), weights [out_c, kernel_h, kernel_w, c],
 * input [batch, h, w, c], bias.
 *
 * The padding is that of the convolution it transposes, whose input is this output. As on the
 * device, the input need not be as large as that convolution's output: what spreads to outside
 * the output is dropped.
 */
#include "src/ops/weighted_layer.h"

enum { SHAPE, WEIGHTS, DATA };

static bool read_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	enum { LIMIT = 1 << 28 }; /* keeps all sums of positions within int32 */
	int64_t dims[4], count = 1;
	int n;
	if (!constant_ints(graph, op, SHAPE, 4, dims, &n, err))
		return false;
	if (n != 4)
		return failed(err, "an output shape of %d dims, expected 4", n);
	*out = (Shape){.rank = 4};
	for (int i = 0; i < 4; i++) {
		if (dims[i] < 1 || dims[i] > LIMIT)
			return failed(err, "dimension %d of the output is %lld", i,
				(long long)dims[i]);
		count *= dims[i];
		if (count > INT32_MAX)
			return failed(err, "more than 2^31 elements");
		out->dims[i] = (int)dims[i];
	}
	return true;
}

static bool transpose_window(const Graph *graph, const Op *op, Window *window, Error *err)
{
	Shape out, weight, in;
	if (!read_shape(graph, op, &out, err) ||
		!input_shape_of_rank(graph, op, WEIGHTS, 4, &weight, err) ||
		!input_shape_of_rank(graph, op, DATA, 4, &in, err))
		return false;
	if (in.dims[3] != weight.dims[3] || out.dims[3] != weight.dims[0] ||
		in.dims[0] != out.dims[0])
		return failed(err,
			"%d images of %d channels do not become %d of %d by %d filters of %d "
			"channels",
			in.dims[0], in.dims[3], out.dims[0], out.dims[3], weight.dims[0],
			weight.dims[3]);
	WindowAttrs shape = conv_window_attrs(&op->attrs.conv, weight);
	return transpose_window_of(&shape, in, out, window, err);
}

static bool transpose_conv_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Window window;
	if (!transpose_window(graph, op, &window, err))
		return false;
	*out = window_out(&window);
	return true;
}

/* Of every tap of every input, also where it falls outside the output. */
static int64_t transpose_conv_macs(const Graph *graph, const Op *op)
{
	Shape weight = known_input_shape(graph, op, WEIGHTS);
	return shape_count(known_input_shape(graph, op, DATA)) * weight.dims[0] *
		weight.dims[1] * weight.dims[2];
}

static bool transpose_conv_prepare(Layer *layer, Arena *arena, Error *err)
{
	WeightedLayer conv = {.kind = KIND_TRANSPOSE,
		.activation = layer->op->attrs.conv.activation};
	return transpose_window(layer->graph, layer->op, &conv.window, err) &&
		weighted_layer_prepare(layer, &conv, arena, err);
}

const OpInfo op_transpose_conv = {
	.min_inputs = 3,
	.max_inputs = 4,
	.shape = transpose_conv_shape,
	.macs = transpose_conv_macs,
	.prepare = transpose_conv_prepare,
};
