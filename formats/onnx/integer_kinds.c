/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of operator does with scales, as TFLite's int8 kernels have it. */
#include "formats/onnx/integer.h"
#include "src/graph/roles.h"

IntegerKind integer_kind(OpType type)
{
	static const IntegerKind kinds[N_OP_TYPES] = {
		[OP_ADD] = KIND_RESCALES,
		[OP_AVERAGE_POOL_2D] = KIND_KEEPS,
		[OP_CONCATENATION] = KIND_FOLLOWS,
		[OP_CONV_2D] = KIND_LAYER,
		[OP_DEPTHWISE_CONV_2D] = KIND_LAYER,
		[OP_DIV] = KIND_RESCALES,
		[OP_ELU] = KIND_RESCALES,
		[OP_EXPAND_DIMS] = KIND_CARRIES,
		[OP_FULLY_CONNECTED] = KIND_LAYER,
		[OP_GATHER] = KIND_CARRIES,
		[OP_HARD_SWISH] = KIND_RESCALES,
		[OP_LEAKY_RELU] = KIND_RESCALES,
		[OP_LOGISTIC] = KIND_FIXED,
		[OP_LOG_SOFTMAX] = KIND_FIXED,
		[OP_MAXIMUM] = KIND_FOLLOWS,
		[OP_MAX_POOL_2D] = KIND_CARRIES,
		[OP_MEAN] = KIND_RESCALES,
		[OP_MINIMUM] = KIND_FOLLOWS,
		[OP_MUL] = KIND_RESCALES,
		[OP_PAD] = KIND_CARRIES,
		[OP_PADV2] = KIND_CARRIES,
		[OP_PRELU] = KIND_RESCALES,
		[OP_REDUCE_MAX] = KIND_CARRIES,
		[OP_RELU] = KIND_RESCALES,
		[OP_RELU6] = KIND_FOLLOWS,
		[OP_RESHAPE] = KIND_CARRIES,
		[OP_RESIZE_BILINEAR] = KIND_KEEPS,
		[OP_RESIZE_NEAREST_NEIGHBOR] = KIND_CARRIES,
		[OP_SLICE] = KIND_CARRIES,
		[OP_SOFTMAX] = KIND_FIXED,
		[OP_SPLIT] = KIND_CARRIES,
		[OP_SPLIT_V] = KIND_CARRIES,
		[OP_SQUEEZE] = KIND_CARRIES,
		[OP_STRIDED_SLICE] = KIND_CARRIES,
		[OP_SUB] = KIND_RESCALES,
		[OP_SUM] = KIND_RESCALES,
		[OP_TANH] = KIND_FIXED,
		[OP_TRANSPOSE] = KIND_CARRIES,
		[OP_TRANSPOSE_CONV] = KIND_LAYER,
	};
	return kinds[type];
}

Scale8 integer_fixed_scale(OpType type)
{
	switch (type) {
	case OP_TANH:
		return (Scale8){1.0F / 128, 0};
	case OP_LOG_SOFTMAX:
		return (Scale8){16.0F / 256, 127};
	default: /* LOGISTIC, SOFTMAX */
		return (Scale8){1.0F / 256, -128};
	}
}

bool integer_passes_wish(const Op *op, int input)
{
	IntegerKind kind = integer_kind(op->code->type);
	return kind == KIND_FOLLOWS ||
		(kind == KIND_CARRIES && input == roles_of(op->code->type).data);
}
