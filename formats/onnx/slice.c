/* SPDX-License-Identifier: Apache-2.0 */
/* Slice. */
#include "formats/onnx/nodes.h"
#include "formats/onnx/part.h"

/* Lists of a number for each of rank dimensions, as operands. */
static int add_list(Import *import, int rank, const int *values)
{
	int32_t list[MAX_RANK];
	for (int i = 0; i < rank; i++)
		list[i] = values[i];
	return add_int32s(import, rank, list);
}

Part whole_part(Shape shape)
{
	Part part = {.size = shape};
	for (int i = 0; i < MAX_RANK; i++)
		part.step[i] = 1;
	return part;
}

static int64_t held(int64_t x, int64_t low, int64_t high)
{
	return x < low ? low : x > high ? high : x;
}

/* From start to before end by step, negative places counting from the end and those outside
 * standing for the nearest one inside. */
static bool slice_axis(Part *part, int axis, int64_t start, int64_t end, int64_t step,
	Error *err)
{
	int64_t n = part->size.dims[axis];
	if (step == 0)
		return failed(err, "steps of 0");
	start = start < 0 ? start + n : start;
	end = end < 0 ? end + n : end;
	bool rises = step > 0;
	start = rises ? held(start, 0, n) : held(start, -1, n - 1);
	end = rises ? held(end, 0, n) : held(end, -1, n - 1);
	step = held(step, -INT32_MAX, INT32_MAX);
	int64_t span = rises ? end - start : start - end, away = rises ? step : -step;
	int64_t size = span > 0 ? (span + away - 1) / away : 0;
	part->begin[axis] = size > 0 ? (int)start : 0;
	part->step[axis] = size > 1 ? (int)step : 1;
	part->size.dims[axis] = (int)size;
	return true;
}

int make_part(Import *import, int x, const Part *part, Error *err)
{
	Shape in = shape_at(import, x);
	int rank = in.rank, end[MAX_RANK];
	bool has_steps = false;
	for (int i = 0; i < rank; i++) {
		int step = part->step[i];
		int last = part->begin[i] + (part->size.dims[i] - 1) * step;
		end[i] = last + (step > 0 ? 1 : -1);
		end[i] = end[i] < 0 ? -in.dims[i] - 1 : end[i];
		has_steps = has_steps || step != 1;
	}
	if (shape_count(part->size) == 0) {
		if (!is_constant(import, x))
			return failed(err, "nothing is left"), -1;
		return add_constant(import, type_at(import, x), part->size, NULL);
	}
	if (!has_steps && shape_equal(in, part->size))
		return x;
	int from = add_list(import, rank, part->begin);
	if (!has_steps)
		return make(import, OP_SLICE, NO_ATTRS,
			IN(x, from, add_list(import, rank, part->size.dims)), err);
	return make(import, OP_STRIDED_SLICE, NO_ATTRS,
		IN(x, from, add_list(import, rank, end), add_list(import, rank, part->step)),
		err);
}

bool import_slice(Import *import, const Node *node, Error *err)
{
	int64_t start[MAX_RANK], end[MAX_RANK], axes[MAX_RANK], steps[MAX_RANK];
	int x = node_in(node, 0), n, n_end, n_axes, n_steps;
	if (x < 0)
		return failed(err, "no input");
	if (!node_integers(import, node, "starts", 1, MAX_RANK, start, &n, err) ||
		!node_integers(import, node, "ends", 2, MAX_RANK, end, &n_end, err) ||
		!node_integers(import, node, "axes", 3, MAX_RANK, axes, &n_axes, err) ||
		!node_integers(import, node, "steps", 4, MAX_RANK, steps, &n_steps, err))
		return false;
	if (n_end != n || (n_axes > 0 && n_axes != n) || (n_steps > 0 && n_steps != n))
		return failed(err, "%d starts, %d ends, %d axes and %d steps", n, n_end, n_axes,
			n_steps);
	Part part = whole_part(shape_at(import, x));
	bool used[MAX_RANK] = {false};
	for (int i = 0; i < n; i++) {
		int axis;
		if (!axis_of(n_axes > 0 ? axes[i] : i, part.size.rank, &axis, err))
			return false;
		if (used[axis])
			return failed(err, "axis %d twice", axis);
		used[axis] = true;
		if (!slice_axis(&part, axis, start[i], end[i], n_steps > 0 ? steps[i] : 1, err))
			return false;
	}
	return node_gives(import, node, 0, make_part(import, x, &part, err));
}
