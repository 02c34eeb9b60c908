/* SPDX-License-Identifier: Apache-2.0 */
/* Gemm and MatMul, by constant weights: FULLY_CONNECTED. */
#include "formats/onnx/nodes.h"

/* rows [.., k] by weights, [n, k] or, to be transposed, [k, n]; bias may be -1. */
static int make_dense(Import *import, int rows, int weights, bool transposed, int bias,
	Error *err)
{
	if (rows < 0)
		return -1;
	Shape from = shape_at(import, weights), to = from;
	if (from.rank != 2)
		return failed(err, "weights of %d dimensions; 2 can be read", from.rank), -1;
	if (transposed)
		to = (Shape){2, {from.dims[1], from.dims[0]}};
	int w = make_weights(import, weights,
		transposed ? (const int[]){1, 0} : (const int[]){0, 1}, to, 0, err);
	if (w < 0)
		return -1;
	Shape in = shape_at(import, rows);
	if (in.rank < 1 || in.dims[in.rank - 1] != to.dims[1])
		return failed(err, "rows of %d by weights for %d",
				   in.rank ? in.dims[in.rank - 1] : 0, to.dims[1]),
			   -1;
	OpAttrs attrs = {.dense = {.keep_dims = in.rank > 2}};
	return make(import, OP_FULLY_CONNECTED, attrs, IN(rows, w, bias), err);
}

/* A constant times a factor, or the computed product. */
static int make_scaled(Import *import, int tensor, float factor, Error *err)
{
	if (tensor < 0 || factor == 1)
		return tensor;
	return make(import, OP_MUL, NO_ATTRS, IN(tensor, add_scalar(import, factor)), err);
}

/* What can be a layer's bias: a constant with one value for each of n outputs. */
static bool is_bias(const Import *import, int tensor, int n)
{
	Shape shape = shape_at(import, tensor);
	return shape_count(shape) == n && shape.rank >= 1 &&
		shape.dims[shape.rank - 1] == n && is_constant_behind(import, tensor);
}

bool import_gemm(Import *import, const Node *node, Error *err)
{
	int a = node_in(node, 0), b = node_in(node, 1), c = node_in(node, 2);
	float alpha = node_real(node, "alpha", 1), beta = node_real(node, "beta", 1);
	bool trans_b = node_int(node, "transB", 0) != 0;
	if (a < 0 || b < 0)
		return failed(err, "an operand is left out");
	if (import->graph->tensors[a].rank != 2 || import->graph->tensors[b].rank != 2)
		return failed(err, "operands must have 2 dimensions");
	if (node_int(node, "transA", 0))
		a = make_transpose(import, a, (const int[]){1, 0}, err);
	int n = import->graph->tensors[b].dims[trans_b ? 0 : 1];
	bool fits = c >= 0 && alpha == 1 && beta == 1 && is_bias(import, c, n);
	int bias = fits ? make_weights_flat(import, c, n, err) : -1;
	int out = make_dense(import, a, b, !trans_b, bias, err);
	out = make_scaled(import, out, alpha, err);
	if (out >= 0 && c >= 0 && !fits)
		out = make(import, OP_ADD, NO_ATTRS, IN(out, make_scaled(import, c, beta, err)),
			err);
	return node_gives(import, node, 0, out);
}

/* Weights [1, .., 1, k, n] as [k, n]. */
static int as_matrix(Import *import, int weights, Error *err)
{
	Shape shape = shape_at(import, weights);
	int k = shape.rank > 1 ? shape.dims[shape.rank - 2] : shape.dims[0];
	int n = shape.rank > 1 ? shape.dims[shape.rank - 1] : 1;
	static const int in_order[MAX_RANK] = {0, 1, 2, 3, 4, 5};
	if (shape_count(shape) != (int64_t)k * n)
		return failed(err, "a different matrix for each of a batch"), -1;
	return make_weights(import, weights, in_order, (Shape){2, {k, n}},
		shape.rank > 1 ? 1 : 0, err);
}

int make_mat_mul(Import *import, int a, int b, Error *err)
{
	Shape left = shape_at(import, a), right = shape_at(import, b);
	if (left.rank < 1 || right.rank < 1)
		return failed(err, "a matrix product of a single number"), -1;
	if (!is_constant_behind(import, b))
		return failed(err,
				   "a product of two computed matrices, which whit does not read"),
			   -1;
	int weights = as_matrix(import, b, err);
	if (weights < 0)
		return -1;
	if (left.rank == 1)
		a = make_reshape(import, a, (Shape){2, {1, left.dims[0]}}, err);
	int out = make_dense(import, a, weights, true, -1, err);
	if (out < 0)
		return -1;
	/* A vector on either side loses its dimension, and so does the product. */
	Shape shape = shape_at(import, out), wanted = {0};
	for (int i = 0; i < shape.rank; i++)
		if (!(left.rank == 1 && i == shape.rank - 2) &&
			!(right.rank == 1 && i == shape.rank - 1))
			wanted.dims[wanted.rank++] = shape.dims[i];
	/* Leading ones of a weight of more dimensions are those of the product. */
	while (wanted.rank < right.rank && right.rank > 2) {
		for (int i = wanted.rank++; i > 0; i--)
			wanted.dims[i] = wanted.dims[i - 1];
		wanted.dims[0] = 1;
	}
	return make_reshape(import, out, wanted, err);
}

bool import_mat_mul(Import *import, const Node *node, Error *err)
{
	int a = node_in(node, 0), b = node_in(node, 1);
	if (a < 0 || b < 0)
		return failed(err, "an operand is left out");
	return node_gives(import, node, 0, make_mat_mul(import, a, b, err));
}
