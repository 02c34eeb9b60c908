/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tflm_build.h"

#include "src/graph/roles.h"

const char *tflm_build_name(TflmBuild build)
{
	static const char *const names[] = {
		[TFLM_RELEASE] = "release",
		[TFLM_INT8] = "int8",
		[TFLM_DEFAULT] = "default",
	};
	return names[build];
}

/* Whether TFLM has a registration of its int8 kernel alone. */
static bool has_int8_alone(OpType type)
{
	switch (type) {
	case OP_ADD:
	case OP_AVERAGE_POOL_2D:
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_FULLY_CONNECTED:
	case OP_MAXIMUM:
	case OP_MAX_POOL_2D:
	case OP_MINIMUM:
	case OP_MUL:
	case OP_PAD:
	case OP_SOFTMAX:
	case OP_TRANSPOSE:
	case OP_TRANSPOSE_CONV:
		return true;
	default:
		return false;
	}
}

static bool runs(const Graph *graph, const Op *op, Error *err)
{
	const Tensor *data = op_data(graph, op);
	return !has_int8_alone(op->code->type) || !data || data->type == TYPE_INT8 ||
		failed(err, "build int8 has no %s %s", type_name(data->type), op->code->name);
}

bool tflm_build_runs(const Model *model, TflmBuild build, Error *err)
{
	for (int g = 0; build == TFLM_INT8 && g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		for (int i = 0; i < graph->n_ops; i++)
			if (!runs(graph, &graph->ops[i], err))
				return failed_in(err, "operator %d (%s): ", i, graph->ops[i].code->name);
	}
	return true;
}
