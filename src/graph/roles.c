/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/roles.h"

Roles roles_of(OpType type)
{
	switch (type) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_FULLY_CONNECTED:
		return (Roles){0, 1, 2};
	case OP_TRANSPOSE_CONV: /* the output's shape comes first */
		return (Roles){2, 1, 3};
	case OP_SPLIT: /* the axis comes first */
		return (Roles){1, -1, -1};
	default:
		return (Roles){0, -1, -1};
	}
}

bool has_weights(const Op *op)
{
	return roles_of(op->code->type).weights >= 0;
}

bool is_layer_constant(const Op *op, int place)
{
	Roles roles = roles_of(op->code->type);
	return place >= 0 && (place == roles.weights || place == roles.bias);
}

const Tensor *op_data(const Graph *graph, const Op *op)
{
	return op_input(graph, op, roles_of(op->code->type).data);
}

const Tensor *op_weights(const Graph *graph, const Op *op)
{
	return op_input(graph, op, roles_of(op->code->type).weights);
}

const Tensor *op_bias(const Graph *graph, const Op *op)
{
	return op_input(graph, op, roles_of(op->code->type).bias);
}

static int tensor_at(const Op *op, int place)
{
	return place >= 0 && place < op->n_inputs ? op->inputs[place] : -1;
}

int data_index(const Op *op)
{
	return tensor_at(op, roles_of(op->code->type).data);
}

int weights_index(const Op *op)
{
	return tensor_at(op, roles_of(op->code->type).weights);
}

int bias_index(const Op *op)
{
	return tensor_at(op, roles_of(op->code->type).bias);
}
