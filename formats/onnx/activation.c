/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of each value by itself, and softmax. */
#include <float.h>

#include "formats/onnx/nodes.h"

static bool import_unary(Import *import, const Node *node, OpType type, Error *err)
{
	return node_gives(import, node, 0,
		make(import, type, NO_ATTRS, IN(node_in(node, 0)), err));
}

bool import_relu(Import *import, const Node *node, Error *err)
{
	return import_unary(import, node, OP_RELU, err);
}

bool import_sigmoid(Import *import, const Node *node, Error *err)
{
	return import_unary(import, node, OP_LOGISTIC, err);
}

bool import_tanh(Import *import, const Node *node, Error *err)
{
	return import_unary(import, node, OP_TANH, err);
}

bool import_hard_swish(Import *import, const Node *node, Error *err)
{
	return import_unary(import, node, OP_HARD_SWISH, err);
}

static int make_leaky_relu(Import *import, int x, float alpha, Error *err)
{
	OpAttrs attrs = {.leaky_relu = {.alpha = alpha}};
	return make(import, OP_LEAKY_RELU, attrs, IN(x), err);
}

bool import_leaky_relu(Import *import, const Node *node, Error *err)
{
	float alpha = node_real(node, "alpha", 0.01F);
	return node_gives(import, node, 0,
		make_leaky_relu(import, node_in(node, 0), alpha, err));
}

bool import_prelu(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), slope = node_in(node, 1);
	int64_t n;
	if (x < 0 || slope < 0)
		return failed(err, "an operand is left out");
	Shape of = shape_at(import, slope);
	int rank = import->graph->tensors[x].rank;
	if (import->opset < 7 && of.rank == 1) { /* one for each channel */
		while (of.rank < rank - 1)
			of.dims[of.rank++] = 1;
		slope = make_reshape(import, slope, of, err);
	}
	const float *values = slope < 0 ? NULL : constant_floats(import, slope, &n);
	int out = values && n == 1 ? make_leaky_relu(import, x, values[0], err)
							   : make(import, OP_PRELU, NO_ATTRS, IN(x, slope), err);
	return node_gives(import, node, 0, out);
}

static int make_with(Import *import, OpType type, int x, float value, Error *err)
{
	return x < 0 ? -1
				 : make(import, type, NO_ATTRS, IN(x, add_scalar(import, value)), err);
}

/* TFLite's ELU has an alpha of 1. With another: relu(x) + alpha * elu(min(x, 0)). */
bool import_elu(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0);
	float alpha = node_real(node, "alpha", 1);
	if (alpha == 1)
		return import_unary(import, node, OP_ELU, err);
	int below = make_with(import, OP_MINIMUM, x, 0, err);
	below = make(import, OP_ELU, NO_ATTRS, IN(below), err);
	below = make_with(import, OP_MUL, below, alpha, err);
	int above = make(import, OP_RELU, NO_ATTRS, IN(x), err);
	return node_gives(import, node, 0,
		make(import, OP_ADD, NO_ATTRS, IN(above, below), err));
}

/* max(0, min(1, alpha x + beta)), as relu6(6 alpha x + 6 beta) / 6. */
bool import_hard_sigmoid(Import *import, const Node *node, Error *err)
{
	float alpha = 6 * node_real(node, "alpha", 0.2F);
	float beta = 6 * node_real(node, "beta", 0.5F);
	int x = node_in(node, 0);
	if (alpha != 1)
		x = make_with(import, OP_MUL, x, alpha, err);
	x = make_with(import, OP_ADD, x, beta, err);
	x = make(import, OP_RELU6, NO_ATTRS, IN(x), err);
	return node_gives(import, node, 0, make_with(import, OP_MUL, x, 1.0F / 6, err));
}

/* --- Clip --- */

/* A bound: an attribute before opset 11, an operand since. */
static bool read_bound(const Import *import, const Node *node, const char *name, int i,
	double *bound, Error *err)
{
	*bound = (double)node_real(node, name, (float)*bound);
	return node_in(node, i) < 0 || constant_number(import, node_in(node, i), bound, err);
}

bool import_clip(Import *import, const Node *node, Error *err)
{
	const double most = (double)FLT_MAX;
	double low = -most, high = most;
	int x = node_in(node, 0);
	if (!read_bound(import, node, "min", 1, &low, err) ||
		!read_bound(import, node, "max", 2, &high, err))
		return false;
	if (low == 0 && high == 6)
		return import_unary(import, node, OP_RELU6, err);
	if (low == 0)
		x = make(import, OP_RELU, NO_ATTRS, IN(x), err);
	else if (low > -most)
		x = make_with(import, OP_MAXIMUM, x, (float)low, err);
	if (high < most)
		x = make_with(import, OP_MINIMUM, x, (float)high, err);
	return node_gives(import, node, 0, x);
}

/* --- Softmax --- */

/* Along the last axis of an array seen as rows. */
static int make_by_rows(Import *import, OpType type, OpAttrs attrs, int x, int axis,
	Error *err)
{
	Shape shape = shape_at(import, x), rows = {2, {1, 1}};
	for (int i = 0; i < shape.rank; i++)
		rows.dims[i < axis ? 0 : 1] *= shape.dims[i];
	int out = make(import, type, attrs, IN(make_reshape(import, x, rows, err)), err);
	return make_reshape(import, out, shape, err);
}

/* Along one axis, which is made the last. */
static int make_along(Import *import, OpType type, OpAttrs attrs, int x, int axis,
	Error *err)
{
	int perm[MAX_RANK], last = import->graph->tensors[x].rank - 1;
	if (axis == last)
		return make(import, type, attrs, IN(x), err);
	for (int i = 0; i <= last; i++)
		perm[i] = i;
	perm[axis] = last;
	perm[last] = axis; /* which is its own inverse */
	int out = make(import, type, attrs, IN(make_transpose(import, x, perm, err)), err);
	return make_transpose(import, out, perm, err);
}

/* From opset 13 on along one axis; before, over all from it on. */
static bool import_softmax_as(Import *import, const Node *node, OpType type,
	OpAttrs attrs, Error *err)
{
	enum { ALONG_ONE_AXIS = 13 };
	int x = node_in(node, 0), axis;
	if (x < 0)
		return failed(err, "no input");
	bool along = import->opset >= ALONG_ONE_AXIS;
	int rank = import->graph->tensors[x].rank;
	if (!axis_of(node_int(node, "axis", along ? -1 : 1), rank, &axis, err))
		return false;
	int out = along || axis == rank - 1 ? make_along(import, type, attrs, x, axis, err)
										: make_by_rows(import, type, attrs, x, axis, err);
	return node_gives(import, node, 0, out);
}

bool import_softmax(Import *import, const Node *node, Error *err)
{
	OpAttrs attrs = {.softmax = {.beta = 1}};
	return import_softmax_as(import, node, OP_SOFTMAX, attrs, err);
}

bool import_log_softmax(Import *import, const Node *node, Error *err)
{
	return import_softmax_as(import, node, OP_LOG_SOFTMAX, NO_ATTRS, err);
}
