/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GATHER: from the axis of the input, the rows whose numbers are in input 1. The first
 * batch_dims dimensions are those of both, and each batch has its own numbers. Where these
 * are computed, int32, one that is out of range gives zero bytes (TFLite fails then, and TFLM
 * reads whatever lies there).
 */
#include "src/ops/moving.h"
#include "src/ops/params.h"

typedef struct Axes {
	Shape in, index;
	int axis, batch_dims;
} Axes;

static bool read_axes(const Graph *graph, const Op *op, Axes *axes, Error *err)
{
	const GatherAttrs *attrs = &op->attrs.gather;
	if (!input_shape(graph, op, 0, &axes->in, err) ||
		!input_shape(graph, op, 1, &axes->index, err) ||
		!axis_of_rank(attrs->axis, axes->in.rank, &axes->axis, err))
		return false;
	int n = attrs->batch_dims;
	axes->batch_dims = n < 0 ? n + axes->index.rank : n;
	if (axes->batch_dims < 0 || axes->batch_dims > axes->index.rank ||
		axes->batch_dims > axes->axis)
		return failed(err, "%d batch dimensions beside axis %d and %d of numbers", n,
			axes->axis, axes->index.rank);
	for (int i = 0; i < axes->batch_dims; i++)
		if (axes->in.dims[i] != axes->index.dims[i])
			return failed(err, "batch dimension %d is %d, and %d of the numbers", i,
				axes->in.dims[i], axes->index.dims[i]);
	return true;
}

static bool gather_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Axes axes;
	if (!read_axes(graph, op, &axes, err))
		return false;
	int rank = axes.in.rank - 1 + axes.index.rank - axes.batch_dims;
	if (rank > MAX_RANK)
		return failed(err, "more than %d dimensions", MAX_RANK);
	*out = (Shape){0};
	for (int i = 0; i < axes.axis; i++)
		out->dims[out->rank++] = axes.in.dims[i];
	for (int i = axes.batch_dims; i < axes.index.rank; i++)
		out->dims[out->rank++] = axes.index.dims[i];
	for (int i = axes.axis + 1; i < axes.in.rank; i++)
		out->dims[out->rank++] = axes.in.dims[i];
	int64_t count = 1;
	for (int i = 0; i < rank; i++) {
		count *= out->dims[i];
		if (count > INT32_MAX)
			return failed(err, "more than 2^31 elements");
	}
	return true;
}

static void gather_run(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const GatherParams *params = layer->params;
	move_gather(&params->how, in[0], params->index ? params->index : in[1], out[0]);
}

/* Constant numbers, each of a row that is there. */
static bool read_index(const Layer *layer, Arena *arena, GatherParams *params, Error *err)
{
	Arena scratch = {0};
	int n, count = (int)shape_count(known_input_shape(layer->graph, layer->op, 1));
	int64_t *values = arena_array(&scratch, (size_t)count, sizeof *values);
	int32_t *index = arena_array(arena, (size_t)count, sizeof *index);
	bool ok = constant_ints(layer->graph, layer->op, 1, count, values, &n, err);
	for (int i = 0; ok && i < n; i++) {
		if (values[i] < 0 || values[i] >= (int64_t)params->how.rows)
			ok = failed(err, "row %lld of %zu", (long long)values[i], params->how.rows);
		index[i] = (int32_t)values[i];
	}
	params->index = index;
	arena_finish(&scratch);
	return ok;
}

static size_t product(Shape shape, int begin, int end)
{
	size_t n = 1;
	for (int i = begin; i < end; i++)
		n *= (size_t)shape.dims[i];
	return n;
}

static bool gather_prepare(Layer *layer, Arena *arena, Error *err)
{
	char label[16];
	const Tensor *index = op_input(layer->graph, layer->op, 1);
	Axes axes;
	if (!moves_one_type(layer, err) || !read_axes(layer->graph, layer->op, &axes, err))
		return false;
	GatherParams *params = arena_alloc(arena, sizeof *params);
	params->how = (Gather){
		.batches = product(axes.in, 0, axes.batch_dims),
		.outer = product(axes.in, axes.batch_dims, axes.axis),
		.rows = (size_t)axes.in.dims[axes.axis],
		.picked = product(axes.index, axes.batch_dims, axes.index.rank),
		.row_bytes = product(axes.in, axes.axis + 1, axes.in.rank) * element_bytes(layer),
	};
	layer->params = params;
	layer->run = gather_run;
	layer->one_by_one = true;
	if (tensor_is_constant(index))
		return read_index(layer, arena, params, err);
	if (index->type != TYPE_INT32)
		return failed(err, "tensor '%s' is computed %s; it must be int32",
			tensor_label(layer->graph, layer->op->inputs[1], label),
			type_name(index->type));
	return true;
}

const OpInfo op_gather = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = gather_shape,
	.prepare = gather_prepare,
};
