/* SPDX-License-Identifier: Apache-2.0 */
/* Weights to integers, and biases with them. */
#ifndef PASSES_QUANTIZE_QUANT_WEIGHTS_H
#define PASSES_QUANTIZE_QUANT_WEIGHTS_H

#include "src/graph/roles.h"

/* Weights by output channel: value k of channel c is at c * channel_step + k * step. */
typedef struct WeightView {
	size_t n_channels, length; /* channels, and values in each */
	size_t channel_step, step;
	int axis; /* the dimension that counts channels */
} WeightView;

/* Of an operator that has weights, whatever their type. */
WeightView weight_view(const Graph *graph, const Op *op);

/* How weights are stored. */
typedef struct WeightFormat {
	DataType type;   /* TYPE_INT8 or TYPE_INT4 */
	bool per_tensor; /* one scale for all channels, not one for each */
} WeightFormat;

/* The largest magnitude of such a weight: 127 or 7. */
int weight_limit(DataType type);

/* The scale of weights below which the integers of a bias beside them could not hold it; in
 * is the operator's input. */
double least_weight_scale(const Tensor *in, double bias);

/*
 * Quantise the float32 weights of an operator, whose tensors no other uses: to the nearest
 * integers, symmetric, with scales that just hold the largest of each channel; and its bias
 * as set_bias does, of zeros for a DEPTHWISE_CONV_2D or TRANSPOSE_CONV without: TFLM asks for one. The input has
 * its type and scale already; beside a float32 input the bias stays float32.
 *
 * Where a bias is so large beside its channel's weights that its integers could not hold it,
 * the weights' scale grows until they do. Fails where weights or bias are not float32
 * constants, not finite, or not of the shape that such an operator takes.
 */
bool quantize_weights(Model *model, Graph *graph, Op *op, WeightFormat format,
	Error *err);

/*
 * The scales that it chooses: [channels], or the first for all where there is one for the tensor.
 * bias may be NULL. Of the input `in`, type and scale are looked at.
 */
void weight_scales(const WeightView *view, const float *weights, const float *bias,
	const Tensor *in, WeightFormat format, float *scales);

/*
 * Make integers the weights of an operator: one for each value, in the tensor's own order,
 * within the limit of type (TYPE_INT8 or TYPE_INT4). n_scales is 1 or the number of channels;
 * all is copied. The bias is left as it is, which fits only while the scales do not change.
 */
void set_weights(Model *model, Graph *graph, const Op *op, const int8_t *q,
	const float *scales, int n_scales, DataType type);

/*
 * Make real numbers, one a channel, the bias of an operator with integer weights: int32 with
 * the scale of input times weight beside an int8 input, int64 beside an int16 one, float32
 * beside a float32 one. An operator without a bias gets one.
 */
void set_bias(Model *model, Graph *graph, Op *op, const double *bias);

#endif
