/* SPDX-License-Identifier: Apache-2.0 */
/* SLICE: the part of the input from begin (input 1) that is size (input 2) long. */
#include "src/ops/moving.h"
#include "src/ops/params.h"

static bool read_part(const Graph *graph, const Op *op, SliceParams *part, Error *err)
{
	Shape in;
	int64_t begin[MAX_RANK], size[MAX_RANK];
	int n_begin, n_size;
	if (!input_shape(graph, op, 0, &in, err) ||
		!constant_ints(graph, op, 1, MAX_RANK, begin, &n_begin, err) ||
		!constant_ints(graph, op, 2, MAX_RANK, size, &n_size, err))
		return false;
	if (n_begin != in.rank || n_size != in.rank)
		return failed(err, "begin and size of %d and %d axes for %d dimensions", n_begin,
			n_size, in.rank);
	for (int i = 0; i < in.rank; i++) {
		if (begin[i] < 0 || begin[i] >= in.dims[i])
			return failed(err, "axis %d begins at %lld of %d", i, (long long)begin[i],
				in.dims[i]);
		int64_t length = size[i] == -1 ? in.dims[i] - begin[i] : size[i];
		if (length < 1 || length > in.dims[i] - begin[i])
			return failed(err, "axis %d: %lld from %lld of %d", i, (long long)size[i],
				(long long)begin[i], in.dims[i]);
		part->begin[i] = (int32_t)begin[i];
		part->size[i] = (int32_t)length;
	}
	return true;
}

static bool slice_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	SliceParams part;
	if (!read_part(graph, op, &part, err))
		return false;
	*out = known_input_shape(graph, op, 0);
	for (int i = 0; i < out->rank; i++)
		out->dims[i] = part.size[i];
	return true;
}

static void slice_run(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	static const int32_t step[MAX_RANK] = {1, 1, 1, 1, 1, 1};
	const SliceParams *part = layer->params;
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	move_slice(in[0], shape.dims, part->begin, step, part->size, shape.rank,
		element_bytes(layer), out[0]);
}

static bool slice_prepare(Layer *layer, Arena *arena, Error *err)
{
	SliceParams *part = arena_alloc(arena, sizeof *part);
	layer->params = part;
	layer->run = slice_run;
	layer->one_by_one = true;
	return moves_one_type(layer, err) && read_part(layer->graph, layer->op, part, err);
}

const OpInfo op_slice = {
	.min_inputs = 3,
	.max_inputs = 3,
	.shape = slice_shape,
	.prepare = slice_prepare,
};
