/* SPDX-License-Identifier: Apache-2.0 */
/* MEAN over the axes in input 1. */
#include <string.h>

#include "src/kernels/mean_f32.h"
#include "src/kernels/mean_int.h"
#include "src/ops/operands.h"

static bool reduction_of(const Graph *graph, const Op *op, Reduction *reduction,
	Error *err)
{
	Shape in;
	int64_t axes[MAX_RANK];
	int n;
	if (!input_shape(graph, op, 0, &in, err) ||
		!constant_ints(graph, op, 1, MAX_RANK, axes, &n, err))
		return false;
	*reduction = (Reduction){.rank = in.rank};
	memcpy(reduction->dims, in.dims, sizeof in.dims);
	for (int i = 0; i < n; i++) {
		int64_t axis = axes[i] < 0 ? axes[i] + in.rank : axes[i];
		if (axis < 0 || axis >= in.rank)
			return failed(err, "axis %lld of %d dimensions", (long long)axes[i], in.rank);
		reduction->reduced[axis] = 1;
	}
	return true;
}

static bool mean_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Reduction reduction;
	if (!reduction_of(graph, op, &reduction, err))
		return false;
	*out = (Shape){0};
	for (int i = 0; i < reduction.rank; i++) {
		if (!reduction.reduced[i])
			out->dims[out->rank++] = reduction.dims[i];
		else if (op->attrs.reduce.keep_dims)
			out->dims[out->rank++] = 1;
	}
	return true;
}

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	mean_f32(layer->params, in[0], out[0]);
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	mean_s8(layer->params, in[0], out[0]);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	mean_s16(layer->params, in[0], out[0]);
}

static bool mean_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Reduction reduction;
	if (!one_type(layer, &type, err) ||
		!reduction_of(layer->graph, layer->op, &reduction, err))
		return false;
	layer->one_by_one = true;
	if (type == TYPE_FLOAT32) {
		layer->params = arena_copy(arena, &reduction, sizeof reduction);
		layer->run = run_f32;
		return true;
	}
	Quant in, out;
	MeanInt mean = {.shape = reduction};
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (!mean_int_prepare(&mean, in, out))
		return bad_scales(err);
	layer->params = arena_copy(arena, &mean, sizeof mean);
	layer->run = out.is_s16 ? run_s16 : run_s8;
	return true;
}

const OpInfo op_mean = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = mean_shape,
	.prepare = mean_prepare,
};
