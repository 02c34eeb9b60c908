/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that give an array another shape. */
#include "formats/onnx/nodes.h"
#include "formats/onnx/numbers.h"

bool import_flatten(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), axis = 0;
	if (x < 0)
		return failed(err, "no input");
	Shape in = shape_at(import, x), out = {2, {1, 1}};
	int64_t wanted = node_int(node, "axis", 1);
	if (wanted != in.rank && !axis_of(wanted, in.rank, &axis, err))
		return false;
	axis = wanted == in.rank ? in.rank : axis;
	for (int i = 0; i < in.rank; i++)
		out.dims[i < axis ? 0 : 1] *= in.dims[i];
	return node_gives(import, node, 0, make_reshape(import, x, out, err));
}

/* 0 stands for the dimension that is there, -1 for what is left. */
static bool wanted_shape(const Node *node, Shape in, const int64_t *dims, int n,
	Shape *out, Error *err)
{
	bool allows_zero = node_int(node, "allowzero", 0) != 0;
	int64_t known = 1, count = shape_count(in);
	int open = -1;
	out->rank = n;
	for (int i = 0; i < n; i++) {
		int64_t dim = dims[i];
		if (dim == 0 && !allows_zero && i >= in.rank)
			return failed(err, "dimension %d is to be as it was, of %d", i, in.rank);
		if (dim == 0 && !allows_zero)
			dim = in.dims[i];
		if (dim < -1 || dim > INT32_MAX || (dim == -1 && open >= 0))
			return failed(err, "%lld as dimension %d", (long long)dim, i);
		if (dim > 0 && known > INT32_MAX / dim)
			return failed(err, "more than 2^31 elements");
		open = dim == -1 ? i : open;
		known *= dim == -1 ? 1 : dim;
		out->dims[i] = (int)dim;
	}
	if (open >= 0 && (known == 0 || count % known != 0))
		return failed(err, "%lld elements as rows of %lld", (long long)count,
			(long long)known);
	if (open >= 0)
		out->dims[open] = (int)(count / known);
	return true;
}

bool import_reshape(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), n;
	int64_t dims[MAX_RANK];
	Shape out;
	if (x < 0 || (node_in(node, 1) < 0 && !node_has(node, "shape")))
		return failed(err, "no input, or no shape");
	return node_integers(import, node, "shape", 1, MAX_RANK, dims, &n, err) &&
		wanted_shape(node, shape_at(import, x), dims, n, &out, err) &&
		node_gives(import, node, 0, make_reshape(import, x, out, err));
}

/* Which of rank dimensions a node lists; *n is how many. */
static bool read_axes(const Import *import, const Node *node, int rank, bool *is_listed,
	int *n, Error *err)
{
	int64_t axes[MAX_RANK];
	if (!node_integers(import, node, "axes", 1, MAX_RANK, axes, n, err))
		return false;
	for (int i = 0; i < *n; i++) {
		int axis;
		if (!axis_of(axes[i], rank, &axis, err))
			return false;
		if (is_listed[axis])
			return failed(err, "axis %d twice", axis);
		is_listed[axis] = true;
	}
	return true;
}

bool import_squeeze(Import *import, const Node *node, Error *err)
{
	bool goes[MAX_RANK] = {false};
	int x = node_in(node, 0), n;
	if (x < 0)
		return failed(err, "no input");
	Shape in = shape_at(import, x), out = {0};
	if (!read_axes(import, node, in.rank, goes, &n, err))
		return false;
	for (int i = 0; i < in.rank; i++) {
		if (goes[i] && in.dims[i] != 1)
			return failed(err, "axis %d is %d long; only one of 1 can go", i, in.dims[i]);
		if (!(n == 0 ? in.dims[i] == 1 : goes[i]))
			out.dims[out.rank++] = in.dims[i];
	}
	return node_gives(import, node, 0, make_reshape(import, x, out, err));
}

