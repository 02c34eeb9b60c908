/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/lower_operators.h"

static LowerOp *const operators[N_OP_TYPES] = {
	[OP_ADD] = lower_arithmetic,
	[OP_AVERAGE_POOL_2D] = lower_pool,
	[OP_CAST] = lower_cast,
	[OP_CONCATENATION] = lower_concatenation,
	[OP_CONV_2D] = lower_weighted,
	[OP_DEPTHWISE_CONV_2D] = lower_weighted,
	[OP_DEQUANTIZE] = lower_dequantize,
	[OP_DIV] = lower_arithmetic,
	[OP_ELU] = lower_activation,
	[OP_EXPAND_DIMS] = lower_alias,
	[OP_FULLY_CONNECTED] = lower_weighted,
	[OP_GATHER] = lower_gather,
	[OP_HARD_SWISH] = lower_activation,
	[OP_LEAKY_RELU] = lower_activation,
	[OP_LOGISTIC] = lower_activation,
	[OP_LOG_SOFTMAX] = lower_log_softmax,
	[OP_MAXIMUM] = lower_extreme,
	[OP_MAX_POOL_2D] = lower_pool,
	[OP_MEAN] = lower_reduce,
	[OP_MINIMUM] = lower_extreme,
	[OP_MUL] = lower_arithmetic,
	[OP_PAD] = lower_pad,
	[OP_PADV2] = lower_pad,
	[OP_PRELU] = lower_prelu,
	[OP_QUANTIZE] = lower_quantize,
	[OP_REDUCE_MAX] = lower_reduce,
	[OP_RELU] = lower_activation,
	[OP_RELU6] = lower_activation,
	[OP_RESHAPE] = lower_alias,
	[OP_RESIZE_BILINEAR] = lower_resize_bilinear,
	[OP_RESIZE_NEAREST_NEIGHBOR] = lower_resize_nearest,
	[OP_SLICE] = lower_slice,
	[OP_SOFTMAX] = lower_softmax,
	[OP_SPLIT] = lower_split,
	[OP_SPLIT_V] = lower_split,
	[OP_SQUEEZE] = lower_alias,
	[OP_STRIDED_SLICE] = lower_strided_slice,
	[OP_SUB] = lower_arithmetic,
	[OP_SUM] = lower_reduce,
	[OP_TANH] = lower_activation,
	[OP_TFLM_DECODE] = lower_decode,
	[OP_TRANSPOSE] = lower_transpose,
	[OP_TRANSPOSE_CONV] = lower_weighted,
	[OP_WHIT_DECODE] = lower_decode,
};

LowerOp *lower_operator(OpType type)
{
	return operators[type];
}
