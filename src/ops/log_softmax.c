/* SPDX-License-Identifier: Apache-2.0 */
/* LOG_SOFTMAX over the last axis. */
#include "src/kernels/log_softmax.h"
#include "src/ops/operands.h"

static int row_length(const Layer *layer)
{
	Shape shape = output_shape(layer->graph, layer->op);
	return shape.dims[shape.rank - 1];
}

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	int length = row_length(layer);
	int rows = n * (int)(output_count(layer) / (size_t)length);
	log_softmax_f32(in[0], rows, length, out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	LogSoftmaxS8 softmax = *(const LogSoftmaxS8 *)layer->params;
	softmax.rows *= n;
	log_softmax_s8(&softmax, in[0], out[0]);
}

static bool prepare_s8(Layer *layer, Arena *arena, Error *err)
{
	Quant in, out;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (out.zero != 127 || out.scale != 16.0f / 256)
		return failed(err,
			"the output has scale %g, zero point %d; they must be 16/256, 127",
			(double)out.scale, (int)out.zero);
	LogSoftmaxS8 softmax = {.n = row_length(layer)};
	softmax.rows = (int)(output_count(layer) / (size_t)softmax.n);
	if (!log_softmax_s8_prepare(&softmax, in.scale))
		return bad_scales(err);
	layer->params = arena_copy(arena, &softmax, sizeof softmax);
	layer->run = run_s8;
	return true;
}

static bool log_softmax_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	if (output_shape(layer->graph, layer->op).rank == 0)
		return failed(err, "its input has no dimensions");
	layer->run = run_f32;
	if (type == TYPE_INT16)
		return failed(err, "int16 cannot be run; float32 and int8 can");
	return type == TYPE_FLOAT32 || prepare_s8(layer, arena, err);
}

const OpInfo op_log_softmax = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = same_shape,
	.prepare = log_softmax_prepare,
};
