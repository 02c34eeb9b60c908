/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/quant_scales.h"

#include "passes/quantize/pad_value.h"
#include "src/graph/roles.h"

#include <math.h>

enum { Q_MIN = -128, Q_MAX = 127, Q16_MAX = 32767 };

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

ScaleZero int16_scale_for_range(Range range)
{
	double largest = fmax(fmax((double)range.high, -(double)range.low), 0);
	if (largest == 0)
		largest = Q_MAX - Q_MIN; /* nothing but zeros: what int8 spans then */
	double scale = largest / Q16_MAX;
	return (ScaleZero){(float)fmax(scale, LEAST_SCALE), 0};
}

/* What TFLite fixes the output of an operator to; false where it is free. */
static bool fixed_output(OpType type, bool is_wide, ScaleZero *scale)
{
	switch (type) {
	case OP_SOFTMAX:
	case OP_LOGISTIC:
		*scale = is_wide ? (ScaleZero){1.0f / 32768, 0} : (ScaleZero){1.0f / 256, -128};
		return true;
	case OP_LOG_SOFTMAX:
		*scale = (ScaleZero){16.0f / 256, 127};
		return true;
	case OP_TANH:
		*scale = (ScaleZero){is_wide ? 1.0f / 32768 : 1.0f / 128, 0};
		return true;
	default:
		return false;
	}
}

/* Operators on one tensor whose kernels do not rescale. */
static bool keeps_scale(OpType type)
{
	switch (type) {
	case OP_AVERAGE_POOL_2D:
	case OP_CAST:
	case OP_EXPAND_DIMS:
	case OP_GATHER:
	case OP_MAX_POOL_2D:
	case OP_PAD:
	case OP_PADV2:
	case OP_REDUCE_MAX:
	case OP_RELU6:
	case OP_RESHAPE:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_SLICE:
	case OP_SPLIT:
	case OP_SPLIT_V:
	case OP_SQUEEZE:
	case OP_STRIDED_SLICE:
	case OP_TRANSPOSE:
		return true;
	default:
		return false;
	}
}

/* The same on several tensors, of which each gives some of the output's values. */
static bool shares_scale(OpType type)
{
	return type == OP_CONCATENATION || type == OP_MAXIMUM || type == OP_MINIMUM;
}

/* Tensors that share a quantisation, as a forest: each points towards its group's root. */
typedef struct Group {
	int parent;
	Range range;
	bool is_wide; /* int16 */
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

static void join_inputs(Group *groups, const Op *op)
{
	bool alike = all_fixed_alike(groups, op);
	for (int i = 0; i < op->n_inputs; i++)
		if (alike || !groups[root_of(groups, op->inputs[i])].is_fixed)
			join(groups, op->inputs[i], op->outputs[0]);
}

static ScaleZero scale_of(const Group *group)
{
	return group->is_fixed ? group->fixed
		: group->is_wide   ? int16_scale_for_range(group->range)
						   : scale_for_range(group->range);
}

static float step_of(const Group *groups, int tensor)
{
	return scale_of(&groups[root_of(groups, tensor)]).scale;
}

/* TFLM's RELU6 compares with a quantised 6, which must exist. */
static void make_room_for_six(Group *groups, const Op *op)
{
	if (op->code->type == OP_RELU6)
		widen(&groups[root_of(groups, data_index(op))].range, (Range){0, 6.1F});
}

/* What the steps of a tensor's scale must span for it not to be finer than step. */
static float wide_enough(const Group *group, float step)
{
	return step * (group->is_wide ? Q16_MAX : Q_MAX - Q_MIN);
}

/* Some of TFLM's arithmetic has no bits for an output that much finer than its inputs, as
 * where large values cancel out. */
static void keep_coarse(Group *groups, const Op *op)
{
	Group *out = &groups[root_of(groups, op->outputs[0])];
	float step = 0;
	if (op->code->type == OP_HARD_SWISH)
		step = step_of(groups, op->inputs[0]) / 100;
	if (op->code->type == OP_ADD || op->code->type == OP_SUB)
		step = fmaxf(step_of(groups, op->inputs[0]), step_of(groups, op->inputs[1])) /
			(out->is_wide ? 1 << 13 : 1 << 18);
	if (op->code->type == OP_DIV)
		step =
			step_of(groups, op->inputs[0]) / step_of(groups, op->inputs[1]) / (1 << 22);
	float span = fmaxf(out->range.high, 0) - fminf(out->range.low, 0);
	if (wide_enough(out, step) > span)
		widen(&out->range, (Range){0, wide_enough(out, step)});
}

static bool is_quantized(DataType type)
{
	return type == TYPE_INT8 || type == TYPE_INT16 || type == TYPE_UINT8;
}

/* Conversions between uint8 and int8 move values by 128, and no more. */
static bool only_shifts(const Op *op, const DataType *types)
{
	DataType in = types[op->inputs[0]], out = types[op->outputs[0]];
	return op->code->type == OP_QUANTIZE &&
		((in == TYPE_UINT8 && out == TYPE_INT8) ||
			(in == TYPE_INT8 && out == TYPE_UINT8));
}

static void make_groups(const Typed *typed, Group *groups)
{
	const Graph *graph = typed->graph;
	for (int i = 0; i < graph->n_tensors; i++) {
		bool is_wide = typed->types[i] == TYPE_INT16;
		groups[i] = (Group){
			.parent = i,
			.range = is_wide ? typed->extremes[i] : typed->ranges[i],
			.is_wide = is_wide,
		};
	}
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		Group *out = &groups[op->outputs[0]];
		if (is_quantized(typed->types[op->outputs[0]]))
			out->is_fixed = fixed_output(op->code->type, out->is_wide, &out->fixed);
	}
}

