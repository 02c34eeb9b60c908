/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a model can be written as ONNX, asked before the first node is. */
#ifndef FORMATS_ONNX_EXPORT_CHECK_H
#define FORMATS_ONNX_EXPORT_CHECK_H

#include "src/graph/model.h"

/*
 * The type of a tensor's values: float32 for what is quantised and for constant halves, its own
 * otherwise. Fails for types and scales that ONNX has not, naming the tensor.
 */
bool onnx_value_type(const Graph *graph, int tensor, DataType *type, Error *err);

/* Whether all operators, inputs and outputs of a verified graph can be written. */
bool onnx_check(const Graph *graph, Error *err);

/* A layer's bias, if it has one: real, or an int32 that counts in units of input times weight. */
bool onnx_check_bias(const Graph *graph, const Op *op, int input, int weight, int bias,
	Error *err);

/* The operators' own checks. */
bool onnx_check_weighted(const Graph *graph, const Op *op, Error *err);
bool onnx_check_transpose_conv(const Graph *graph, const Op *op, Error *err);
bool onnx_check_resize(const Graph *graph, const Op *op, Error *err);
bool onnx_check_gather(const Graph *graph, const Op *op, Error *err);
bool onnx_check_cast(const Graph *graph, const Op *op, Error *err);
bool onnx_check_quantize(const Graph *graph, const Op *op, Error *err);
bool onnx_check_dequantize(const Graph *graph, const Op *op, Error *err);

#endif
