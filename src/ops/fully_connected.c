/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED: input of rows x in_n elements in any shape, weights [out_n, in_n], bias.
 * It runs as a 1x1 convolution over rows of one pixel each.
 */
#include <math.h>

#include "src/ops/weighted_layer.h"

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

/* TFLM refuses a bias whose scale is not that of input times weight. */
static bool check_bias_scale(const Layer *layer, Error *err)
{
	char label[16];
	const Tensor *weight = op_input(layer->graph, layer->op, 1);
	const Tensor *bias = op_input(layer->graph, layer->op, 2);
	Quant in, out;
	if (!bias || !weight->quantization || weight->quantization->n_scales != 1)
		return true;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	const Quantization *q = bias->quantization;
	double scale = q && q->n_scales ? (double)q->scale[0] : 0;
	double product = (double)in.scale * (double)weight->quantization->scale[0];
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

/* One pixel a row. */
static Window window_of_rows(int64_t rows, int in_n, int out_n)
{
	return (Window){
		.batch = (int32_t)rows,
		.in_h = 1,
		.in_w = 1,
		.in_c = in_n,
		.out_h = 1,
		.out_w = 1,
		.out_c = out_n,
		.kernel_h = 1,
		.kernel_w = 1,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1,
	};
}

static bool dense_prepare(Layer *layer, Arena *arena, Error *err)
{
	const DenseAttrs *attrs = &layer->op->attrs.dense;
	if (attrs->weights_format != 0)
		return failed(err, "shuffled weights cannot be run");
	Shape weight = known_input_shape(layer->graph, layer->op, 1);
	WeightedLayer dense = {
		.window = window_of_rows(shape_count(output_shape(layer->graph, layer->op)) /
				weight.dims[0],
			weight.dims[1], weight.dims[0]),
		.groups = 1,
		.activation = attrs->activation,
		.has_float_product = true,
		.bias_type = attrs->bias_type,
	};
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	if (type != TYPE_FLOAT32 &&
		(!check_int4(layer, err) || !check_bias_scale(layer, err)))
		return false;
	return weighted_layer_prepare(layer, &dense, arena, err);
}

const OpInfo op_fully_connected = {
	.min_inputs = 2,
	.max_inputs = 3,
	.shape = dense_shape,
	.macs = dense_macs,
	.prepare = dense_prepare,
};
