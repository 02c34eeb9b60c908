/* SPDX-License-Identifier: Apache-2.0 */
/* Resize and Upsample. */
#include "formats/onnx/resize.h"

#include <math.h>
#include <string.h>

#include "formats/onnx/nodes.h"

enum { SIZES_CAME = 11, AXES_CAME = 18 };

/* What a node asks for, along each axis. */
typedef struct Resizing {
	int rank;
	bool linear;
	ResizeAxis axes[MAX_RANK];
} Resizing;

/* Numbers of a float32 constant; *n is 0 where the operand is left out or empty. */
static bool read_reals(const Import *import, int tensor, double *values, int *n,
	Error *err)
{
	int64_t count = 0;
	*n = 0;
	if (tensor < 0 || shape_count(shape_at(import, tensor)) == 0)
		return true;
	const float *reals = constant_floats(import, tensor, &count);
	if (!reals)
		return failed(err, "scales must be a float32 constant");
	if (count > MAX_RANK)
		return failed(err, "%lld scales", (long long)count);
	for (int i = 0; i < (int)count; i++)
		values[i] = (double)reals[i];
	*n = (int)count;
	return true;
}

static bool attribute_scales(const Node *node, double *scales, int *n, Error *err)
{
	const Onnx__AttributeProto *attribute = node_attribute(node, "scales");
	*n = 0;
	if (!attribute)
		return true;
	if (attribute->n_floats > MAX_RANK)
		return failed(err, "%zu scales", attribute->n_floats);
	*n = (int)attribute->n_floats;
	for (int i = 0; i < *n; i++)
		scales[i] = (double)attribute->floats[i];
	return true;
}

static bool set_axis(ResizeAxis *axis, double scale, int64_t out, Error *err)
{
	enum { MOST = 1 << 24 };
	double length = scale > 0 ? floor(axis->in * scale) : (double)out;
	if (!(length >= 1 && length <= MOST))
		return failed(err, "an axis of length %d becomes %g", axis->in, length);
	axis->out = (int)length;
	if (scale > 0 && axis->in * scale != length &&
		strcmp(axis->transformation, "align_corners") == 0)
		return failed(err,
			"align_corners with an axis of %d times %g, which is not whole: "
			"implementations differ; give sizes instead of scales",
			axis->in, scale);
	axis->scale = scale > 0 ? scale : length / axis->in;
	return true;
}

/* Which axis the i-th number is for: all in order, or those listed since opset 18. */
static bool read_lengths(const Import *import, const Node *node, Resizing *resizing,
	Error *err)
{
	bool upsamples = strcmp(node->proto->op_type, "Upsample") == 0;
	bool has_roi = !upsamples && import->opset >= SIZES_CAME;
	double scales[MAX_RANK];
	int64_t sizes[MAX_RANK], listed[MAX_RANK];
	int n_scales, n_sizes = 0, n_listed = 0;
	if (node_has(node, "scales")
			? !attribute_scales(node, scales, &n_scales, err)
			: !read_reals(import, node_in(node, has_roi ? 2 : 1), scales, &n_scales, err))
		return false;
	if (has_roi && n_scales == 0 && node_in(node, 3) >= 0 &&
		!constant_integers(import, node_in(node, 3), MAX_RANK, sizes, &n_sizes, err))
		return false;
	if (!node_ints(node, "axes", MAX_RANK, listed, &n_listed, err))
		return false;
	int n = n_scales > 0 ? n_scales : n_sizes;
	if (n == 0 || n != (n_listed > 0 ? n_listed : resizing->rank))
		return failed(err, "%d scales or sizes for %d dimensions", n,
			n_listed > 0 ? n_listed : resizing->rank);
	for (int i = 0; i < n; i++) {
		int axis = i;
		if (n_listed > 0 && !axis_of(listed[i], resizing->rank, &axis, err))
			return false;
		if (!set_axis(&resizing->axes[axis], n_scales > 0 ? scales[i] : 0,
				n_scales > 0 ? 0 : sizes[i], err))
			return false;
	}
	return true;
}

