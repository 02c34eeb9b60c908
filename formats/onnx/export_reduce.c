/* SPDX-License-Identifier: Apache-2.0 */
/* MEAN, SUM, REDUCE_MAX, and images made larger or smaller. */
#include <math.h>

#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"

/* The axes that a checked reduction is over, as a mask. */
static int reduced_axes(const Graph *graph, const Op *op)
{
	Error err = {0};
	int64_t axes[MAX_RANK];
	int n = 0, mask = 0, rank = op_input(graph, op, 0)->rank;
	constant_ints(graph, op, 1, MAX_RANK, axes, &n, &err);
	for (int i = 0; i < n; i++)
		mask |= 1 << (axes[i] < 0 ? axes[i] + rank : axes[i]);
	return mask;
}

static const char *global_name(OpType type, int rank, bool keeps_dims, int mask)
{
	bool is_global = rank == 4 && keeps_dims && mask == (1 << 1 | 1 << 2);
	if (!is_global || type == OP_SUM)
		return NULL;
	return type == OP_MEAN ? "GlobalAveragePool" : "GlobalMaxPool";
}

/* SUM has its axes as an input, the others as an attribute, in the opsets written. */
static void write_reduction(OnnxWriter *w, const Op *op, Order order, Order out_order,
	int n, const int64_t *axes)
{
	int output = op->outputs[0];
	OpType type = op->code->type;
	const char *in = onnx_value(w, op->inputs[0], order), *list = NULL;
	if (type == OP_SUM)
		list = onnx_ints(w, w->tensors[output].name, "_axes", n, axes);
	Onnx__NodeProto *node = onnx_simple(w,
		type == OP_SUM        ? "ReduceSum"
			: type == OP_MEAN ? "ReduceMean"
							  : "ReduceMax",
		output, out_order, NAMES(in, list));
	if (type != OP_SUM)
		onnx_set_ints(w, node, "axes", n, axes);
	onnx_set_int(w, node, "keepdims", op->attrs.reduce.keep_dims);
}

void onnx_write_reduce(OnnxWriter *w, const Op *op)
{
	bool keeps_dims = op->attrs.reduce.keep_dims;
	int input = op->inputs[0], output = op->outputs[0];
	int rank = onnx_shape(w, input).rank, mask = reduced_axes(w->graph, op);
	Order order = onnx_order(w, input);
	const char *global = global_name(op->code->type, rank, keeps_dims, mask);
	if (global && order.kind == ORDER_CHANNELS_FIRST) {
		onnx_simple(w, global, output, order, NAMES(onnx_value(w, input, order)));
		return;
	}
	if (mask == 0) {
		onnx_end_with(w, output, order, onnx_value(w, input, order));
		return;
	}
	int32_t written[MAX_RANK];
	int64_t axes[MAX_RANK];
	int n = 0;
	order_axes(order, rank, written);
	for (int i = 0; i < rank; i++)
		if (mask >> written[i] & 1)
			axes[n++] = i;
	Order out_order = keeps_dims ? order : order_without(order, rank, mask);
	write_reduction(w, op, order, out_order, n, axes);
}

/* --- Resizing --- */

/* The factor by which a length grows, such that length times factor, rounded down, is just the
 * new length, however precisely the two are multiplied. */
static float factor_of(int from, int to)
{
	float factor = (float)to / (float)from;
	while ((double)from * (double)factor < to)
		factor = nextafterf(factor, INFINITY);
	return factor;
}

/* Where the batch is free, the output's size cannot be told, but how much it grows. */
static const char *scales_of(OnnxWriter *w, int output, const int *in, const int *out)
{
	float *scales = arena_array(w->arena, 4, sizeof *scales);
	scales[0] = scales[1] = 1;
	scales[2] = factor_of(in[1], out[1]);
	scales[3] = factor_of(in[2], out[2]);
	return onnx_constant(w, onnx_name(w, w->tensors[output].name, "_scales"),
		ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, (Shape){1, {4}}, scales,
		4 * sizeof *scales);
}

/*
 * Places in the input are TFLite's: ONNX says half_pixel, align_corners and asymmetric for them.
 * The nearest is that below (x + 0.5) * scale with half_pixel centres, which ONNX counts half a
 * pixel lower: there, and with corners aligned, it is to be rounded.
 */
void onnx_write_resize(OnnxWriter *w, const Op *op)
{
	const ResizeAttrs *attrs = &op->attrs.resize;
	int output = op->outputs[0];
	const int *in = op_input(w->graph, op, 0)->dims;
	const int *out = w->graph->tensors[output].dims;
	bool is_nearest = op->code->type == OP_RESIZE_NEAREST_NEIGHBOR;
	bool is_plain = !attrs->align_corners && !attrs->half_pixel_centers;
	const char *scales = NULL, *sizes = NULL;
	if (w->has_free_batch)
		scales = scales_of(w, output, in, out);
	else
		sizes = onnx_ints(w, w->tensors[output].name, "_sizes", 4,
			(int64_t[]){out[0], out[3], out[1], out[2]});
	const char *value = onnx_value(w, op->inputs[0], CHANNELS_FIRST);
	Onnx__NodeProto *node = onnx_simple(w, "Resize", output, CHANNELS_FIRST,
		NAMES(value, NULL, scales, sizes));
	onnx_set_text(w, node, "mode", is_nearest ? "nearest" : "linear");
	onnx_set_text(w, node, "coordinate_transformation_mode",
		attrs->align_corners            ? "align_corners"
			: attrs->half_pixel_centers ? "half_pixel"
										: "asymmetric");
	if (is_nearest)
		onnx_set_text(w, node, "nearest_mode", is_plain ? "floor" : "round_prefer_ceil");
}
