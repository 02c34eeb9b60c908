/* SPDX-License-Identifier: Apache-2.0 */
/* MEAN, SUM and REDUCE_MAX over the axes in input 1. */
#include "src/ops/reduce.h"

#include <string.h>

#include "src/kernels/mean_int.h"
#include "src/kernels/reduce_f32.h"
#include "src/kernels/reduce_max_s8.h"
#include "src/ops/operands.h"

bool reduction_of(const Graph *graph, const Op *op, Reduction *reduction, Error *err)
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
		int axis;
		if (!axis_of_rank(axes[i], in.rank, &axis, err))
			return false;
		reduction->reduced[axis] = 1;
	}
	return true;
}

static bool reduce_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
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
	switch (layer->op->code->type) {
	case OP_MEAN:
		mean_f32(layer->params, in[0], out[0]);
		break;
	case OP_SUM:
		sum_f32(layer->params, in[0], out[0]);
		break;
	default:
		reduce_max_f32(layer->params, in[0], out[0]);
	}
}

static void run_mean_s8(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	mean_s8(layer->params, in[0], out[0]);
}

static void run_mean_s16(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	mean_s16(layer->params, in[0], out[0]);
}

static void run_max_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	reduce_max_s8(layer->params, in[0], out[0]);
}

/* A mean or a sum of integers. */
static bool prepare_mean_int(Layer *layer, const Reduction *reduction, Arena *arena,
	Error *err)
{
	Quant in, out;
	MeanInt mean = {.shape = *reduction};
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	if (layer->op->code->type == OP_SUM ? !sum_int_prepare(&mean, in, out)
										: !mean_int_prepare(&mean, in, out))
		return bad_scales(err);
	layer->params = arena_copy(arena, &mean, sizeof mean);
	layer->run = out.is_s16 ? run_mean_s16 : run_mean_s8;
	return true;
}

static bool reduce_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	Reduction reduction;
	bool is_max = layer->op->code->type == OP_REDUCE_MAX;
	if (!one_type(layer, &type, err) ||
		!reduction_of(layer->graph, layer->op, &reduction, err))
		return false;
	layer->one_by_one = true;
	if (type != TYPE_FLOAT32 && !is_max)
		return prepare_mean_int(layer, &reduction, arena, err);
	if (type == TYPE_INT16)
		return failed(err, "int16 cannot be run; float32 and int8 can");
	layer->params = arena_copy(arena, &reduction, sizeof reduction);
	layer->run = type == TYPE_INT8 ? run_max_s8 : run_f32;
	return type == TYPE_FLOAT32 || same_quant(layer, 0, 0, err);
}

#define REDUCTION \
	.min_inputs = 2, .max_inputs = 2, .shape = reduce_shape, .prepare = reduce_prepare

const OpInfo op_mean = {REDUCTION};
const OpInfo op_sum = {REDUCTION};
const OpInfo op_reduce_max = {REDUCTION};
