/* SPDX-License-Identifier: Apache-2.0 */
/* CONCATENATION of tensors along an axis. */
#include "src/ops/moving.h"
#include "src/ops/params.h"

static bool concatenation_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	int axis;
	if (!input_shape(graph, op, 0, out, err) ||
		!axis_of_rank(op->attrs.concatenation.axis, out->rank, &axis, err))
		return false;
	Shape first = *out;
	int64_t length = first.dims[axis];
	for (int i = 1; i < op->n_inputs; i++) {
		Shape next;
		if (!op_input(graph, op, i))
			return failed(err, "input %d is left out", i);
		if (!input_shape(graph, op, i, &next, err))
			return false;
		length += next.rank == first.rank ? next.dims[axis] : 0;
		Shape like = first;
		like.dims[axis] = next.rank == first.rank ? next.dims[axis] : 0;
		if (!shape_equal(like, next)) {
			char a[SHAPE_TEXT_BYTES], b[SHAPE_TEXT_BYTES];
			return failed(err, "input %d is %s beside %s", i, shape_text(next, a),
				shape_text(first, b));
		}
	}
	if (length > INT32_MAX)
		return failed(err, "more than 2^31 elements");
	out->dims[axis] = (int)length;
	return true;
}

static void concatenation_run(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	const ConcatenationParams *params = layer->params;
	move_concat(in, params->block_bytes, (size_t)layer->op->n_inputs, params->n_blocks,
		out[0]);
}

static bool check_zero_points(const Layer *layer, int tensor, Error *err)
{
	char label[16];
	const Quantization *q = layer->graph->tensors[tensor].quantization;
	for (int i = 0; q && i < q->n_zero_points; i++)
		if (q->zero_point[i] != 0)
			return failed(err, "tensor '%s': int16 with zero point %lld; it must be 0",
				tensor_label(layer->graph, tensor, label), (long long)q->zero_point[i]);
	return true;
}

/* TFLM refuses int8 inputs that are not quantised just as the output is; of int16 it wants
 * zero points of 0, but leaves scales to the model. */
static bool check_inputs(const Layer *layer, Error *err)
{
	DataType type = op_output(layer->graph, layer->op, 0)->type;
	for (int i = 0; i < layer->op->n_inputs; i++) {
		DataType next = op_input(layer->graph, layer->op, i)->type;
		if (next != type)
			return failed(err, "input %d is %s, the output %s", i, type_name(next),
				type_name(type));
		if ((type == TYPE_INT8 || type == TYPE_UINT8) && !same_quant(layer, i, 0, err))
			return false;
		if (type == TYPE_INT16 && !check_zero_points(layer, layer->op->inputs[i], err))
			return false;
	}
	return type != TYPE_INT16 || check_zero_points(layer, layer->op->outputs[0], err);
}

static bool concatenation_prepare(Layer *layer, Arena *arena, Error *err)
{
	const Op *op = layer->op;
	int axis;
	if (op->attrs.concatenation.activation != ACTIVATION_NONE)
		return failed(err, "a fused activation cannot be run");
	if (!moves_one_type(layer, err) || !check_inputs(layer, err) ||
		!axis_of_rank(op->attrs.concatenation.axis, output_shape(layer->graph, op).rank,
			&axis, err))
		return false;
	ConcatenationParams *params = arena_alloc(arena, sizeof *params);
	params->n_blocks = 1;
	params->block_bytes =
		arena_array(arena, (size_t)op->n_inputs, sizeof *params->block_bytes);
	Shape out = output_shape(layer->graph, op);
	for (int i = 0; i < axis; i++)
		params->n_blocks *= (size_t)out.dims[i];
	for (int i = 0; i < op->n_inputs; i++) {
		size_t count = (size_t)shape_count(known_input_shape(layer->graph, op, i));
		params->block_bytes[i] = count / params->n_blocks * element_bytes(layer);
	}
	layer->params = params;
	layer->run = concatenation_run;
	layer->one_by_one = true;
	return true;
}

const OpInfo op_concatenation = {
	.min_inputs = 1,
	.max_inputs = 1 << 16,
	.shape = concatenation_shape,
	.prepare = concatenation_prepare,
};
