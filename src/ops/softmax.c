/* SPDX-License-Identifier: Apache-2.0 */
/* SOFTMAX over the last axis. */
#include <math.h>

#include "src/kernels/softmax_f32.h"
#include "src/kernels/softmax_int.h"
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
	softmax_f32(in[0], rows, length, layer->op->attrs.softmax.beta, out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	SoftmaxS8 softmax = *(const SoftmaxS8 *)layer->params;
	softmax.rows *= n;
	softmax_s8(&softmax, in[0], out[0]);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	SoftmaxS16 softmax = *(const SoftmaxS16 *)layer->params;
	softmax.rows *= n;
	softmax_s16(&softmax, in[0], out[0]);
}

static bool prepare_s8(Layer *layer, Arena *arena, Error *err)
{
	Quant in, out;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (out.zero != -128 || out.scale != 1.0f / 256)
		return failed(err,
			"the output has scale %g, zero point %d; they must be 1/256, -128",
			(double)out.scale, (int)out.zero);
	SoftmaxS8 softmax = {.n = row_length(layer)};
	softmax.rows = (int)(output_count(layer) / (size_t)softmax.n);
	if (!softmax_s8_prepare(&softmax, layer->op->attrs.softmax.beta, in.scale))
		return bad_scales(err);
	layer->params = arena_copy(arena, &softmax, sizeof softmax);
	layer->run = run_s8;
	return true;
}

static bool prepare_s16(Layer *layer, Arena *arena, Error *err)
{
	const float unit = 1.0f / 32768;
	Quant in, out;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (fabsf(out.scale - unit) > 0.001f * unit)
		return failed(err, "the output has scale %g; it must be 1/32768",
			(double)out.scale);
	SoftmaxS16 softmax = {.n = row_length(layer)};
	softmax.rows = (int)(output_count(layer) / (size_t)softmax.n);
	if (!softmax_s16_prepare(&softmax, layer->op->attrs.softmax.beta, in.scale))
		return bad_scales(err);
	layer->params = arena_copy(arena, &softmax, sizeof softmax);
	layer->run = run_s16;
	return true;
}

static bool softmax_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	if (output_shape(layer->graph, layer->op).rank == 0)
		return failed(err, "its input has no dimensions");
	if (type == TYPE_FLOAT32) {
		layer->run = run_f32;
		return true;
	}
	return type == TYPE_INT8 ? prepare_s8(layer, arena, err)
							 : prepare_s16(layer, arena, err);
}

const OpInfo op_softmax = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = same_shape,
	.prepare = softmax_prepare,
};
