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

/* The type of the data, if the output has it too and there are kernels for it:
 * float32, int8 or int16; the error names what they are. */
bool one_type(const Layer *layer, DataType *type, Error *err);

/* The scale and zero point of an int8, int16 or uint8 tensor with just one; int16 has a zero
 * point of 0. */
bool quant_of(const Graph *graph, int tensor, Quant *quant, Error *err);
bool input_quant(const Layer *layer, int i, Quant *quant, Error *err);
bool output_quant(const Layer *layer, Quant *quant, Error *err);

/* Fails where input i and the output are not quantised alike: same zero point, scales
 * within tolerance of each other. */
bool same_quant(const Layer *layer, int i, float tolerance, Error *err);

/* What the arithmetic refuses, in words. */
bool bad_scales(Error *err);

/* The values of a constant int32 or int64 input of at most max elements. */
bool constant_ints(const Graph *graph, const Op *op, int i, int max, int64_t *values,
	int *n, Error *err);

/* The axis of rank that a constant of one such value names; negative ones count from the end. */
bool constant_axis(const Graph *graph, const Op *op, int i, int rank, int *axis,
	Error *err);

/* An axis as files give it, negative ones counting from the end, as one of 0 to rank - 1. */
bool axis_of_rank(int64_t given, int rank, int *axis, Error *err);

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

/* The same of a transposed convolution to a [batch, h, w, c] output, padded like the convolution
 * that it transposes; dilations do not count. */
bool transpose_window_of(const WindowAttrs *attrs, Shape in, Shape out, Window *window,
	Error *err);

/* The output shape of such a window. */
Shape window_out(const Window *window);

#endif
