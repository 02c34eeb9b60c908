/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/attrs.h"

const char *op_type_name(OpType type)
{
	static const char *const names[N_OP_TYPES] = {
		[OP_OTHER] = "(other)",
		[OP_ADD] = "ADD",
		[OP_AVERAGE_POOL_2D] = "AVERAGE_POOL_2D",
		[OP_CAST] = "CAST",
		[OP_CONCATENATION] = "CONCATENATION",
		[OP_CONV_2D] = "CONV_2D",
		[OP_DEPTHWISE_CONV_2D] = "DEPTHWISE_CONV_2D",
		[OP_DEQUANTIZE] = "DEQUANTIZE",
		[OP_DIV] = "DIV",
		[OP_ELU] = "ELU",
		[OP_EXPAND_DIMS] = "EXPAND_DIMS",
		[OP_FULLY_CONNECTED] = "FULLY_CONNECTED",
		[OP_GATHER] = "GATHER",
		[OP_HARD_SWISH] = "HARD_SWISH",
		[OP_LEAKY_RELU] = "LEAKY_RELU",
		[OP_LOGISTIC] = "LOGISTIC",
		[OP_LOG_SOFTMAX] = "LOG_SOFTMAX",
		[OP_MAXIMUM] = "MAXIMUM",
		[OP_MAX_POOL_2D] = "MAX_POOL_2D",
		[OP_MEAN] = "MEAN",
		[OP_MINIMUM] = "MINIMUM",
		[OP_MUL] = "MUL",
		[OP_PAD] = "PAD",
		[OP_PADV2] = "PADV2",
		[OP_PRELU] = "PRELU",
		[OP_QUANTIZE] = "QUANTIZE",
		[OP_REDUCE_MAX] = "REDUCE_MAX",
		[OP_RELU] = "RELU",
		[OP_RELU6] = "RELU6",
		[OP_RESHAPE] = "RESHAPE",
		[OP_RESIZE_BILINEAR] = "RESIZE_BILINEAR",
		[OP_RESIZE_NEAREST_NEIGHBOR] = "RESIZE_NEAREST_NEIGHBOR",
		[OP_SLICE] = "SLICE",
		[OP_SOFTMAX] = "SOFTMAX",
		[OP_SPLIT] = "SPLIT",
		[OP_SPLIT_V] = "SPLIT_V",
		[OP_SQUEEZE] = "SQUEEZE",
		[OP_STRIDED_SLICE] = "STRIDED_SLICE",
		[OP_SUB] = "SUB",
		[OP_SUM] = "SUM",
		[OP_TANH] = "TANH",
		[OP_TFLM_DECODE] = "TFLM_DECODE",
		[OP_TRANSPOSE] = "TRANSPOSE",
		[OP_TRANSPOSE_CONV] = "TRANSPOSE_CONV",
		[OP_WHIT_DECODE] = "WHIT_DECODE",
	};
	return type >= 0 && type < N_OP_TYPES ? names[type] : "(unknown)";
}

bool op_type_is_custom(OpType type)
{
	return type == OP_TFLM_DECODE || type == OP_WHIT_DECODE;
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

static bool squeeze_equal(const SqueezeAttrs *a, const SqueezeAttrs *b)
{
	bool equal = a->n_axes == b->n_axes;
	for (int i = 0; equal && i < a->n_axes; i++)
		equal = a->axes[i] == b->axes[i];
	return equal;
}

static bool strided_slice_equal(const StridedSliceAttrs *a, const StridedSliceAttrs *b)
{
	return a->begin_mask == b->begin_mask && a->end_mask == b->end_mask &&
		a->ellipsis_mask == b->ellipsis_mask && a->new_axis_mask == b->new_axis_mask &&
		a->shrink_axis_mask == b->shrink_axis_mask && a->offset == b->offset;
}

bool attrs_equal(OpType type, const OpAttrs *a, const OpAttrs *b)
{
	switch (type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_TRANSPOSE_CONV:
		return conv_equal(&a->conv, &b->conv);
	case OP_FULLY_CONNECTED:
		return dense_equal(&a->dense, &b->dense);
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return pool_equal(&a->pool, &b->pool);
	case OP_ADD:
	case OP_DIV:
	case OP_MUL:
	case OP_SUB:
		return a->arithmetic.activation == b->arithmetic.activation;
	case OP_CONCATENATION:
		return a->concatenation.activation == b->concatenation.activation &&
			a->concatenation.axis == b->concatenation.axis;
	case OP_SOFTMAX:
		return a->softmax.beta == b->softmax.beta;
	case OP_LEAKY_RELU:
		return a->leaky_relu.alpha == b->leaky_relu.alpha;
	case OP_MEAN:
	case OP_REDUCE_MAX:
	case OP_SUM:
		return a->reduce.keep_dims == b->reduce.keep_dims;
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
		return a->resize.align_corners == b->resize.align_corners &&
			a->resize.half_pixel_centers == b->resize.half_pixel_centers;
	case OP_GATHER:
		return a->gather.axis == b->gather.axis &&
			a->gather.batch_dims == b->gather.batch_dims;
	case OP_SPLIT:
	case OP_SPLIT_V:
		return a->split.n_splits == b->split.n_splits;
	case OP_SQUEEZE:
		return squeeze_equal(&a->squeeze, &b->squeeze);
	case OP_STRIDED_SLICE:
		return strided_slice_equal(&a->strided_slice, &b->strided_slice);
	default:
		return true;
	}
}

Activation fused_activation(OpType type, const OpAttrs *attrs)
{
	switch (type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_TRANSPOSE_CONV:
		return attrs->conv.activation;
	case OP_FULLY_CONNECTED:
		return attrs->dense.activation;
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return attrs->pool.activation;
	case OP_ADD:
	case OP_DIV:
	case OP_MUL:
	case OP_SUB:
		return attrs->arithmetic.activation;
	case OP_CONCATENATION:
		return attrs->concatenation.activation;
	default:
		return ACTIVATION_NONE;
	}
}
