/* SPDX-License-Identifier: Apache-2.0 */
/* Pad. */
#include <string.h>

#include "formats/onnx/nodes.h"
#include "formats/onnx/part.h"

/* What is put before and after along each axis; negative ones take away. */
typedef struct Pads {
	int before[MAX_RANK], after[MAX_RANK];
} Pads;

static bool pad_axis(Pads *pads, int axis, int64_t before, int64_t after, Error *err)
{
	enum { MOST = 1 << 28 };
	if (before < -MOST || before > MOST || after < -MOST || after > MOST)
		return failed(err, "axis %d is padded by %lld and %lld", axis, (long long)before,
			(long long)after);
	pads->before[axis] = (int)before;
	pads->after[axis] = (int)after;
	return true;
}

/* All that is put before, then all behind: of each axis, or of those listed. */
static bool read_pads(const Import *import, const Node *node, int rank, Pads *pads,
	Error *err)
{
	int64_t values[2 * MAX_RANK], axes[MAX_RANK];
	int n, n_axes = 0;
	const char *name = node_has(node, "paddings") ? "paddings" : "pads"; /* opset 1 */
	if (!node_integers(import, node, name, 1, 2 * MAX_RANK, values, &n, err))
		return false;
	if (node_in(node, 3) >= 0 &&
		!constant_integers(import, node_in(node, 3), MAX_RANK, axes, &n_axes, err))
		return false;
	bool has_axes = node_in(node, 3) >= 0;
	n_axes = has_axes ? n_axes : rank;
	if (n != 2 * n_axes)
		return failed(err, "%d pads for %d axes", n, n_axes);
	for (int i = 0; i < n_axes; i++) {
		int axis = i;
		if (has_axes && !axis_of(axes[i], rank, &axis, err))
			return false;
		if (!pad_axis(pads, axis, values[i], values[n_axes + i], err))
			return false;
	}
	return true;
}

/* Take away what negative pads ask for; these become 0. */
static int make_cropped(Import *import, int x, Pads *pads, Error *err)
{
	Part part = whole_part(shape_at(import, x));
	for (int i = 0; i < part.size.rank; i++) {
		int before = pads->before[i] < 0 ? -pads->before[i] : 0;
		int after = pads->after[i] < 0 ? -pads->after[i] : 0;
		if ((int64_t)before + after >= part.size.dims[i] && before + after > 0)
			return failed(err, "axis %d of %d loses %d and %d", i, part.size.dims[i],
					   before, after),
				   -1;
		part.begin[i] = before;
		part.size.dims[i] -= before + after;
		pads->before[i] += before;
		pads->after[i] += after;
	}
	return make_part(import, x, &part, err);
}

/* The constant that is put around; -1 where that is 0. */
static bool read_fill(Import *import, const Node *node, DataType type, int *fill,
	Error *err)
{
	double value = (double)node_real(node, "value", 0);
	int given = node_in(node, 2);
	*fill = -1;
	if (given >= 0 && !constant_number(import, given, &value, err))
		return false;
	if (given >= 0 && type_at(import, given) != type)
		return failed(err, "a value of %s around %s", type_name(type_at(import, given)),
			type_name(type));
	if (value == 0)
		return true;
	if (given < 0 && type != TYPE_FLOAT32)
		return failed(err, "a value of float32 around %s", type_name(type));
	*fill = given >= 0 ? given : add_scalar(import, (float)value);
	return true;
}

static int make_pad(Import *import, int x, const Pads *pads, int fill, Error *err)
{
	if (x < 0)
		return -1;
	int rank = import->graph->tensors[x].rank;
	bool is_padded = false;
	int32_t *list = arena_array(&import->model->arena, 2 * MAX_RANK, sizeof *list);
	for (int i = 0; i < rank; i++) {
		list[2 * i] = pads->before[i];
		list[2 * i + 1] = pads->after[i];
		is_padded = is_padded || pads->before[i] || pads->after[i];
	}
	if (!is_padded)
		return x;
	int paddings = add_constant(import, TYPE_INT32, (Shape){2, {rank, 2}}, list);
	return fill < 0 ? make(import, OP_PAD, NO_ATTRS, IN(x, paddings), err)
					: make(import, OP_PADV2, NO_ATTRS, IN(x, paddings, fill), err);
}

bool import_pad(Import *import, const Node *node, Error *err)
{
	const char *mode = node_text(node, "mode", "constant");
	int x = node_in(node, 0), fill;
	Pads pads = {0};
	if (x < 0)
		return failed(err, "no input");
	if (strcmp(mode, "constant") != 0)
		return failed(err, "mode '%s', which whit does not read", mode);
	if (!read_pads(import, node, import->graph->tensors[x].rank, &pads, err) ||
		!read_fill(import, node, type_at(import, x), &fill, err))
		return false;
	return node_gives(import, node, 0,
		make_pad(import, make_cropped(import, x, &pads, err), &pads, fill, err));
}
