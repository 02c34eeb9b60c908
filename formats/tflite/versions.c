/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/versions.h"

#include "src/graph/roles.h"

/* What versions hang on: the types of data and weights, and the rank. */
typedef struct Use {
	DataType in, weights, out;
	bool many_scales; /* of the weights */
	int rank;         /* of the data */
} Use;

static bool has_many_scales(const Tensor *tensor)
{
	return tensor && tensor->quantization && tensor->quantization->n_scales > 1;
}

static Use use_of(const Graph *graph, const Op *op)
{
	const Tensor *in = op_data(graph, op), *weights = op_weights(graph, op);
	const Tensor *out = op_output(graph, op, 0);
	Use use = {.in = in ? in->type : TYPE_FLOAT32, .rank = in ? in->rank : 0};
	use.weights = weights ? weights->type : use.in;
	use.out = out ? out->type : use.in;
	use.many_scales = has_many_scales(weights);
	return use;
}

static bool is_hybrid(Use use)
{
	return use.in == TYPE_FLOAT32 && use.weights == TYPE_INT8;
}

/* What most operators do: a version for each type that came to them. */
static int by_type(DataType type, int int8, int int16)
{
	return type == TYPE_INT8 ? int8 : type == TYPE_INT16 ? int16 : 1;
}

static int dense_version(const Op *op, Use use)
{
	if (is_hybrid(use) && use.many_scales)
		return 12;
	if (use.in == TYPE_INT16)
		return op->attrs.dense.bias_type == TYPE_FLOAT32 ? 7 : 11;
	if (use.weights == TYPE_INT4)
		return 10;
	if (op->n_inputs == 2)
		return 6;
	if (op->attrs.dense.keep_dims)
		return 5;
	return is_hybrid(use) ? 3 : by_type(use.in, 4, 7);
}

static int conv_version(const Graph *graph, const Op *op, Use use)
{
	const Tensor *in = op_data(graph, op), *weights = op_weights(graph, op);
	bool grouped = in && weights && in->rank == 4 && weights->rank == 4 &&
		in->dims[3] != weights->dims[3];
	if (use.in == TYPE_INT16 && op->attrs.conv.bias_type != TYPE_FLOAT32)
		return 8;
	if (use.weights == TYPE_INT4)
		return 7;
	if (grouped)
		return 6;
	if (is_hybrid(use))
		return use.many_scales ? 5 : 2;
	return by_type(use.in, 3, 4);
}

static int depthwise_version(const Op *op, Use use)
{
	bool dilated = op->attrs.conv.dilation_h > 1 || op->attrs.conv.dilation_w > 1;
	if (use.weights == TYPE_INT4)
		return 7;
	if (is_hybrid(use))
		return use.many_scales ? 6 : 4;
	return use.in == TYPE_FLOAT32 && dilated ? 2 : by_type(use.in, 3, 5);
}

static double scale_of(const Tensor *tensor)
{
	const Quantization *q = tensor ? tensor->quantization : NULL;
	return q && q->n_scales == 1 ? (double)q->scale[0] : 0;
}

/* Products that are scaled up came later. */
static int mul_version(const Graph *graph, const Op *op, Use use)
{
	double product = scale_of(op_input(graph, op, 0)) * scale_of(op_input(graph, op, 1));
	double out = scale_of(op_output(graph, op, 0));
	if (use.in == TYPE_INT16)
		return product > 0 ? 4 : 7;
	return use.in == TYPE_INT8 && out > 0 && product >= out ? 3 : by_type(use.in, 2, 4);
}

static int add_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in == TYPE_INT16 && scale_of(op_input(graph, op, 0)) == 0)
		return 5;
	return by_type(use.in, 2, op->attrs.arithmetic.pot_scales ? 1 : 3);
}

/* Inputs of different shapes, and more than four dimensions. */
static bool broadcasts_far(const Graph *graph, const Op *op)
{
	const Tensor *a = op_input(graph, op, 0), *b = op_input(graph, op, 1);
	return a && b && (a->rank > 4 || b->rank > 4) && !tensor_dims_equal(a, b);
}

/* Broadcasting over more than four dimensions came between. */
static int sub_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in == TYPE_INT16 && !op->attrs.arithmetic.pot_scales)
		return 5;
	return broadcasts_far(graph, op) ? 3 : by_type(use.in, 2, 1);
}

static int maximum_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in != TYPE_INT16 && broadcasts_far(graph, op))
		return 3;
	return by_type(use.in, 2, 4);
}

