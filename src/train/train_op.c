/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train_op.h"

#include "src/graph/roles.h"
#include "src/ops/operands.h"

static PrepareTrain *const table[N_OP_TYPES] = {
	[OP_ADD] = train_arithmetic,
	[OP_AVERAGE_POOL_2D] = train_pool,
	[OP_CONCATENATION] = train_move,
	[OP_CONV_2D] = train_conv,
	[OP_DEPTHWISE_CONV_2D] = train_depthwise,
	[OP_DIV] = train_arithmetic,
	[OP_ELU] = train_activation,
	[OP_EXPAND_DIMS] = train_move,
	[OP_FULLY_CONNECTED] = train_dense,
	[OP_GATHER] = train_move,
	[OP_HARD_SWISH] = train_activation,
	[OP_LEAKY_RELU] = train_activation,
	[OP_LOGISTIC] = train_activation,
	[OP_LOG_SOFTMAX] = train_log_softmax,
	[OP_MAXIMUM] = train_arithmetic,
	[OP_MAX_POOL_2D] = train_pool,
	[OP_MEAN] = train_reduce,
	[OP_MINIMUM] = train_arithmetic,
	[OP_MUL] = train_arithmetic,
	[OP_PAD] = train_move,
	[OP_PADV2] = train_move,
	[OP_PRELU] = train_prelu,
	[OP_REDUCE_MAX] = train_reduce,
	[OP_RELU] = train_activation,
	[OP_RELU6] = train_activation,
	[OP_RESHAPE] = train_move,
	[OP_RESIZE_BILINEAR] = train_resize,
	[OP_RESIZE_NEAREST_NEIGHBOR] = train_move,
	[OP_SLICE] = train_move,
	[OP_SOFTMAX] = train_softmax,
	[OP_SPLIT] = train_move,
	[OP_SPLIT_V] = train_move,
	[OP_SQUEEZE] = train_move,
	[OP_STRIDED_SLICE] = train_move,
	[OP_SUB] = train_arithmetic,
	[OP_SUM] = train_reduce,
	[OP_TANH] = train_activation,
	[OP_TRANSPOSE] = train_move,
	[OP_TRANSPOSE_CONV] = train_transpose_conv,
};

PrepareTrain *train_op(OpType type)
{
	return table[type];
}

void train_weighted(TrainLayer *layer, Activation activation)
{
	Roles roles = roles_of(layer->op->code->type);
	layer->activation = activation;
	layer->needs_in = true;
	layer->weights = roles.weights;
	layer->bias = bias_index(layer->op) >= 0 ? roles.bias : -1;
}

size_t train_in_count(const TrainLayer *layer, int i)
{
	return (size_t)shape_count(known_input_shape(layer->graph, layer->op, i));
}

size_t train_out_count(const TrainLayer *layer, int i)
{
	Shape shape = {0};
	Error ignored = {0};
	shape_of(layer->graph, layer->op->outputs[i], &shape, &ignored);
	return (size_t)shape_count(shape);
}
