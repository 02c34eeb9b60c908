/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/work.h"

#include "src/graph/decoders.h"
#include "src/graph/roles.h"
#include "src/ops/op.h"

static WorkKind kind_of(const Graph *graph, const Op *op)
{
	const Tensor *weights = op_weights(graph, op);
	switch (op->code->type) {
	case OP_DEPTHWISE_CONV_2D:
		return WORK_DEPTHWISE;
	case OP_FULLY_CONNECTED:
		return WORK_DENSE;
	case OP_CONV_2D:
		return weights && weights->rank == 4 && weights->dims[1] == 1 &&
				weights->dims[2] == 1
			? WORK_POINTWISE
			: WORK_CONV;
	default:
		return WORK_CONV;
	}
}

/* Only another shape is given to the same values. */
static bool is_a_view(OpType type)
{
	return type == OP_RESHAPE || type == OP_SQUEEZE || type == OP_EXPAND_DIMS;
}

static void add_values(const Graph *graph, const Op *op, Work *work)
{
	for (int i = 0; i < op->n_outputs; i++) {
		Shape shape;
		Error ignored = {0};
		double n = 1;
		if (!shape_of(graph, op->outputs[i], &shape, &ignored)) {
			work->has_unknown = true;
			continue;
		}
		for (int k = 0; k < shape.rank; k++)
			n *= shape.dims[k];
		work->units[WORK_VALUES] += n;
	}
}

static void add(const Graph *graph, const Op *op, Work *work)
{
	const Tensor *data = op_data(graph, op), *weights = op_weights(graph, op);
	int64_t macs = op_macs(graph, op);
	if (macs == MACS_UNKNOWN)
		work->has_unknown = true;
	else if (macs > 0)
		work->units[kind_of(graph, op)] += (double)macs;
	if (has_weights(op) && !(data && data->type == TYPE_INT8))
		work->is_int8 = false;
	/* Two in a byte, which kernels take apart. */
	if (weights && weights->type == TYPE_INT4)
		work->has_packed = true;
	add_values(graph, op, work);
	work->units[WORK_LAYERS]++;
}

Work work_of(const Model *model)
{
	const Graph *graph = &model->graphs[0];
	Work work = {.is_int8 = true};
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (is_decode(op))
			work.has_packed = true;
		else if (!is_a_view(op->code->type))
			add(graph, op, &work);
	}
	return work;
}

const char *work_kind_name(WorkKind kind)
{
	static const char *const names[] = {
		[WORK_CONV] = "conv",
		[WORK_POINTWISE] = "pointwise",
		[WORK_DEPTHWISE] = "depthwise",
		[WORK_DENSE] = "dense",
		[WORK_VALUES] = "values",
		[WORK_LAYERS] = "layers",
	};
	return names[kind];
}
