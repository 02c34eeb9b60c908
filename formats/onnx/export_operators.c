/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export_operators.h"

#include "formats/onnx/export_check.h"

enum { FIRST = 1, SECOND = 2, THIRD = 4, FIRST_TWO = 3 };

#define ARITHMETIC \
	onnx_write_arithmetic, NULL, TAKES_NUMBERS, LAYOUT_EACH, FIRST_TWO, FIRST_TWO
#define UNARY onnx_write_unary, NULL, TAKES_REALS, LAYOUT_EACH, FIRST, FIRST
#define SOFTMAX onnx_write_softmax, NULL, TAKES_REALS, LAYOUT_SAME, FIRST, FIRST
#define REDUCE(takes) onnx_write_reduce, NULL, takes, LAYOUT_REDUCING, FIRST, FIRST
#define RESIZE \
	onnx_write_resize, onnx_check_resize, TAKES_REALS, LAYOUT_IMAGES, FIRST, FIRST
#define WEIGHTED(write, layout) \
	write, onnx_check_weighted, TAKES_REALS, layout, FIRST_TWO, FIRST
#define POOL(write) write, NULL, TAKES_REALS, LAYOUT_IMAGES, FIRST, FIRST
#define MOVING(write, layout) write, NULL, TAKES_ANY, layout, FIRST, FIRST

static const OnnxOperator operators[N_OP_TYPES] = {
	[OP_ADD] = {ARITHMETIC},
	[OP_AVERAGE_POOL_2D] = {POOL(onnx_write_average_pool_2d)},
	[OP_CAST] = {onnx_write_cast, onnx_check_cast, TAKES_OTHER, LAYOUT_EACH, FIRST,
		FIRST},
	[OP_CONCATENATION] = {onnx_write_concatenation, NULL, TAKES_ANY, LAYOUT_SAME,
		ALL_INPUTS, ALL_INPUTS},
	[OP_CONV_2D] = {WEIGHTED(onnx_write_conv_2d, LAYOUT_IMAGES)},
	[OP_DEPTHWISE_CONV_2D] = {WEIGHTED(onnx_write_depthwise_conv_2d, LAYOUT_IMAGES)},
	[OP_DEQUANTIZE] = {onnx_write_dequantize, onnx_check_dequantize, TAKES_OTHER,
		LAYOUT_EACH, FIRST, FIRST},
	[OP_DIV] = {ARITHMETIC},
	[OP_ELU] = {UNARY},
	[OP_EXPAND_DIMS] = {MOVING(onnx_write_expand_dims, LAYOUT_RESHAPE)},
	[OP_FULLY_CONNECTED] = {WEIGHTED(onnx_write_fully_connected, LAYOUT_FREE)},
	[OP_GATHER] = {onnx_write_gather, onnx_check_gather, TAKES_ANY, LAYOUT_SAME, FIRST,
		FIRST},
	[OP_HARD_SWISH] = {UNARY},
	[OP_LEAKY_RELU] = {UNARY},
	[OP_LOGISTIC] = {UNARY},
	[OP_LOG_SOFTMAX] = {SOFTMAX},
	[OP_MAXIMUM] = {ARITHMETIC},
	[OP_MAX_POOL_2D] = {POOL(onnx_write_max_pool_2d)},
	[OP_MEAN] = {REDUCE(TAKES_REALS)},
	[OP_MINIMUM] = {ARITHMETIC},
	[OP_MUL] = {ARITHMETIC},
	[OP_PAD] = {MOVING(onnx_write_pad, LAYOUT_SAME)},
	[OP_PADV2] = {onnx_write_pad, NULL, TAKES_ANY, LAYOUT_SAME, FIRST | THIRD, FIRST},
	[OP_PRELU] = {onnx_write_prelu, NULL, TAKES_REALS, LAYOUT_SAME, FIRST_TWO, FIRST},
	[OP_QUANTIZE] = {onnx_write_quantize, onnx_check_quantize, TAKES_OTHER, LAYOUT_EACH,
		FIRST, FIRST},
	[OP_REDUCE_MAX] = {REDUCE(TAKES_NUMBERS)},
	[OP_RELU] = {UNARY},
	[OP_RELU6] = {onnx_write_relu6, NULL, TAKES_REALS, LAYOUT_EACH, FIRST, FIRST},
	[OP_RESHAPE] = {MOVING(onnx_write_reshape, LAYOUT_RESHAPE)},
	[OP_RESIZE_BILINEAR] = {RESIZE},
	[OP_RESIZE_NEAREST_NEIGHBOR] = {RESIZE},
	[OP_SLICE] = {MOVING(onnx_write_slice, LAYOUT_SAME)},
	[OP_SOFTMAX] = {SOFTMAX},
	[OP_SPLIT] = {onnx_write_split, NULL, TAKES_ANY, LAYOUT_SAME, SECOND, SECOND},
	[OP_SPLIT_V] = {MOVING(onnx_write_split, LAYOUT_SAME)},
	[OP_SQUEEZE] = {MOVING(onnx_write_squeeze, LAYOUT_RESHAPE)},
	[OP_STRIDED_SLICE] = {MOVING(onnx_write_strided_slice, LAYOUT_SAME)},
	[OP_SUB] = {ARITHMETIC},
	[OP_SUM] = {REDUCE(TAKES_NUMBERS)},
	[OP_TANH] = {UNARY},
	[OP_TRANSPOSE] = {MOVING(onnx_write_transpose, LAYOUT_FREE)},
	[OP_TRANSPOSE_CONV] = {onnx_write_transpose_conv, onnx_check_transpose_conv,
		TAKES_REALS, LAYOUT_IMAGES, SECOND | THIRD, THIRD},
};

const OnnxOperator *onnx_operator(OpType type)
{
	return operators[type].write ? &operators[type] : NULL;
}

bool onnx_mask_has(int mask, int i)
{
	return mask == ALL_INPUTS || (i < 8 && (mask & 1 << i) != 0);
}
