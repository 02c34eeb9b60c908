/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/init/builder.h"

#include "passes/init/builder_parts.h"

enum { BATCH = 1, IMAGE_RANK = 4 };

/* --- What layers need --- */

static bool needs_image(const Builder *builder, int in, Error *err)
{
	char text[SHAPE_TEXT_BYTES];
	Shape shape = builder_shape(builder, in);
	return shape.rank == IMAGE_RANK - 1 ||
		failed(err, "expected an image, height x width x channels; there is %s",
			shape_text(shape, text));
}

static bool needs_vector(const Builder *builder, int in, Error *err)
{
	char text[SHAPE_TEXT_BYTES];
	Shape shape = builder_shape(builder, in);
	return shape.rank == 1 ||
		failed(err,
			"expected one dimension; there is %s: put flatten, or mean, before it",
			shape_text(shape, text));
}

/* --- Layers with weights --- */

/* Add weights, and n biases, behind the data among the inputs. */
static bool add_weights(Builder *builder, Op *op, const LayerEnd *end, Shape weights,
	int n, Error *err)
{
	char text[SHAPE_TEXT_BYTES];
	int64_t count = 1;
	for (int i = 0; i < weights.rank && count <= MOST_WEIGHTS; i++)
		count *= weights.dims[i];
	if (count > MOST_WEIGHTS - builder->n_weights)
		return failed(err, "weights of %s are too many: at most %d in all layers",
			shape_text(weights, text), MOST_WEIGHTS);
	builder->n_weights += count;
	op->inputs[op->n_inputs++] = builder_zeros(builder, end->name, "w", weights);
	op->inputs[op->n_inputs++] = builder_zeros(builder, end->name, "b", (Shape){1, {n}});
	return true;
}

bool builder_conv(Builder *builder, const ConvLayer *conv, const LayerEnd *end, int in,
	int *out, Error *err)
{
	if (!needs_image(builder, in, err))
		return false;
	int channels = builder_shape(builder, in).dims[2];
	int64_t made = (int64_t)conv->filters * (conv->is_depthwise ? channels : 1);
	if (made > MOST_WEIGHTS)
		return failed(err, "%d filters for each of %d channels are too many",
			conv->filters, channels);
	Shape weights = {4, {(int)made, conv->kernel[0], conv->kernel[1], channels}};
	if (conv->is_depthwise)
		weights = (Shape){4, {1, conv->kernel[0], conv->kernel[1], (int)made}};
	Op op =
		builder_op(builder, conv->is_depthwise ? OP_DEPTHWISE_CONV_2D : OP_CONV_2D, 3);
	op.inputs[op.n_inputs++] = in;
	op.attrs.conv = (ConvAttrs){
		.padding = conv->padding,
		.activation = builder_fused(end->activation),
		.stride_h = conv->stride[0],
		.stride_w = conv->stride[1],
		.dilation_h = conv->dilation[0],
		.dilation_w = conv->dilation[1],
		.depth_multiplier = conv->is_depthwise ? conv->filters : 0,
	};
	return add_weights(builder, &op, end, weights, (int)made, err) &&
		builder_add(builder, &op, conv->init, end, (Shape){0}, out, err);
}

bool builder_dense(Builder *builder, const DenseLayer *dense, const LayerEnd *end, int in,
	int *out, Error *err)
{
	if (!needs_vector(builder, in, err))
		return false;
	Shape weights = {2, {dense->units, builder_shape(builder, in).dims[0]}};
	Op op = builder_op(builder, OP_FULLY_CONNECTED, 3);
	op.inputs[op.n_inputs++] = in;
	op.attrs.dense = (DenseAttrs){.activation = builder_fused(end->activation)};
	return add_weights(builder, &op, end, weights, dense->units, err) &&
		builder_add(builder, &op, dense->init, end, (Shape){0}, out, err);
}

/* --- Layers without --- */

bool builder_pool(Builder *builder, const PoolLayer *pool, const LayerEnd *end, int in,
	int *out, Error *err)
{
	Op op = builder_op(builder, pool->type, 1);
	op.inputs[op.n_inputs++] = in;
	op.attrs.pool = (PoolAttrs){
		.padding = pool->padding,
		.activation = builder_fused(end->activation),
		.stride_h = pool->stride[0],
		.stride_w = pool->stride[1],
		.kernel_h = pool->kernel[0],
		.kernel_w = pool->kernel[1],
	};
	return needs_image(builder, in, err) &&
		builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}

bool builder_mean(Builder *builder, bool keeps_rank, const LayerEnd *end, int in,
	int *out, Error *err)
{
	static const int32_t axes[] = {1, 2};
	if (!needs_image(builder, in, err))
		return false;
	Op op = builder_op(builder, OP_MEAN, 2);
	op.inputs[op.n_inputs++] = in;
	op.inputs[op.n_inputs++] =
		builder_ints(builder, end->name, "axes", (Shape){1, {2}}, axes);
	op.attrs.reduce.keep_dims = keeps_rank;
	return builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}

bool builder_pad(Builder *builder, Border border, const LayerEnd *end, int in, int *out,
	Error *err)
{
	const int32_t amounts[] = {0, 0, border.top, border.bottom, border.left, border.right,
		0, 0};
	if (!needs_image(builder, in, err))
		return false;
	Op op = builder_op(builder, OP_PAD, 2);
	op.inputs[op.n_inputs++] = in;
	op.inputs[op.n_inputs++] =
		builder_ints(builder, end->name, "border", (Shape){2, {IMAGE_RANK, 2}}, amounts);
	return builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}

bool builder_reshape(Builder *builder, Shape to, const LayerEnd *end, int in, int *out,
	Error *err)
{
	int32_t dims[MAX_RANK] = {-1};
	Shape whole = {to.rank + 1, {BATCH}};
	for (int i = 0; i < to.rank; i++)
		dims[i + 1] = whole.dims[i + 1] = to.dims[i];
	Op op = builder_op(builder, OP_RESHAPE, 2);
	op.inputs[op.n_inputs++] = in;
	op.inputs[op.n_inputs++] =
		builder_ints(builder, end->name, "shape", (Shape){1, {whole.rank}}, dims);
	return builder_add(builder, &op, INIT_AUTO, end, whole, out, err);
}

bool builder_pair(Builder *builder, OpType type, const LayerEnd *end, const int in[2],
	int *out, Error *err)
{
	Op op = builder_op(builder, type, 2);
	op.inputs[op.n_inputs++] = in[0];
	op.inputs[op.n_inputs++] = in[1];
	op.attrs.arithmetic.activation = builder_fused(end->activation);
	return builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}

bool builder_concat(Builder *builder, const LayerEnd *end, const int *in, int n, int *out,
	Error *err)
{
	Op op = builder_op(builder, OP_CONCATENATION, n);
	for (int i = 0; i < n; i++)
		op.inputs[op.n_inputs++] = in[i];
	op.attrs.concatenation.axis = builder_shape(builder, in[0]).rank;
	op.attrs.concatenation.activation = builder_fused(end->activation);
	return builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}

bool builder_unary(Builder *builder, OpType type, double alpha, const LayerEnd *end,
	int in, int *out, Error *err)
{
	Op op = builder_op(builder, type, 1);
	op.inputs[op.n_inputs++] = in;
	if (type == OP_SOFTMAX)
		op.attrs.softmax.beta = 1;
	if (type == OP_LEAKY_RELU)
		op.attrs.leaky_relu.alpha = (float)alpha;
	return builder_add(builder, &op, INIT_AUTO, end, (Shape){0}, out, err);
}
