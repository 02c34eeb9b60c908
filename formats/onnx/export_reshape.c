/* SPDX-License-Identifier: Apache-2.0 */
/* The same values under other shapes, and in another order. */
#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"

/* A Reshape to a tensor's shape in an order. A batch that is free is taken from the input. */
static void write_reshape(OnnxWriter *w, const Op *op, Order in_order, Order out_order)
{
	int input = op->inputs[0], output = op->outputs[0];
	Shape in = order_shape(in_order, onnx_shape(w, input));
	Shape out = order_shape(out_order, onnx_shape(w, output));
	int64_t dims[MAX_RANK];
	for (int i = 0; i < out.rank; i++)
		dims[i] = out.dims[i];
	if (w->has_free_batch && in.rank > 0 && out.rank > 0 && in.dims[0] == out.dims[0])
		dims[0] = 0; /* as that of the input */
	const char *value = onnx_value(w, input, in_order);
	const char *shape = onnx_ints(w, w->tensors[output].name, "_shape", out.rank, dims);
	onnx_simple(w, "Reshape", output, out_order, NAMES(value, shape));
}

void onnx_write_reshape(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0], output = op->outputs[0];
	Shape in = onnx_shape(w, input), out = onnx_shape(w, output);
	Order from = onnx_order(w, input), to = onnx_order(w, output);
	if (order_same_sequence(from, in, to, out))
		write_reshape(w, op, from, to);
	else if (order_same_sequence(AS_IS, in, to, out))
		write_reshape(w, op, AS_IS, to);
	else if (order_same_sequence(from, in, AS_IS, out))
		write_reshape(w, op, from, AS_IS);
	else
		write_reshape(w, op, AS_IS, AS_IS);
}

/* The axes that one tensor has over another: as written, and in a constant. */
static const char *axes_name(OnnxWriter *w, int output, Order order, int rank, int mask)
{
	int64_t axes[MAX_RANK];
	int32_t written[MAX_RANK];
	int n = 0;
	order_axes(order, rank, written);
	for (int i = 0; i < rank; i++)
		if (mask >> written[i] & 1)
			axes[n++] = i;
	return onnx_ints(w, w->tensors[output].name, "_axes", n, axes);
}

/* Axes of the input that go: those listed, or all of 1. */
static int squeezed_axes(const Op *op, Shape in)
{
	const SqueezeAttrs *attrs = &op->attrs.squeeze;
	int mask = 0;
	for (int i = 0; i < attrs->n_axes; i++)
		mask |= 1 << (attrs->axes[i] < 0 ? attrs->axes[i] + in.rank : attrs->axes[i]);
	for (int i = 0; i < in.rank && attrs->n_axes == 0; i++)
		mask |= in.dims[i] == 1 ? 1 << i : 0;
	return mask;
}

/* Squeeze where the axes that stay are in the output's order, Reshape otherwise. */
void onnx_write_squeeze(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0], output = op->outputs[0];
	Shape in = onnx_shape(w, input);
	Order from = onnx_order(w, input), to = onnx_order(w, output);
	int mask = squeezed_axes(op, in);
	if (mask == 0 || !order_equal(order_without(from, in.rank, mask), to)) {
		onnx_write_reshape(w, op);
		return;
	}
	const char *value = onnx_value(w, input, from);
	onnx_simple(w, "Squeeze", output, to,
		NAMES(value, axes_name(w, output, from, in.rank, mask)));
}

void onnx_write_expand_dims(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0], output = op->outputs[0];
	Shape out = onnx_shape(w, output);
	Order from = onnx_order(w, input), to = onnx_order(w, output);
	Error err = {0};
	int64_t axis = 0;
	int n;
	constant_ints(w->graph, op, 1, 1, &axis, &n, &err);
	int mask = 1 << (axis < 0 ? axis + out.rank : axis);
	if (!order_equal(order_without(to, out.rank, mask), from)) {
		onnx_write_reshape(w, op);
		return;
	}
	const char *value = onnx_value(w, input, from);
	onnx_simple(w, "Unsqueeze", output, to,
		NAMES(value, axes_name(w, output, to, out.rank, mask)));
}

/* Orders are changed by the same node, or make it unnecessary. */
void onnx_write_transpose(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0], output = op->outputs[0];
	int rank = onnx_shape(w, input).rank, n;
	Order from = onnx_order(w, input), to = onnx_order(w, output);
	Error err = {0};
	int64_t given[MAX_RANK] = {0}, perm[MAX_RANK];
	int32_t axes[MAX_RANK];
	bool moves = false;
	constant_ints(w->graph, op, 1, MAX_RANK, given, &n, &err);
	order_axes(to, rank, axes);
	for (int i = 0; i < rank; i++) {
		int64_t axis = given[axes[i]];
		perm[i] = order_axis(from, rank, (int)(axis < 0 ? axis + rank : axis));
		moves = moves || perm[i] != i;
	}
	const char *value = onnx_value(w, input, from);
	if (moves)
		onnx_set_ints(w, onnx_simple(w, "Transpose", output, to, NAMES(value)), "perm",
			rank, perm);
	else
		onnx_end_with(w, output, to, value);
}
