/* SPDX-License-Identifier: Apache-2.0 */
/* ReduceMean, ReduceSum and ReduceMax. */
#include "formats/onnx/nodes.h"

/* Axes are an attribute at first, an operand later. None are all, unless the node says so. */
static bool read_axes(const Import *import, const Node *node, int rank, int32_t *axes,
	int *n, Error *err)
{
	int64_t values[MAX_RANK];
	if (!node_integers(import, node, "axes", 1, MAX_RANK, values, n, err))
		return false;
	for (int i = 0; i < *n; i++) {
		int axis;
		if (!axis_of(values[i], rank, &axis, err))
			return false;
		axes[i] = axis;
	}
	if (*n > 0 || node_int(node, "noop_with_empty_axes", 0))
		return true;
	for (*n = 0; *n < rank; (*n)++)
		axes[*n] = *n;
	return true;
}

static bool import_reduction(Import *import, const Node *node, OpType type, Error *err)
{
	int x = node_in(node, 0), n = 0;
	int32_t axes[MAX_RANK];
	if (x < 0)
		return failed(err, "no input");
	if (!read_axes(import, node, import->graph->tensors[x].rank, axes, &n, err))
		return false;
	if (n == 0) /* nothing is reduced */
		return node_gives(import, node, 0, x);
	OpAttrs attrs = {.reduce = {.keep_dims = node_int(node, "keepdims", 1) != 0}};
	return node_gives(import, node, 0,
		make(import, type, attrs, IN(x, add_int32s(import, n, axes)), err));
}

bool import_reduce_mean(Import *import, const Node *node, Error *err)
{
	return import_reduction(import, node, OP_MEAN, err);
}

bool import_reduce_sum(Import *import, const Node *node, Error *err)
{
	return import_reduction(import, node, OP_SUM, err);
}

bool import_reduce_max(Import *import, const Node *node, Error *err)
{
	return import_reduction(import, node, OP_REDUCE_MAX, err);
}
