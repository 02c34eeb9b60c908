/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPLIT and SPLIT_V: the input divided along an axis, into parts of one length (axis in input
 * 0, data in input 1) or of the lengths in input 1 (data in input 0, axis in input 2), of
 * which one may be -1: the rest.
 */
#include "src/graph/roles.h"
#include "src/ops/moving.h"
#include "src/ops/params.h"

typedef struct Division {
	int axis;
	int64_t length[MAX_OUTPUTS];
} Division;

static bool check_count(const Op *op, Error *err)
{
	int n = op->attrs.split.n_splits;
	return n == op->n_outputs ||
		failed(err, "it splits into %d, but has %d outputs", n, op->n_outputs);
}

static bool divide_equally(const Op *op, int length, Division *division, Error *err)
{
	if (length % op->n_outputs != 0)
		return failed(err, "%d do not divide by %d", length, op->n_outputs);
	for (int i = 0; i < op->n_outputs; i++)
		division->length[i] = length / op->n_outputs;
	return true;
}

static bool divide_as_listed(const Graph *graph, const Op *op, int length,
	Division *division, Error *err)
{
	int n, rest = -1;
	int64_t sum = 0;
	if (!constant_ints(graph, op, 1, MAX_OUTPUTS, division->length, &n, err))
		return false;
	if (n != op->n_outputs)
		return failed(err, "%d lengths for %d outputs", n, op->n_outputs);
	for (int i = 0; i < n; i++) {
		int64_t part = division->length[i];
		bool is_rest = part == -1 && rest < 0;
		if (!is_rest && (part < 1 || part > length))
			return failed(err, "output %d is %lld of %d long", i, (long long)part,
				length);
		rest = is_rest ? i : rest;
		sum += is_rest ? 0 : part;
	}
	if (rest >= 0 && sum < length)
		division->length[rest] = length - sum;
	else if (rest >= 0 || sum != length)
		return failed(err, "the lengths do not add up to %d", length);
	return true;
}

static bool read_division(const Graph *graph, const Op *op, Division *division,
	Error *err)
{
	bool is_split = op->code->type == OP_SPLIT;
	Shape in;
	if (!check_count(op, err) ||
		!input_shape(graph, op, roles_of(op->code->type).data, &in, err) ||
		!constant_axis(graph, op, is_split ? 0 : 2, in.rank, &division->axis, err))
		return false;
	int length = in.dims[division->axis];
	return is_split ? divide_equally(op, length, division, err)
					: divide_as_listed(graph, op, length, division, err);
}

static bool split_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Division division;
	if (!read_division(graph, op, &division, err))
		return false;
	for (int i = 0; i < op->n_outputs; i++) {
		out[i] = known_input_shape(graph, op, roles_of(op->code->type).data);
		out[i].dims[division.axis] = (int)division.length[i];
	}
	return true;
}

static void split_run(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const SplitParams *params = layer->params;
	move_split(in[roles_of(layer->op->code->type).data], params->block_bytes,
		(size_t)layer->op->n_outputs, params->n_blocks, out);
}

static bool split_prepare(Layer *layer, Arena *arena, Error *err)
{
	const Op *op = layer->op;
	Division division;
	if (!moves_one_type(layer, err) || !read_division(layer->graph, op, &division, err))
		return false;
	SplitParams *params = arena_alloc(arena, sizeof *params);
	Shape in = known_input_shape(layer->graph, op, roles_of(op->code->type).data);
	size_t inner = element_bytes(layer);
	params->n_blocks = 1;
	for (int i = 0; i < in.rank; i++) {
		params->n_blocks *= i < division.axis ? (size_t)in.dims[i] : 1;
		inner *= i > division.axis ? (size_t)in.dims[i] : 1;
	}
	for (int i = 0; i < op->n_outputs; i++)
		params->block_bytes[i] = (size_t)division.length[i] * inner;
	layer->params = params;
	layer->run = split_run;
	layer->one_by_one = true;
	return true;
}

const OpInfo op_split = {
	.min_inputs = 2,
	.max_inputs = 2,
	.many_outputs = true,
	.shape = split_shape,
	.prepare = split_prepare,
};

const OpInfo op_split_v = {
	.min_inputs = 3,
	.max_inputs = 3,
	.many_outputs = true,
	.shape = split_shape,
	.prepare = split_prepare,
};
