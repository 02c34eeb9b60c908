/* SPDX-License-Identifier: Apache-2.0 */
/* TRANSPOSE: axis i of the output is axis perm[i] (input 1) of the input. */
#include "src/ops/moving.h"

static bool read_perm(const Graph *graph, const Op *op, int32_t perm[MAX_RANK],
	Error *err)
{
	Shape in;
	int64_t values[MAX_RANK];
	bool used[MAX_RANK] = {false};
	int n;
	if (!input_shape(graph, op, 0, &in, err) ||
		!constant_ints(graph, op, 1, MAX_RANK, values, &n, err))
		return false;
	if (n != in.rank)
		return failed(err, "a permutation of %d axes for %d dimensions", n, in.rank);
	for (int i = 0; i < n; i++) {
		int64_t axis = values[i] < 0 ? values[i] + n : values[i];
		if (axis < 0 || axis >= n || used[axis])
			return failed(err, "input 1 is no permutation of the axes");
		used[axis] = true;
		perm[i] = (int32_t)axis;
	}
	return true;
}

static bool transpose_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	int32_t perm[MAX_RANK] = {0};
	if (!read_perm(graph, op, perm, err))
		return false;
	Shape in = known_input_shape(graph, op, 0);
	out->rank = in.rank;
	for (int i = 0; i < in.rank; i++)
		out->dims[i] = in.dims[perm[i]];
	return true;
}

static void transpose_run(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)n;
	(void)scratch;
	Shape shape = known_input_shape(layer->graph, layer->op, 0);
	move_transpose(in[0], shape.dims, layer->params, shape.rank, element_bytes(layer),
		out[0]);
}

static bool transpose_prepare(Layer *layer, Arena *arena, Error *err)
{
	int32_t *perm = arena_array(arena, MAX_RANK, sizeof *perm);
	layer->params = perm;
	layer->run = transpose_run;
	layer->one_by_one = true;
	return moves_one_type(layer, err) && read_perm(layer->graph, layer->op, perm, err);
}

const OpInfo op_transpose = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = transpose_shape,
	.prepare = transpose_prepare,
};