/*
 * What a scale need not hold. Constants of which the larger or smaller values are taken: those
 * that are show in the output's range, the others may saturate. And pads that stand for
 * nothing, also as part of the output.
 */
static void leave_out_ranges(const Graph *graph, const Op *op, Group *groups)
{
	OpType type = op->code->type;
	for (int i = 0; i < op->n_inputs; i++)
		if ((type == OP_MAXIMUM || type == OP_MINIMUM) &&
			tensor_is_constant(op_input(graph, op, i)))
			groups[op->inputs[i]].range = RANGE_OF_NONE;
	if (type == OP_PADV2 &&
		pads_with_nothing(graph, op, groups[op->inputs[PAD_VALUE]].range,
			groups[data_index(op)].range))
		groups[op->inputs[PAD_VALUE]].range = groups[op->outputs[0]].range =
			RANGE_OF_NONE;
}

static void join_groups(const Typed *typed, Group *groups)
{
	const Graph *graph = typed->graph;
	for (int i = 0; i < graph->n_ops; i++)
		leave_out_ranges(graph, &graph->ops[i], groups);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		if (!keeps_scale(op->code->type) && !only_shifts(op, typed->types))
			continue;
		for (int k = 0; k < op->n_outputs; k++)
			join(groups, data_index(op), op->outputs[k]);
		if (op->code->type == OP_PADV2)
			join(groups, data_index(op), op->inputs[PAD_VALUE]);
	}
	for (int i = 0; i < graph->n_ops; i++)
		if (shares_scale(graph->ops[i].code->type))
			join_inputs(groups, &graph->ops[i]);
}

void choose_scales(const Typed *typed, ScaleZero *scales)
{
	Arena scratch = {0};
	const Graph *graph = typed->graph;
	Group *groups = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *groups);
	make_groups(typed, groups);
	join_groups(typed, groups);
	for (int i = 0; i < graph->n_ops; i++)
		make_room_for_six(groups, &graph->ops[i]);
	for (int i = 0; i < graph->n_ops; i++)
		keep_coarse(groups, &graph->ops[i]);
	for (int i = 0; i < graph->n_tensors; i++) {
		scales[i] = (ScaleZero){0};
		if (is_quantized(typed->types[i]) &&
			typed->ranges[i].low <= typed->ranges[i].high)
			scales[i] = scale_of(&groups[root_of(groups, i)]);
	}
	arena_finish(&scratch);
}

bool needs_requantize(const Op *op, int i, const ScaleZero *scales)
{
	if (!shares_scale(op->code->type))
		return false;
	ScaleZero in = scales[op->inputs[i]], out = scales[op->outputs[0]];
	return in.scale != out.scale || in.zero_point != out.zero_point;
}
