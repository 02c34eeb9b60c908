/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/op.h"

static const OpInfo *const ops[N_OP_TYPES] = {
	[OP_ADD] = &op_add,
	[OP_AVERAGE_POOL_2D] = &op_average_pool_2d,
	[OP_CAST] = &op_cast,
	[OP_CONCATENATION] = &op_concatenation,
	[OP_CONV_2D] = &op_conv_2d,
	[OP_DEPTHWISE_CONV_2D] = &op_depthwise_conv_2d,
	[OP_DEQUANTIZE] = &op_dequantize,
	[OP_DIV] = &op_div,
	[OP_ELU] = &op_elu,
	[OP_EXPAND_DIMS] = &op_expand_dims,
	[OP_FULLY_CONNECTED] = &op_fully_connected,
	[OP_GATHER] = &op_gather,
	[OP_HARD_SWISH] = &op_hard_swish,
	[OP_LEAKY_RELU] = &op_leaky_relu,
	[OP_LOGISTIC] = &op_logistic,
	[OP_LOG_SOFTMAX] = &op_log_softmax,
	[OP_MAXIMUM] = &op_maximum,
	[OP_MAX_POOL_2D] = &op_max_pool_2d,
	[OP_MEAN] = &op_mean,
	[OP_MINIMUM] = &op_minimum,
	[OP_MUL] = &op_mul,
	[OP_PAD] = &op_pad,
	[OP_PADV2] = &op_padv2,
	[OP_PRELU] = &op_prelu,
	[OP_QUANTIZE] = &op_quantize,
	[OP_REDUCE_MAX] = &op_reduce_max,
	[OP_RELU] = &op_relu,
	[OP_RELU6] = &op_relu6,
	[OP_RESHAPE] = &op_reshape,
	[OP_RESIZE_BILINEAR] = &op_resize_bilinear,
	[OP_RESIZE_NEAREST_NEIGHBOR] = &op_resize_nearest_neighbor,
	[OP_SLICE] = &op_slice,
	[OP_SOFTMAX] = &op_softmax,
	[OP_SPLIT] = &op_split,
	[OP_SPLIT_V] = &op_split_v,
	[OP_SQUEEZE] = &op_squeeze,
	[OP_STRIDED_SLICE] = &op_strided_slice,
	[OP_SUB] = &op_sub,
	[OP_SUM] = &op_sum,
	[OP_TANH] = &op_tanh,
	[OP_TFLM_DECODE] = &op_tflm_decode,
	[OP_TRANSPOSE] = &op_transpose,
	[OP_TRANSPOSE_CONV] = &op_transpose_conv,
	[OP_WHIT_DECODE] = &op_whit_decode,
};

const OpInfo *op_info(OpType type)
{
	return ops[type];
}

static bool check_operands(const Graph *graph, const Op *op, const OpInfo *info,
	Error *err)
{
	char label[16];
	if (op->n_inputs < info->min_inputs || op->n_inputs > info->max_inputs)
		return failed(err, "%d inputs; it takes %d to %d", op->n_inputs, info->min_inputs,
			info->max_inputs);
	if (info->many_outputs ? op->n_outputs < 1 || op->n_outputs > MAX_OUTPUTS
						   : op->n_outputs != 1)
		return failed(err, "%d outputs; it has %s%d", op->n_outputs,
			info->many_outputs ? "1 to " : "", info->many_outputs ? MAX_OUTPUTS : 1);
	for (int i = 0; i < op->n_outputs; i++)
		if (op->outputs[i] < 0)
			return failed(err, "output %d is left out", i);
	for (int i = 0; i < op->n_inputs; i++) {
		const Tensor *tensor = op_input(graph, op, i);
		if (!tensor && i < info->min_inputs)
			return failed(err, "input %d is left out", i);
		if (tensor && tensor->is_variable)
			return failed(err, "tensor '%s' is a variable, which cannot be run",
				tensor_label(graph, op->inputs[i], label));
		if (tensor && tensor->is_sparse)
			return failed(err, "tensor '%s' is stored sparse, which cannot be run",
				tensor_label(graph, op->inputs[i], label));
	}
	return true;
}

static bool check_declared(const Graph *graph, int output, Shape wanted, Error *err)
{
	char label[16], wanted_text[SHAPE_TEXT_BYTES], declared_text[SHAPE_TEXT_BYTES];
	Shape declared;
	if (!shape_of(graph, output, &declared, err))
		return false;
	if (!shape_equal(wanted, declared))
		return failed(err, "output '%s' is declared %s, but its inputs make it %s",
			tensor_label(graph, output, label), shape_text(declared, declared_text),
			shape_text(wanted, wanted_text));
	return true;
}

bool op_check(const Graph *graph, const Op *op, Error *err)
{
	const OpInfo *info = op_info(op->code->type);
	if (!info)
		return failed(err, "cannot be run: this operator is not supported");
	Shape wanted[MAX_OUTPUTS];
	if (!check_operands(graph, op, info, err))
		return false;
	for (int i = 0; i < op->n_outputs; i++) /* what is wrong with them is said first */
		if (!shape_of(graph, op->outputs[i], &wanted[i], err))
			return false;
	if (!info->shape(graph, op, wanted, err))
		return false;
	for (int i = 0; i < op->n_outputs; i++)
		if (!check_declared(graph, op->outputs[i], wanted[i], err))
			return false;
	return true;
}

int64_t op_macs(const Graph *graph, const Op *op)
{
	Error err = {0};
	const OpInfo *info = op_info(op->code->type);
	if (!info)
		return MACS_UNKNOWN;
	if (!info->macs)
		return 0;
	return op_check(graph, op, &err) ? info->macs(graph, op) : MACS_UNKNOWN;
}
