/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PAD and PADV2: the input with zeros, or with a value (input 2, a constant quantised as the
 * data is), around it; paddings (input 1) are [rank, 2], before and after.
 */
#include <string.h>

#include "src/ops/moving.h"
#include "src/ops/params.h"

static bool read_paddings(const Graph *graph, const Op *op, PadParams *params, Error *err)
{
	enum { LIMIT = 1 << 28 };
	Shape in;
	int64_t values[2 * MAX_RANK];
	int n;
	if (!input_shape(graph, op, 0, &in, err) ||
		!constant_ints(graph, op, 1, 2 * MAX_RANK, values, &n, err))
		return false;
	if (n != 2 * in.rank)
		return failed(err, "%d paddings for %d dimensions", n, in.rank);
	for (int i = 0; i < n; i++) {
		if (values[i] < 0 || values[i] > LIMIT)
			return failed(err, "axis %d is padded by %lld", i / 2, (long long)values[i]);
		(i % 2 ? params->after : params->before)[i / 2] = (int32_t)values[i];
	}
	return true;
}

static bool pad_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	PadParams params;
	if (!read_paddings(graph, op, &params, err))
		return false;
	*out = known_input_shape(graph, op, 0);
	int64_t count = 1;
	for (int i = 0; i < out->rank; i++) {
		int64_t length = (int64_t)out->dims[i] + params.before[i] + params.after[i];
		count *= length;
		if (length > INT32_MAX || count > INT32_MAX)
			return failed(err, "more than 2^31 elements");
		out->dims[i] = (int)length;
	}
	return true;
}

static void pad_run(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const PadParams *params = layer->params;
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	move_pad(in[0], shape.dims, params->before, params->after, shape.rank,
		element_bytes(layer), params->fill, out[0]);
}

static bool has_zero_point(const Layer *layer)
{
	DataType type = op_output(layer->graph, layer->op, 0)->type;
	return type == TYPE_INT8 || type == TYPE_UINT8;
}

static bool pad_prepare(Layer *layer, Arena *arena, Error *err)
{
	PadParams *params = arena_alloc(arena, sizeof *params);
	layer->params = params;
	layer->run = pad_run;
	layer->one_by_one = true;
	Quant out;
	if (!moves_one_type(layer, err) ||
		!read_paddings(layer->graph, layer->op, params, err))
		return false;
	if (!has_zero_point(layer))
		return true;
	if (!output_quant(layer, &out, err))
		return false;
	params->fill[0] = (uint8_t)out.zero;
	return true;
}

static bool padv2_prepare(Layer *layer, Arena *arena, Error *err)
{
	char label[16];
	const Tensor *value = op_input(layer->graph, layer->op, 2);
	DataType type = op_output(layer->graph, layer->op, 0)->type;
	if (!pad_prepare(layer, arena, err))
		return false;
	if (!tensor_is_constant(value) || value->type != type ||
		value->buffer->n_bytes != element_bytes(layer))
		return failed(err, "tensor '%s' must be a constant of one %s",
			tensor_label(layer->graph, layer->op->inputs[2], label), type_name(type));
	if (has_zero_point(layer) && !same_quant(layer, 2, 0, err))
		return false;
	PadParams *params = arena_copy(arena, layer->params, sizeof *params);
	memcpy(params->fill, value->buffer->data, value->buffer->n_bytes);
	layer->params = params;
	return true;
}

const OpInfo op_pad = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = pad_shape,
	.prepare = pad_prepare,
};

const OpInfo op_padv2 = {
	.min_inputs = 3,
	.max_inputs = 3,
	.shape = pad_shape,
	.prepare = padv2_prepare,
};
