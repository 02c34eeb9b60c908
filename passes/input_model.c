/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/input_model.h"

#include "src/graph/roles.h"

static bool cuts_off(Activation activation)
{
	return activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6;
}

/* Whether the operator cuts off what is below 0; those that keep signs say so. */
static bool is_cut_off(const Op *op, bool *keeps_signs)
{
	*keeps_signs = false;
	switch (op->code->type) {
	case OP_RELU:
	case OP_RELU6:
	case OP_LOGISTIC:
	case OP_SOFTMAX:
		return true;
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_TRANSPOSE_CONV:
		return cuts_off(op->attrs.conv.activation);
	case OP_FULLY_CONNECTED:
		return cuts_off(op->attrs.dense.activation);
	case OP_ADD:
	case OP_DIV:
	case OP_MUL:
	case OP_SUB:
		return cuts_off(op->attrs.arithmetic.activation);
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		*keeps_signs = true;
		return cuts_off(op->attrs.pool.activation);
	case OP_EXPAND_DIMS:
	case OP_GATHER:
	case OP_MEAN:
	case OP_PAD:
	case OP_REDUCE_MAX:
	case OP_RESHAPE:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_SLICE:
	case OP_SPLIT:
	case OP_SPLIT_V:
	case OP_SQUEEZE:
	case OP_STRIDED_SLICE:
	case OP_SUM:
	case OP_TRANSPOSE:
		*keeps_signs = true;
		return false;
	default:
		return false;
	}
}

bool never_negative(const Graph *graph, int tensor)
{
	for (;;) {
		bool keeps_signs;
		int producer = graph_producer(graph, tensor);
		if (producer < 0)
			return false;
		const Op *op = &graph->ops[producer];
		if (is_cut_off(op, &keeps_signs))
			return true;
		if (!keeps_signs)
			return false;
		tensor = data_index(op);
	}
}

Quadratic modelled_inputs(int n, bool positive, Arena *arena)
{
	/* (1 / sqrt(2 pi))^2 over 1/2 - 1 / (2 pi). */
	const double squared_mean = positive ? 1 / (3.14159265358979323846 - 1) : 0;
	size_t step = (size_t)quadratic_step(n);
	double *a = arena_array(arena, (size_t)n * step, sizeof *a);
	for (size_t i = 0; i < (size_t)n; i++)
		for (size_t k = 0; k < (size_t)n; k++)
			a[i * step + k] = squared_mean + (i == k);
	return quadratic_new(arena, a, n);
}