static bool read_modes(const Import *import, const Node *node, Resizing *resizing,
	Error *err)
{
	bool is_old =
		strcmp(node->proto->op_type, "Upsample") == 0 || import->opset < SIZES_CAME;
	const char *mode = node_text(node, "mode", "nearest");
	const char *transformation = node_text(node, "coordinate_transformation_mode",
		is_old ? "asymmetric" : "half_pixel");
	const char *rounding =
		node_text(node, "nearest_mode", is_old ? "floor" : "round_prefer_floor");
	resizing->linear = strcmp(mode, "linear") == 0;
	if (!resizing->linear && strcmp(mode, "nearest") != 0)
		return failed(err, "mode '%s', which TFLite has not", mode);
	if (node_int(node, "antialias", 0) || node_int(node, "exclude_outside", 0))
		return failed(err, "antialias or exclude_outside, which TFLite has not");
	if (strcmp(node_text(node, "keep_aspect_ratio_policy", "stretch"), "stretch") != 0)
		return failed(err, "a keep_aspect_ratio_policy other than stretch");
	for (int i = 0; i < resizing->rank; i++) {
		resizing->axes[i].transformation = transformation;
		resizing->axes[i].rounding = rounding;
	}
	return resize_check(&resizing->axes[0], err);
}

/* Any axis, by listing the places. */
static int make_gathers(Import *import, const Resizing *resizing, int x, Error *err)
{
	for (int axis = 0; x >= 0 && axis < resizing->rank; axis++) {
		const ResizeAxis *along = &resizing->axes[axis];
		int32_t *places =
			arena_array(import->scratch, (size_t)along->out, sizeof *places);
		bool moves = along->out != along->in;
		for (int i = 0; i < along->out; i++) {
			places[i] = resize_pixel(along, i);
			moves = moves || places[i] != i;
		}
		OpAttrs attrs = {.gather = {.axis = axis}};
		if (moves)
			x = make(import, OP_GATHER, attrs,
				IN(x, add_int32s(import, along->out, places)), err);
	}
	return x;
}

static int make_resize(Import *import, const Resizing *resizing, int x, ResizeAttrs attrs,
	Error *err)
{
	const ResizeAxis *last = &resizing->axes[resizing->rank - 1];
	int32_t size[2] = {resizing->rank == 4 ? last[-1].out : 1, last->out};
	OpType type = resizing->linear ? OP_RESIZE_BILINEAR : OP_RESIZE_NEAREST_NEIGHBOR;
	int image = to_channels_last(import, x, err);
	if (image < 0)
		return -1;
	int out = make(import, type, (OpAttrs){.resize = attrs},
		IN(image, add_int32s(import, 2, size)), err);
	return from_channels_last(import, out, resizing->rank, err);
}

bool import_resize(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0);
	if (x < 0 || import->graph->tensors[x].rank < 1)
		return failed(err, "no input");
	Shape in = shape_at(import, x);
	Resizing resizing = {.rank = in.rank};
	for (int i = 0; i < in.rank; i++)
		resizing.axes[i] = (ResizeAxis){.in = in.dims[i], .out = in.dims[i], .scale = 1};
	if (!read_modes(import, node, &resizing, err) ||
		!read_lengths(import, node, &resizing, err))
		return false;
	bool spatial = (in.rank == 3 || in.rank == 4) && resizing.axes[0].out == in.dims[0] &&
		resizing.axes[1].out == in.dims[1];
	ResizeAttrs attrs;
	if (spatial &&
		resize_matches(resizing.axes + 2, in.rank - 2, resizing.linear, &attrs))
		return node_gives(import, node, 0, make_resize(import, &resizing, x, attrs, err));
	if (resizing.linear)
		return failed(err,
			"a linear resize at places that TFLite's does not take (%s, scale %g)",
			resizing.axes[0].transformation, resizing.axes[in.rank - 1].scale);
	return node_gives(import, node, 0, make_gathers(import, &resizing, x, err));
}
