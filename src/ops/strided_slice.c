/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STRIDED_SLICE: along each axis, every stride-th (input 3) element from begin (input 1) to
 * before end (input 2). Negative places count from the end, and those beyond an end of the
 * axis stand for it, as in Python.
 */
#include "src/ops/strided_slice.h"

#include "src/ops/moving.h"

typedef struct Axis {
	int64_t begin, end, stride;
	bool from_start, to_end; /* begin or end left open */
	bool shrinks;
} Axis;

/* A place counted from the start, held within the axis or just outside of it. */
static int64_t place_of(int64_t given, int64_t length, int64_t stride)
{
	int64_t low = stride > 0 ? 0 : -1, high = stride > 0 ? length : length - 1;
	int64_t place = given < 0 ? given + length : given;
	return place < low ? low : place > high ? high : place;
}

static bool read_axis(const Axis *given, int i, int length, StridedPart *part, Error *err)
{
	int64_t stride = given->stride;
	if (stride == 0 || stride > INT32_MAX || stride < -INT32_MAX)
		return failed(err, "axis %d: a stride of %lld", i, (long long)stride);
	int64_t first = stride > 0 ? 0 : length - 1, last = stride > 0 ? length : -1;
	int64_t begin = given->from_start ? first : place_of(given->begin, length, stride);
	int64_t end = given->to_end ? last : place_of(given->end, length, stride);
	if (given->shrinks && (stride < 0 || begin >= length))
		return failed(err, "axis %d: place %lld of %d, with stride %lld", i,
			(long long)given->begin, length, (long long)stride);
	int64_t away = stride > 0 ? stride : -stride;
	int64_t span = stride > 0 ? end - begin : begin - end;
	int64_t size = given->shrinks ? 1 : (span + away - 1) / away;
	if (size < 1)
		return failed(err, "axis %d: nothing from %lld to %lld by %lld of %d", i,
			(long long)given->begin, (long long)given->end, (long long)stride, length);
	part->begin[i] = (int32_t)begin;
	part->step[i] = size == 1 ? 1 : (int32_t)stride;
	part->size[i] = (int32_t)size;
	part->shrinks[i] = given->shrinks;
	return true;
}

/* What the converter has written out, and TFLM passes over. */
static bool check_masks(const StridedSliceAttrs *attrs, Error *err)
{
	if (attrs->ellipsis_mask || attrs->new_axis_mask)
		return failed(err, "an ellipsis or a new axis cannot be run");
	if (attrs->offset)
		return failed(err, "ends that count from begin cannot be run");
	return true;
}

bool strided_part(const Graph *graph, const Op *op, StridedPart *part, Error *err)
{
	const StridedSliceAttrs *attrs = &op->attrs.strided_slice;
	Shape in;
	int64_t lists[3][MAX_RANK];
	if (!input_shape(graph, op, 0, &in, err) || !check_masks(attrs, err))
		return false;
	for (int k = 0; k < 3; k++) {
		int n;
		if (!constant_ints(graph, op, k + 1, MAX_RANK, lists[k], &n, err))
			return false;
		if (n != in.rank)
			return failed(err, "input %d is for %d axes, but there are %d dimensions",
				k + 1, n, in.rank);
	}
	for (int i = 0; i < in.rank; i++) {
		const Axis axis = {
			.begin = lists[0][i],
			.end = lists[1][i],
			.stride = lists[2][i],
			.from_start = attrs->begin_mask >> i & 1,
			.to_end = attrs->end_mask >> i & 1,
			.shrinks = attrs->shrink_axis_mask >> i & 1,
		};
		if (!read_axis(&axis, i, in.dims[i], part, err))
			return false;
	}
	return true;
}

static bool strided_slice_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	StridedPart part;
	if (!strided_part(graph, op, &part, err))
		return false;
	*out = (Shape){0};
	int rank = known_input_shape(graph, op, 0).rank;
	for (int i = 0; i < rank; i++)
		if (!part.shrinks[i])
			out->dims[out->rank++] = part.size[i];
	return true;
}

static void strided_slice_run(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	const StridedPart *part = layer->params;
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	move_slice(in[0], shape.dims, part->begin, part->step, part->size, shape.rank,
		element_bytes(layer), out[0]);
}

static bool strided_slice_prepare(Layer *layer, Arena *arena, Error *err)
{
	StridedPart *part = arena_alloc(arena, sizeof *part);
	layer->params = part;
	layer->run = strided_slice_run;
	layer->one_by_one = true;
	return moves_one_type(layer, err) && strided_part(layer->graph, layer->op, part, err);
}

const OpInfo op_strided_slice = {
	.min_inputs = 4,
	.max_inputs = 4,
	.shape = strided_slice_shape,
	.prepare = strided_slice_prepare,
};
