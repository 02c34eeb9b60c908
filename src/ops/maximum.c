/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAXIMUM and MINIMUM of two tensors whose shapes go together by NumPy's rule. As on the
 * device, integers are compared as they are: their quantisation is not looked at.
 */
#include "src/kernels/extremes.h"
#include "src/ops/two_operands.h"

static void run_maximum(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	const Broadcast *shape = layer->params;
	switch (op_output(layer->graph, layer->op, 0)->type) {
	case TYPE_FLOAT32:
		maximum_f32(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT8:
		maximum_s8(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT16:
		maximum_s16(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT32:
		maximum_s32(shape, in[0], in[1], out[0]);
		break;
	default:
		maximum_s64(shape, in[0], in[1], out[0]);
	}
}

static void run_minimum(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	const Broadcast *shape = layer->params;
	switch (op_output(layer->graph, layer->op, 0)->type) {
	case TYPE_FLOAT32:
		minimum_f32(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT8:
		minimum_s8(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT16:
		minimum_s16(shape, in[0], in[1], out[0]);
		break;
	case TYPE_INT32:
		minimum_s32(shape, in[0], in[1], out[0]);
		break;
	default:
		minimum_s64(shape, in[0], in[1], out[0]);
	}
}

static bool has_kernel(DataType type)
{
	return type == TYPE_FLOAT32 || type == TYPE_INT8 || type == TYPE_INT16 ||
		type == TYPE_INT32 || type == TYPE_INT64;
}

static bool extreme_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType in = op_input(layer->graph, layer->op, 0)->type;
	DataType out = op_output(layer->graph, layer->op, 0)->type;
	if (in != out || !has_kernel(in))
		return failed(err,
			"%s to %s cannot be run; float32, int8, int16, int32 and int64 can",
			type_name(in), type_name(out));
	if (!same_input_types(layer, err))
		return false;
	Broadcast shape = broadcast_inputs(layer);
	layer->params = arena_copy(arena, &shape, sizeof shape);
	layer->run = layer->op->code->type == OP_MAXIMUM ? run_maximum : run_minimum;
	layer->one_by_one = true;
	return true;
}

#define EXTREME \
	.min_inputs = 2, .max_inputs = 2, .shape = broadcast_shape, .prepare = extreme_prepare

const OpInfo op_maximum = {EXTREME};
const OpInfo op_minimum = {EXTREME};