bool import_unsqueeze(Import *import, const Node *node, Error *err)
{
	bool comes[MAX_RANK] = {false};
	int64_t axes[MAX_RANK];
	int x = node_in(node, 0), n;
	if (x < 0)
		return failed(err, "no input");
	if (!node_integers(import, node, "axes", 1, MAX_RANK, axes, &n, err))
		return false;
	Shape in = shape_at(import, x), out = {.rank = in.rank + n};
	if (out.rank > MAX_RANK)
		return failed(err, "%d dimensions; at most %d can be read", out.rank, MAX_RANK);
	if (!read_axes(import, node, out.rank, comes, &n, err))
		return false;
	for (int i = 0, from = 0; i < out.rank; i++)
		out.dims[i] = comes[i] ? 1 : in.dims[from++];
	return node_gives(import, node, 0, make_reshape(import, x, out, err));
}

static bool read_perm(const Node *node, int rank, int *perm, Error *err)
{
	int64_t given[MAX_RANK];
	bool used[MAX_RANK] = {false};
	int n;
	if (!node_ints(node, "perm", MAX_RANK, given, &n, err))
		return false;
	if (n != rank && node_has(node, "perm"))
		return failed(err, "a permutation of %d axes for %d dimensions", n, rank);
	for (int i = 0; i < rank; i++) {
		if (!axis_of(n > 0 ? given[i] : rank - 1 - i, rank, &perm[i], err))
			return false;
		if (used[perm[i]])
			return failed(err, "axis %d twice", perm[i]);
		used[perm[i]] = true;
	}
	return true;
}

bool import_transpose(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), perm[MAX_RANK];
	if (x < 0)
		return failed(err, "no input");
	Shape in = shape_at(import, x);
	if (!read_perm(node, in.rank, perm, err))
		return false;
	return node_gives(import, node, 0,
		in.rank < 2 ? x : make_transpose(import, x, perm, err));
}

/* --- What changes nothing --- */

bool import_identity(Import *import, const Node *node, Error *err)
{
	return node_in(node, 0) < 0 ? failed(err, "no input")
								: node_gives(import, node, 0, node_in(node, 0));
}

/* Of each value whether it is kept: all are. */
static int make_mask(Import *import, int x, Error *err)
{
	enum { MASK_BECAME_BOOL = 10 }; /* opset */
	DataType type = import->opset < MASK_BECAME_BOOL ? type_at(import, x) : TYPE_BOOL;
	Shape shape = shape_at(import, x);
	int64_t n = shape_count(shape);
	size_t bytes;
	if (!type_bytes(type, n, &bytes) || !import_room(import, bytes, err))
		return -1;
	void *mask = arena_alloc(&import->model->arena, bytes);
	for (int64_t i = 0; i < n; i++)
		store_real(type, 1, mask, i);
	return add_constant(import, type, shape, mask);
}

/* As it is when a network is used: nothing is dropped. */
bool import_dropout(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), training = node_in(node, 2);
	double is_training = 0;
	if (x < 0)
		return failed(err, "no input");
	if (training >= 0 && !constant_number(import, training, &is_training, err))
		return false;
	if (is_training != 0)
		return failed(err, "training mode, which whit does not read");
	return node_gives(import, node, 0, x) &&
		(node->n_out < 2 || node->proto->output[1][0] == '\0' ||
			node_gives(import, node, 1, make_mask(import, x, err)));
}

/* What the CAST operator runs. */
static bool is_castable(DataType type)
{
	return type == TYPE_FLOAT32 || type == TYPE_INT8 || type == TYPE_UINT8 ||
		type == TYPE_INT16 || type == TYPE_INT32 || type == TYPE_INT64 ||
		type == TYPE_BOOL;
}

bool import_cast(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0);
	DataType to, from;
	if (x < 0)
		return failed(err, "no input");
	if (!node_type(node, "to", &to, err))
		return false;
	from = type_at(import, x);
	if (from == to)
		return node_gives(import, node, 0, x);
	if (!is_castable(from) || !is_castable(to))
		return failed(err, "%s to %s, of computed values", type_name(from),
			type_name(to));
	OpAttrs attrs = {.cast = {.in = from, .out = to}};
	return node_gives(import, node, 0, make_as(import, to, OP_CAST, attrs, IN(x), err));
}
