/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/attrs.h"

const char *op_type_name(OpType type)
{
	static const char *const names[N_OP_TYPES] = {
		[OP_OTHER] = "(other)",
		[OP_ADD] = "ADD",
		[OP_AVERAGE_POOL_2D] = "AVERAGE_POOL_2D",
		[OP_CONCATENATION] = "CONCATENATION",
		[OP_CONV_2D] = "CONV_2D",
		[OP_DEPTHWISE_CONV_2D] = "DEPTHWISE_CONV_2D",
		[OP_DEQUANTIZE] = "DEQUANTIZE",
		[OP_FULLY_CONNECTED] = "FULLY_CONNECTED",
		[OP_HARD_SWISH] = "HARD_SWISH",
		[OP_LEAKY_RELU] = "LEAKY_RELU",
		[OP_LOGISTIC] = "LOGISTIC",
		[OP_MAX_POOL_2D] = "MAX_POOL_2D",
		[OP_MEAN] = "MEAN",
		[OP_MUL] = "MUL",
		[OP_PAD] = "PAD",
		[OP_QUANTIZE] = "QUANTIZE",
		[OP_RELU] = "RELU",
		[OP_RELU6] = "RELU6",
		[OP_RESHAPE] = "RESHAPE",
		[OP_SLICE] = "SLICE",
		[OP_SOFTMAX] = "SOFTMAX",
		[OP_SUB] = "SUB",
		[OP_TANH] = "TANH",
		[OP_TRANSPOSE] = "TRANSPOSE",
	};
	return type >= 0 && type < N_OP_TYPES ? names[type] : "(unknown)";
}
