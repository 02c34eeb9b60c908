/* SPDX-License-Identifier: Apache-2.0 */
/* What the operators' files share: asking operands for what they must be. */
#ifndef OPS_OPERANDS_H
#define OPS_OPERANDS_H

#include "src/kernels/window.h"
#include "src/ops/op.h"
#include "src/ops/quantize_params.h"

/* Shapes of an operator's operands; fails as shape_of does. */
bool input_shape(const Graph *graph, const Op *op, int i, Shape *shape, Error *err);
Shape output_shape(const Graph *graph, const Op *op); /* of a checked operator */
Shape known_input_shape(const Graph *graph, const Op *op, int i);

/* The shape rule of operators whose output has the first input's shape. */
bool same_shape(const Graph *graph, const Op *op, Shape *out, Error *err);

/* An input of the rank wanted. */
bool input_shape_of_rank(const Graph *graph, const Op *op, int i, int rank, Shape *shape,
	Error *err);

/* Elements of one sample of the output. */
size_t output_count(const Layer *layer);

/* The type of the first input, if the output and the operator's kernels have it too: either
 * float32 or int8; the error names what they are. */
bool float_or_int8(const Layer *layer, DataType *type, Error *err);

/* The scale and zero point of an int8 (or uint8) tensor with just one. */
bool quant_of(const Graph *graph, int tensor, QuantS8 *quant, Error *err);
bool input_quant(const Layer *layer, int i, QuantS8 *quant, Error *err);
bool output_quant(const Layer *layer, QuantS8 *quant, Error *err);

/* Fails where input i and the output are not quantised alike: same zero point, scales
 * within tolerance of each other. */
bool same_quant(const Layer *layer, int i, float tolerance, Error *err);

/* What the arithmetic refuses, in words. */
bool bad_scales(Error *err);

/* The values of a constant int32 or int64 input of at most max elements. */
bool constant_ints(const Graph *graph, const Op *op, int i, int max, int64_t *values,
	int *n, Error *err);

/* Weights and bias of a convolution or a fully connected layer. */
typedef struct WeightsF32 {
	const float *weight, *bias; /* bias NULL where there is none */
} WeightsF32;

typedef struct WeightsS8 {
	const int8_t *weight;
	const int32_t *bias; /* NULL where there is none */
	WeightScales scales;
} WeightsS8;

/* As float32: int8 or int4 weights beside float activations (a hybrid model) are turned into
 * the real numbers they stand for, in the arena. n_out is the bias's length. */
bool weights_f32(const Layer *layer, int n_out, Arena *arena, WeightsF32 *weights,
	Error *err);

/* As int8, int4 being unpacked into the arena, with an int32 bias; scales along axis
 * channel_axis, or one. */
bool weights_s8(const Layer *layer, int n_out, int channel_axis, Arena *arena,
	WeightsS8 *weights, Error *err);

/* The real bounds of a fused activation; TANH and SIGN_BIT fused into float are refused. */
bool activation_bounds(Activation activation, ActRange *range, Error *err);

/* The window of a convolution or pooling over a [batch, h, w, c] input. */
typedef struct WindowAttrs {
	Padding padding;
	int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
} WindowAttrs;

/* That of a convolution whose weights are [.., kernel_h, kernel_w, ..]. */
WindowAttrs conv_window_attrs(const ConvAttrs *attrs, Shape weight);

bool window_of(const WindowAttrs *attrs, Shape in, int out_c, Window *window, Error *err);

/* The output shape of such a window. */
Shape window_out(const Window *window);

#endif
