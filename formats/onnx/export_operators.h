/* SPDX-License-Identifier: Apache-2.0 */
/* What is written for each operator. */
#ifndef FORMATS_ONNX_EXPORT_OPERATORS_H
#define FORMATS_ONNX_EXPORT_OPERATORS_H

#include "formats/onnx/export_writer.h"

/* What an operator's values may be; they are all of one type. */
typedef enum OnnxTakes {
	TAKES_REALS,   /* float32, or stored for it */
	TAKES_NUMBERS, /* int32 and int64 too */
	TAKES_ANY,
	TAKES_OTHER, /* the operator's own check says */
} OnnxTakes;

/* What an operator asks of the order of its tensors. */
typedef enum OnnxLayout {
	LAYOUT_FREE,     /* nothing: each may have its own */
	LAYOUT_SAME,     /* those of the output's rank are in one order */
	LAYOUT_EACH,     /* the same; values may even lie in any sequence */
	LAYOUT_IMAGES,   /* [n, h, w, c] that are to be written channels first */
	LAYOUT_REDUCING, /* images where height and width are reduced */
	LAYOUT_RESHAPE,  /* one order where only dimensions of 1 come or go */
} OnnxLayout;

enum { ALL_INPUTS = -1 };

typedef struct OnnxOperator {
	void (*write)(OnnxWriter *w, const Op *op);
	/* What op_check leaves to be asked; NULL for nothing. */
	bool (*check)(const Graph *graph, const Op *op, Error *err);
	OnnxTakes takes;
	OnnxLayout layout;
	int values; /* bit i: input i holds values of that type; others are parameters */
	int joined; /* bit i: input i and the outputs are laid out together */
} OnnxOperator;

/* NULL for OP_OTHER. */
const OnnxOperator *onnx_operator(OpType type);

/* Whether a mask of inputs has input i. */
bool onnx_mask_has(int mask, int i);

/* Convolution and pooling (export_windows.c). */
void onnx_write_conv_2d(OnnxWriter *w, const Op *op);
void onnx_write_depthwise_conv_2d(OnnxWriter *w, const Op *op);
void onnx_write_transpose_conv(OnnxWriter *w, const Op *op);
void onnx_write_average_pool_2d(OnnxWriter *w, const Op *op);
void onnx_write_max_pool_2d(OnnxWriter *w, const Op *op);

/* Dense layers (export_dense.c). */
void onnx_write_fully_connected(OnnxWriter *w, const Op *op);

/* Value by value, and types (export_elementwise.c). */
void onnx_write_arithmetic(OnnxWriter *w, const Op *op);
void onnx_write_prelu(OnnxWriter *w, const Op *op);
void onnx_write_unary(OnnxWriter *w, const Op *op);
void onnx_write_relu6(OnnxWriter *w, const Op *op);
void onnx_write_softmax(OnnxWriter *w, const Op *op);
void onnx_write_cast(OnnxWriter *w, const Op *op);
void onnx_write_quantize(OnnxWriter *w, const Op *op);
void onnx_write_dequantize(OnnxWriter *w, const Op *op);

/* Reductions and resizing (export_reduce.c). */
void onnx_write_reduce(OnnxWriter *w, const Op *op);
void onnx_write_resize(OnnxWriter *w, const Op *op);

/* New shapes (export_reshape.c). */
void onnx_write_reshape(OnnxWriter *w, const Op *op);
void onnx_write_squeeze(OnnxWriter *w, const Op *op);
void onnx_write_expand_dims(OnnxWriter *w, const Op *op);
void onnx_write_transpose(OnnxWriter *w, const Op *op);

/* Parts and joins (export_parts.c). */
void onnx_write_concatenation(OnnxWriter *w, const Op *op);
void onnx_write_split(OnnxWriter *w, const Op *op);
void onnx_write_gather(OnnxWriter *w, const Op *op);
void onnx_write_pad(OnnxWriter *w, const Op *op);
void onnx_write_slice(OnnxWriter *w, const Op *op);
void onnx_write_strided_slice(OnnxWriter *w, const Op *op);

#endif
