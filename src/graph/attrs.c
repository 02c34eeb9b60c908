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

static bool conv_equal(const ConvAttrs *a, const ConvAttrs *b)
{
	return a->padding == b->padding && a->activation == b->activation &&
		a->stride_h == b->stride_h && a->stride_w == b->stride_w &&
		a->dilation_h == b->dilation_h && a->dilation_w == b->dilation_w &&
		a->depth_multiplier == b->depth_multiplier;
}

static bool dense_equal(const DenseAttrs *a, const DenseAttrs *b)
{
	return a->activation == b->activation && a->keep_dims == b->keep_dims &&
		a->weights_format == b->weights_format;
}

static bool pool_equal(const PoolAttrs *a, const PoolAttrs *b)
{
	return a->padding == b->padding && a->activation == b->activation &&
		a->stride_h == b->stride_h && a->stride_w == b->stride_w &&
		a->kernel_h == b->kernel_h && a->kernel_w == b->kernel_w;
}

bool attrs_equal(OpType type, const OpAttrs *a, const OpAttrs *b)
{
	switch (type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
		return conv_equal(&a->conv, &b->conv);
	case OP_FULLY_CONNECTED:
		return dense_equal(&a->dense, &b->dense);
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return pool_equal(&a->pool, &b->pool);
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
		return a->arithmetic.activation == b->arithmetic.activation;
	case OP_CONCATENATION:
		return a->concatenation.activation == b->concatenation.activation &&
			a->concatenation.axis == b->concatenation.axis;
	case OP_SOFTMAX:
		return a->softmax.beta == b->softmax.beta;
	case OP_LEAKY_RELU:
		return a->leaky_relu.alpha == b->leaky_relu.alpha;
	case OP_MEAN:
		return a->reduce.keep_dims == b->reduce.keep_dims;
	default:
		return true;
	}
}
