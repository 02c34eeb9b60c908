/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors joined, split, padded, and parts taken of them. */
#include "formats/onnx/export_operators.h"
#include "src/ops/operands.h"
#include "src/ops/strided_slice.h"

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
	OnnxResult result = onnx_begin(w, output, order, op->attrs.concatenation.activation);
	Onnx__NodeProto *node = onnx_node(w, "Concat", result.name, op->n_inputs, inputs);
	onnx_set_int(w, node, "axis", axis_in(order, rank, op->attrs.concatenation.axis));
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
		lengths[i] = onnx_shape(w, op->outputs[i]).dims[axis < 0 ? axis + rank : axis];
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
	Onnx__NodeProto *node = onnx_simple(w, "Gather", output, order, NAMES(in, indices));
	onnx_set_int(w, node, "axis", axis_in(order, rank, op->attrs.gather.axis));
}

/* A constant number, as a real scalar where it stands for one. */
static const char *fill_value(OnnxWriter *w, int tensor)
{
	int constant = onnx_constant_of(w, tensor);
	const Tensor *t = &w->graph->tensors[constant < 0 ? tensor : constant];
	if (constant >= 0 && t->type == TYPE_FLOAT32)
		return onnx_scalar(w, *(const float *)(const void *)t->buffer->data);
	if (constant >= 0 && t->type == TYPE_INT8 && onnx_is_quantized(t)) {
		const Quantization *q = t->quantization;
		int q_zero = q->n_zero_points > 0 ? (int)q->zero_point[0] : 0;
		return onnx_scalar(w, q->scale[0] * (float)((int8_t)t->buffer->data[0] - q_zero));
	}
	return onnx_value(w, tensor, AS_IS);
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
	const char *list = onnx_ints(w, w->tensors[output].name, "_pads", 2 * rank, pads);
	const char *fill = op->code->type == OP_PADV2 ? fill_value(w, op->inputs[2]) : NULL;
	onnx_simple(w, "Pad", output, order, NAMES(in, list, fill));
}

/* Slice the axes that are not taken whole. */
static const char *write_slice(OnnxWriter *w, const Op *op, const StridedPart *part,
	const char *value, const char *name)
{
	int64_t starts[MAX_RANK], ends[MAX_RANK], steps[MAX_RANK], axes[MAX_RANK];
	int32_t written[MAX_RANK];
	Shape in = onnx_shape(w, op->inputs[0]);
	int n = 0;
	order_axes(onnx_order(w, op->inputs[0]), in.rank, written);
	for (int i = 0; i < in.rank; i++) {
		int axis = written[i];
		if (part->step[axis] == 1 && part->size[axis] == in.dims[axis])
			continue;
		int64_t end = part->begin[axis] + (int64_t)part->size[axis] * part->step[axis];
		axes[n] = i;
		starts[n] = part->begin[axis];
		ends[n] = end < 0 ? -(int64_t)in.dims[axis] - 1 : end; /* before the first */
		steps[n++] = part->step[axis];
	}
	const char *base = w->tensors[op->outputs[0]].name;
	onnx_node(w, "Slice", name,
		NAMES(value, onnx_ints(w, base, "_starts", n, starts),
			onnx_ints(w, base, "_ends", n, ends), onnx_ints(w, base, "_axes", n, axes),
			onnx_ints(w, base, "_steps", n, steps)));
	return name;
}

static const char *write_squeeze(OnnxWriter *w, const Op *op, int removed,
	const char *value, const char *name)
{
	int64_t axes[MAX_RANK];
	int32_t written[MAX_RANK];
	int n = 0, rank = onnx_shape(w, op->inputs[0]).rank;
	order_axes(onnx_order(w, op->inputs[0]), rank, written);
	for (int i = 0; i < rank; i++)
		if (removed >> written[i] & 1)
			axes[n++] = i;
	const char *base = w->tensors[op->outputs[0]].name;
	onnx_node(w, "Squeeze", name, NAMES(value, onnx_ints(w, base, "_gone", n, axes)));
	return name;
}

/* A Slice of what is not taken whole, and a Squeeze of the axes that go. */
static void write_part(OnnxWriter *w, const Op *op, const StridedPart *part)
{
	int input = op->inputs[0], output = op->outputs[0], removed = 0;
	Shape in = onnx_shape(w, input);
	Order order = onnx_order(w, input);
	bool slices = false;
	for (int i = 0; i < in.rank; i++) {
		slices = slices || part->step[i] != 1 || part->size[i] != in.dims[i];
		removed |= part->shrinks[i] ? 1 << i : 0;
	}
	const char *value = onnx_value(w, input, order);
	if (!slices && !removed) {
		onnx_end_with(w, output, order, value);
		return;
	}
	Order left = order_without(order, in.rank, removed);
	OnnxResult result = onnx_begin(w, output, left, ACTIVATION_NONE);
	if (slices)
		value = write_slice(w, op, part, value,
			removed ? onnx_name(w, w->tensors[output].name, "_part") : result.name);
	if (removed)
		write_squeeze(w, op, removed, value, result.name);
	onnx_end(w, &result);
}

void onnx_write_slice(OnnxWriter *w, const Op *op)
{
	StridedPart part = {.begin = {0}};
	int64_t begin[MAX_RANK] = {0};
	Shape out = onnx_shape(w, op->outputs[0]);
	ints_of(w, op, 1, MAX_RANK, begin);
	for (int i = 0; i < out.rank; i++) {
		part.begin[i] = (int32_t)begin[i];
		part.step[i] = 1;
		part.size[i] = out.dims[i];
	}
	write_part(w, op, &part);
}

void onnx_write_strided_slice(OnnxWriter *w, const Op *op)
{
	Error err = {0};
	StridedPart part = {.begin = {0}};
	strided_part(w->graph, op, &part, &err); /* it has been checked */
	write_part(w, op, &part);
}
