/* SPDX-License-Identifier: Apache-2.0 */
/* Concat, Split and Gather. */
#include "formats/onnx/nodes.h"
#include "formats/onnx/part.h"
#include "src/ops/op.h"

static int add_axis(Import *import, int axis)
{
	int32_t value = axis;
	return add_constant(import, TYPE_INT32, (Shape){0},
		arena_copy(&import->model->arena, &value, sizeof value));
}

/* --- Concat --- */

bool import_concat(Import *import, const Node *node, Error *err)
{
	int *in = arena_array(import->scratch, (size_t)node->n_in + 1, sizeof *in);
	int n = 0, axis;
	for (int i = 0; i < node->n_in; i++) {
		if (node->in[i] < 0)
			return failed(err, "input %d is left out", i);
		if (shape_count(shape_at(import, node->in[i])) > 0)
			in[n++] = node->in[i];
	}
	if (n == 0 && node->n_in > 0) /* empty lists, of which shapes are made */
		in[n++] = node->in[0];
	if (n == 0)
		return failed(err, "no input");
	if (!axis_of(node_int(node, "axis", 1), import->graph->tensors[in[0]].rank, &axis,
			err))
		return false;
	for (int i = 1; i < n; i++)
		if (type_at(import, in[i]) != type_at(import, in[0]))
			return failed(err, "%s beside %s", type_name(type_at(import, in[i])),
				type_name(type_at(import, in[0])));
	if (n == 1)
		return node_gives(import, node, 0, in[0]);
	OpAttrs attrs = {.concatenation = {.axis = axis}};
	return node_gives(import, node, 0, make(import, OP_CONCATENATION, attrs, n, in, err));
}

/* --- Split --- */

/* How long each of n parts is: as the node lists them, or alike, the last one shorter. */
static bool split_lengths(const Import *import, const Node *node, int length, int n,
	int32_t *lengths, Error *err)
{
	int64_t listed[MAX_OUTPUTS], sum = 0;
	int n_listed;
	if (!node_integers(import, node, "split", 1, MAX_OUTPUTS, listed, &n_listed, err))
		return false;
	if (n_listed > 0 && n_listed != n)
		return failed(err, "%d lengths for %d outputs", n_listed, n);
	bool has_count = node_has(node, "num_outputs");
	if (n_listed == 0 && length % n != 0 && !has_count)
		return failed(err, "%d do not divide by %d", length, n);
	if (has_count && node_int(node, "num_outputs", 0) != n)
		return failed(err, "%lld parts for %d outputs",
			(long long)node_int(node, "num_outputs", 0), n);
	for (int i = 0; i < n; i++) {
		int64_t each = (length + n - 1) / n, left = length - sum;
		int64_t part = n_listed > 0 ? listed[i] : each < left ? each : left;
		if (part < 1 || part > left)
			return failed(err, "part %d is %lld long, of %d in all", i, (long long)part,
				length);
		lengths[i] = (int32_t)part;
		sum += part;
	}
	return sum == length || failed(err, "the parts do not add up to %d", length);
}

bool import_split(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), n = node->n_out, axis;
	int32_t lengths[MAX_OUTPUTS];
	if (x < 0 || n < 1)
		return failed(err, "no input, or no output");
	if (n > MAX_OUTPUTS)
		return failed(err, "%d outputs; there can be %d", n, MAX_OUTPUTS);
	Shape in = shape_at(import, x);
	if (!axis_of(node_int(node, "axis", 0), in.rank, &axis, err) ||
		!split_lengths(import, node, in.dims[axis], n, lengths, err))
		return false;
	bool is_equal = true;
	for (int i = 1; i < n; i++)
		is_equal = is_equal && lengths[i] == lengths[0];
	if (n == 1)
		return node_gives(import, node, 0, x);
	OpAttrs attrs = {.split = {.n_splits = n}};
	int along = add_axis(import, axis);
	int first = is_equal ? make_many(import, OP_SPLIT, attrs, IN(along, x), n, err)
						 : make_many(import, OP_SPLIT_V, attrs,
							   IN(x, add_int32s(import, n, lengths), along), n, err);
	for (int i = 0; first >= 0 && i < n; i++)
		if (!node_gives(import, node, i, first + i))
			return false;
	return first >= 0;
}

/* --- Gather --- */

/* One place along an axis, whose dimension goes. */
static int make_place(Import *import, int x, int axis, int place, Error *err)
{
	Part part = whole_part(shape_at(import, x));
	Shape shape = {0};
	part.begin[axis] = place;
	part.size.dims[axis] = 1;
	for (int i = 0; i < part.size.rank; i++)
		if (i != axis)
			shape.dims[shape.rank++] = part.size.dims[i];
	return make_reshape(import, make_part(import, x, &part, err), shape, err);
}

/* Constant numbers of rows, negative ones counting from the end, as int32; NULL on failure. */
static const int32_t *read_rows(Import *import, int tensor, int length, Error *err)
{
	int64_t count = shape_count(shape_at(import, tensor));
	int64_t *values = arena_array(import->scratch, (size_t)count, sizeof *values);
	int32_t *rows = arena_array(&import->model->arena, (size_t)count, sizeof *rows);
	int n;
	if (!constant_integers(import, tensor, (int)count, values, &n, err))
		return NULL;
	for (int i = 0; i < n; i++) {
		if (values[i] < -length || values[i] >= length)
			return failed(err, "row %lld of %d", (long long)values[i], length), NULL;
		rows[i] = (int32_t)(values[i] < 0 ? values[i] + length : values[i]);
	}
	return rows;
}

/* Computed numbers of rows: of a table, whose rows are counted from the start. That negative ones
 * count from the end, as ONNX lets them, GATHER does not know. */
static int computed_rows(Import *import, int table, int tensor, Error *err)
{
	if (!is_constant(import, table))
		return failed(err, "computed values, picked by computed numbers"), -1;
	DataType type = type_at(import, tensor);
	OpAttrs attrs = {.cast = {.in = type, .out = TYPE_INT32}};
	if (type == TYPE_INT32)
		return tensor;
	return make_as(import, TYPE_INT32, OP_CAST, attrs, IN(tensor), err);
}

bool import_gather(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), index = node_in(node, 1), axis;
	if (x < 0 || index < 0)
		return failed(err, "an operand is left out");
	Shape in = shape_at(import, x), picked = shape_at(import, index);
	if (!axis_of(node_int(node, "axis", 0), in.rank, &axis, err))
		return false;
	OpAttrs attrs = {.gather = {.axis = axis}};
	if (!is_constant(import, index))
		return node_gives(import, node, 0,
			make(import, OP_GATHER, attrs, IN(x, computed_rows(import, x, index, err)),
				err));
	const int32_t *rows = read_rows(import, index, in.dims[axis], err);
	if (!rows)
		return false;
	int out = picked.rank == 0
		? make_place(import, x, axis, rows[0], err)
		: make(import, OP_GATHER, attrs,
			  IN(x, add_constant(import, TYPE_INT32, picked, rows)), err);
	return node_gives(import, node, 0, out);
}
