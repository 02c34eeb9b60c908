/* SPDX-License-Identifier: Apache-2.0 */
/* RESHAPE, EXPAND_DIMS and SQUEEZE: the same values under another shape. */
#include <string.h>

#include "src/ops/moving.h"

static bool reshape_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	char in_text[SHAPE_TEXT_BYTES], out_text[SHAPE_TEXT_BYTES];
	Shape in;
	if (!input_shape(graph, op, 0, &in, err))
		return false;
	*out = output_shape(graph, op);
	if (shape_count(in) != shape_count(*out))
		return failed(err, "%s cannot become %s", shape_text(in, in_text),
			shape_text(*out, out_text));
	return true;
}

/* A dimension of 1 at the axis of the output in input 1. */
static bool expand_dims_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Shape in;
	int axis;
	if (!input_shape(graph, op, 0, &in, err))
		return false;
	if (in.rank == MAX_RANK)
		return failed(err, "more than %d dimensions", MAX_RANK);
	if (!constant_axis(graph, op, 1, in.rank + 1, &axis, err))
		return false;
	*out = (Shape){.rank = in.rank + 1};
	for (int i = 0; i < out->rank; i++)
		out->dims[i] = i == axis ? 1 : in.dims[i < axis ? i : i - 1];
	return true;
}

/* Without the dimensions of 1 that are listed, or all of them. */
static bool squeeze_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	const SqueezeAttrs *attrs = &op->attrs.squeeze;
	bool goes[MAX_RANK] = {false};
	Shape in;
	if (!input_shape(graph, op, 0, &in, err))
		return false;
	for (int i = 0; i < in.rank; i++)
		goes[i] = attrs->n_axes == 0 && in.dims[i] == 1;
	for (int i = 0; i < attrs->n_axes; i++) {
		int axis;
		if (!axis_of_rank(attrs->axes[i], in.rank, &axis, err))
			return false;
		if (in.dims[axis] != 1)
			return failed(err, "axis %d is %d long; only one of 1 can go", axis,
				in.dims[axis]);
		goes[axis] = true;
	}
	*out = (Shape){0};
	for (int i = 0; i < in.rank; i++)
		if (!goes[i])
			out->dims[out->rank++] = in.dims[i];
	return true;
}

static void reshape_run(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	memcpy(out[0], in[0], (size_t)n * output_count(layer) * element_bytes(layer));
}

static bool reshape_prepare(Layer *layer, Arena *arena, Error *err)
{
	(void)arena;
	layer->run = reshape_run;
	return moves_one_type(layer, err);
}

const OpInfo op_reshape = {
	.min_inputs = 1,
	.max_inputs = 2,
	.shape = reshape_shape,
	.prepare = reshape_prepare,
};

const OpInfo op_expand_dims = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = expand_dims_shape,
	.prepare = reshape_prepare,
};

const OpInfo op_squeeze = {
	.min_inputs = 1,
	.max_inputs = 1,
	.shape = squeeze_shape,
	.prepare = reshape_prepare,
};
