/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quant_scales.h"

#include <math.h>

enum { Q_MIN = -128, Q_MAX = 127 };

ScaleZero scale_for_range(Range range)
{
	double low = range.low < 0 ? (double)range.low : 0;
	double high = range.high > 0 ? (double)range.high : 0;
	double scale = (high - low) / (Q_MAX - Q_MIN);
	if (high == low)
		scale = 1; /* nothing but zeros: any will do */
	scale = scale < LEAST_SCALE ? LEAST_SCALE : scale;
	double zero = round(Q_MIN - low / scale);
	zero = zero < Q_MIN ? Q_MIN : zero > Q_MAX ? Q_MAX : zero;
	return (ScaleZero){(float)scale, (int)zero};
}

/* What TFLite fixes the output of an operator to; false where it is free. */
static bool fixed_output(OpType type, ScaleZero *scale)
{
	switch (type) {
	case OP_SOFTMAX:
	case OP_LOGISTIC:
		*scale = (ScaleZero){1.0f / 256, -128};
		return true;
	case OP_TANH:
		*scale = (ScaleZero){1.0f / 128, 0};
		return true;
	default:
		return false;
	}
}

/* Operators of one input whose kernels do not rescale. */
static bool keeps_scale(OpType type)
{
	switch (type) {
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
	case OP_PAD:
	case OP_RELU6:
	case OP_RESHAPE:
	case OP_SLICE:
	case OP_TRANSPOSE:
		return true;
	default:
		return false;
	}
}

/* Tensors that share a quantisation, as a forest: each points towards its group's root. */
typedef struct Group {
	int parent;
	Range range;
	bool is_fixed;
	ScaleZero fixed;
} Group;

static int root_of(const Group *groups, int tensor)
{
	while (groups[tensor].parent != tensor)
		tensor = groups[tensor].parent;
	return tensor;
}

static void widen(Range *range, Range by)
{
	range->low = by.low < range->low ? by.low : range->low;
	range->high = by.high > range->high ? by.high : range->high;
}

static void join(Group *groups, int a, int b)
{
	a = root_of(groups, a);
	b = root_of(groups, b);
	if (a == b)
		return;
	groups[b].parent = a;
	widen(&groups[a].range, groups[b].range);
	if (groups[b].is_fixed) {
		groups[a].is_fixed = true;
		groups[a].fixed = groups[b].fixed;
	}
}

static bool all_fixed_alike(const Group *groups, const Op *op)
{
	const Group *first = &groups[root_of(groups, op->inputs[0])];
	for (int i = 0; i < op->n_inputs; i++) {
		const Group *group = &groups[root_of(groups, op->inputs[i])];
		if (!group->is_fixed || group->fixed.scale != first->fixed.scale ||
			group->fixed.zero_point != first->fixed.zero_point)
			return false;
	}
	return true;
}

static void join_concatenation(Group *groups, const Op *op)
{
	bool alike = all_fixed_alike(groups, op);
	for (int i = 0; i < op->n_inputs; i++)
		if (alike || !groups[root_of(groups, op->inputs[i])].is_fixed)
			join(groups, op->inputs[i], op->outputs[0]);
}

/* What the 255 steps of a tensor's scale will span. */
static float span_of(const Group *groups, int tensor)
{
	const Group *group = &groups[root_of(groups, tensor)];
	if (group->is_fixed)
		return 255 * group->fixed.scale;
	return fmaxf(group->range.high, 0) - fminf(group->range.low, 0);
}

/* TFLM's RELU6 compares with a quantised 6, which must exist. */
static void make_room_for_six(Group *groups, const Op *op)
{
	if (op->code->type == OP_RELU6)
		widen(&groups[root_of(groups, op->inputs[0])].range, (Range){0, 6.1F});
}

/* Some of TFLM's arithmetic has no bits for an output that much finer than its inputs, as
 * where large values cancel out. */
static void keep_coarse(Group *groups, const Op *op)
{
	Range least = {0, 0};
	if (op->code->type == OP_HARD_SWISH)
		least.high = span_of(groups, op->inputs[0]) / 100;
	if (op->code->type == OP_ADD || op->code->type == OP_SUB)
		least.high =
			fmaxf(span_of(groups, op->inputs[0]), span_of(groups, op->inputs[1])) /
			(1 << 18);
	if (least.high > span_of(groups, op->outputs[0]))
		widen(&groups[root_of(groups, op->outputs[0])].range, least);
}

void choose_scales(const Graph *graph, const Range *ranges, ScaleZero *scales)
{
	Arena scratch = {0};
	Group *groups = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *groups);
	for (int i = 0; i < graph->n_tensors; i++)
		groups[i] = (Group){.parent = i, .range = ranges[i]};
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		Group *out = &groups[op->outputs[0]];
		out->is_fixed = fixed_output(op->code->type, &out->fixed);
	}
	for (int i = 0; i < graph->n_ops; i++)
		if (keeps_scale(graph->ops[i].code->type))
			join(groups, graph->ops[i].inputs[0], graph->ops[i].outputs[0]);
	for (int i = 0; i < graph->n_ops; i++)
		if (graph->ops[i].code->type == OP_CONCATENATION)
			join_concatenation(groups, &graph->ops[i]);
	for (int i = 0; i < graph->n_ops; i++)
		make_room_for_six(groups, &graph->ops[i]);
	for (int i = 0; i < graph->n_ops; i++)
		keep_coarse(groups, &graph->ops[i]);

	for (int i = 0; i < graph->n_tensors; i++) {
		const Group *group = &groups[root_of(groups, i)];
		scales[i] = (ScaleZero){0};
		if (ranges[i].low <= ranges[i].high)
			scales[i] = group->is_fixed ? group->fixed : scale_for_range(group->range);
	}
	arena_finish(&scratch);
}

bool needs_requantize(const Op *op, int i, const ScaleZero *scales)
{
	if (op->code->type != OP_CONCATENATION)
		return false;
	ScaleZero in = scales[op->inputs[i]], out = scales[op->outputs[0]];
	return in.scale != out.scale || in.zero_point != out.zero_point;
}