static int cast_version(Use use)
{
	if (use.in == TYPE_FLOAT16 || use.out == TYPE_FLOAT16)
		return 5;
	return use.in == TYPE_INT8 || use.out == TYPE_INT8 ? 3 : 1;
}

static int gather_version(const Op *op, Use use)
{
	if (op->attrs.gather.batch_dims != 0)
		return 5;
	return use.in == TYPE_BOOL ? 3 : by_type(use.in, 2, 4);
}

static int strided_slice_version(const Op *op, Use use)
{
	const StridedSliceAttrs *attrs = &op->attrs.strided_slice;
	if (attrs->offset)
		return 8;
	if (attrs->ellipsis_mask || attrs->new_axis_mask)
		return 6;
	if (use.rank > 4)
		return 4;
	return use.in == TYPE_BOOL ? 3 : by_type(use.in, 2, 1);
}

static int dequantize_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in == TYPE_INT4)
		return 6;
	if (use.in == TYPE_FLOAT16)
		return 3;
	return by_type(use.in, has_many_scales(op_input(graph, op, 0)) ? 5 : 2, 3);
}

static int quantize_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in == TYPE_INT4 || use.out == TYPE_INT4)
		return 4;
	if (has_many_scales(op_output(graph, op, 0)))
		return 3;
	return use.out == TYPE_INT16 ? 2 : 1;
}

static int resize_version(const Op *op, Use use)
{
	bool is_nearest = op->code->type == OP_RESIZE_NEAREST_NEIGHBOR;
	if (use.in == TYPE_INT16)
		return 4;
	if (op->attrs.resize.half_pixel_centers ||
		(is_nearest && op->attrs.resize.align_corners))
		return 3;
	return by_type(use.in, 2, 4);
}

static int transpose_conv_version(const Graph *graph, const Op *op, Use use)
{
	if (use.in == TYPE_INT16 && op->attrs.conv.bias_type != TYPE_FLOAT32)
		return 5;
	if (op->attrs.conv.activation != ACTIVATION_NONE)
		return 4;
	if (op_bias(graph, op))
		return 3;
	return use.weights == TYPE_INT8 ? 2 : 1;
}

/* Operators whose version hangs on types and the rank alone. */
static int plain_version(OpType type, Use use)
{
	switch (type) {
	case OP_EXPAND_DIMS:
	case OP_ELU:
	case OP_HARD_SWISH:
	case OP_PRELU:
	case OP_RESHAPE:
	case OP_SQUEEZE:
	case OP_TFLM_DECODE:
	case OP_WHIT_DECODE:
		return 1;
	case OP_LEAKY_RELU:
		return by_type(use.in, 1, 2);
	case OP_PAD:
	case OP_PADV2:
		return use.rank > 4 ? 4 : by_type(use.in, 2, 3);
	case OP_SLICE:
		return use.rank > 4 ? 5 : by_type(use.in, 2, 4);
	case OP_SPLIT:
		return use.in == TYPE_INT32 ? 3 : by_type(use.in, 2, 4);
	case OP_SPLIT_V:
	case OP_SUM:
		return by_type(use.in, 2, 1);
	case OP_TRANSPOSE:
		return use.rank > 5        ? 6
			: use.in == TYPE_INT16 ? 5
			: use.rank > 4         ? 4
								   : by_type(use.in, 2, 5);
	default:
		return by_type(use.in, 2, 3);
	}
}

int tflite_op_version(const Graph *graph, const Op *op)
{
	Use use = use_of(graph, op);
	switch (op->code->type) {
	case OP_ADD:
		return add_version(graph, op, use);
	case OP_CAST:
		return cast_version(use);
	case OP_CONV_2D:
		return conv_version(graph, op, use);
	case OP_DEPTHWISE_CONV_2D:
		return depthwise_version(op, use);
	case OP_DEQUANTIZE:
		return dequantize_version(graph, op, use);
	case OP_DIV:
		return broadcasts_far(graph, op) ? 2 : 1;
	case OP_FULLY_CONNECTED:
		return dense_version(op, use);
	case OP_GATHER:
		return gather_version(op, use);
	case OP_MAXIMUM:
	case OP_MINIMUM:
		return maximum_version(graph, op, use);
	case OP_MUL:
		return mul_version(graph, op, use);
	case OP_QUANTIZE:
		return quantize_version(graph, op, use);
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
		return resize_version(op, use);
	case OP_STRIDED_SLICE:
		return strided_slice_version(op, use);
	case OP_SUB:
		return sub_version(graph, op, use);
	case OP_TRANSPOSE_CONV:
		return transpose_conv_version(graph, op, use);
	default:
		return plain_version(op->code->type, use);
	}
}
