/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR: input [batch, h, w, c] to the height and width in
 * input 1. Where a place of the output lies in the input is worked out as TFLite does, in
 * float32, or for bilinear int8 with ten fraction bits.
 */
#include "src/ops/resize.h"

#include <math.h>

#include "src/kernels/resize_nearest.h"
#include "src/ops/moving.h"

/* Keeps 1024 times a position within int32. */
enum { MOST_PIXELS = 1 << 20 };

static bool resize_shape(const Graph *graph, const Op *op, Shape *out, Error *err)
{
	Shape in;
	int64_t size[2];
	int n;
	if (!input_shape_of_rank(graph, op, 0, 4, &in, err) ||
		!constant_ints(graph, op, 1, 2, size, &n, err))
		return false;
	if (n != 2)
		return failed(err, "a size of %d numbers; it is a height and a width", n);
	*out = in;
	for (int i = 0; i < 2; i++) {
		if (size[i] < 1 || size[i] > MOST_PIXELS || in.dims[i + 1] > MOST_PIXELS)
			return failed(err, "from %d to %lld pixels; each must be 1 to 2^20",
				in.dims[i + 1], (long long)size[i]);
		out->dims[i + 1] = (int)size[i];
	}
	if ((int64_t)size[0] * size[1] > INT32_MAX ||
		size[0] * size[1] * in.dims[0] > INT32_MAX ||
		size[0] * size[1] * in.dims[0] * in.dims[3] > INT32_MAX)
		return failed(err, "more than 2^31 elements");
	return true;
}

/* One axis: its lengths, and how places correspond. */
typedef struct Axis {
	int32_t in, out;
	ResizeAttrs how;
} Axis;

static Axis axis_of(const Graph *graph, const Op *op, int i)
{
	return (Axis){known_input_shape(graph, op, 0).dims[i],
		output_shape(graph, op).dims[i], op->attrs.resize};
}

/* Pixels of the input that a pixel of the output stands for. */
static float step_of(const Axis *axis)
{
	return axis->how.align_corners && axis->out > 1
		? (float)(axis->in - 1) / (float)(axis->out - 1)
		: (float)axis->in / (float)axis->out;
}

/* --- Nearest --- */

static const int32_t *nearest(Axis axis, Arena *arena)
{
	int32_t *places = arena_array(arena, (size_t)axis.out, sizeof *places);
	float step = step_of(&axis), offset = axis.how.half_pixel_centers ? 0.5F : 0;
	for (int32_t i = 0; i < axis.out; i++) {
		float place = ((float)i + offset) * step;
		int32_t pixel = (int32_t)(axis.how.align_corners ? roundf(place) : floorf(place));
		places[i] = pixel < axis.in ? pixel : axis.in - 1;
	}
	return places;
}

static void run_nearest(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	ResizeNearest resize = *(const ResizeNearest *)layer->params;
	resize.batch *= n;
	resize_nearest(&resize, in[0], out[0]);
}

static bool nearest_prepare(Layer *layer, Arena *arena, Error *err)
{
	if (!moves_one_type(layer, err))
		return false;
	Axis y = axis_of(layer->graph, layer->op, 1), x = axis_of(layer->graph, layer->op, 2);
	Shape in = known_input_shape(layer->graph, layer->op, 0);
	ResizeNearest resize = {in.dims[0], y.in, x.in, y.out, x.out,
		(size_t)in.dims[3] * element_bytes(layer), nearest(y, arena), nearest(x, arena)};
	layer->params = arena_copy(arena, &resize, sizeof resize);
	layer->run = run_nearest;
	return true;
}

/* --- Bilinear --- */

static const BetweenF32 *between_f32(Axis axis, Arena *arena)
{
	BetweenF32 *places = arena_array(arena, (size_t)axis.out, sizeof *places);
	float step = step_of(&axis);
	for (int32_t i = 0; i < axis.out; i++) {
		float place = axis.how.half_pixel_centers ? ((float)i + 0.5F) * step - 0.5F
												  : (float)i * step;
		int32_t first = (int32_t)floorf(place), second = (int32_t)ceilf(place);
		first = first < 0 ? 0 : first < axis.in ? first : axis.in - 1;
		second = second < axis.in ? second : axis.in - 1;
		float share = place - (float)first;
		places[i] = (BetweenF32){first, second, 1 - share, share};
	}
	return places;
}

/* Steps are rounded to 1/1024 of a pixel; over a thousand of them that may add up to more than
 * there is. TFLite then reads beyond the image. */
static bool check_last_place(int32_t last, const Axis *axis, Error *err)
{
	if (last >= axis->in * 1024)
		return failed(err,
			"from %d to %d pixels of int8: TFLite's arithmetic leaves the image",
			axis->in, axis->out);
	return true;
}

static const BetweenS8 *between_s8(Axis axis, Arena *arena, Error *err)
{
	enum { ONE = 1 << 10 };
	BetweenS8 *places = arena_array(arena, (size_t)axis.out, sizeof *places);
	bool aligned = axis.how.align_corners && axis.out > 1;
	int32_t in = axis.in - aligned, out = axis.out - aligned;
	int32_t step = (ONE * in + out / 2) / out, place = 0;
	for (int32_t i = 0; i < axis.out; i++) {
		place = i * step + (axis.how.half_pixel_centers ? step / 2 - ONE / 2 : 0);
		int32_t first = place > 0 ? place / ONE : 0;
		int32_t second = (place + ONE - 1) / ONE;
		second = second < axis.in ? second : axis.in - 1;
		int32_t share = place - first * ONE;
		places[i] = (BetweenS8){first, second, ONE - share, share};
	}
	return check_last_place(place, &axis, err) ? places : NULL;
}

static void run_bilinear_f32(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	ResizeF32 resize = *(const ResizeF32 *)layer->params;
	resize.batch *= n;
	resize_bilinear_f32(&resize, in[0], out[0]);
}

static void run_bilinear_s8(const Layer *layer, int n, const void *const *in,
	void *const *out, void *scratch)
{
	(void)scratch;
	ResizeS8 resize = *(const ResizeS8 *)layer->params;
	resize.batch *= n;
	resize_bilinear_s8(&resize, in[0], out[0]);
}

static bool check_places(const Op *op, Error *err)
{
	if (op->attrs.resize.align_corners && op->attrs.resize.half_pixel_centers)
		return failed(err, "corners cannot be aligned and pixels' centres be places");
	return true;
}

bool resize_bilinear_of(const Graph *graph, const Op *op, Arena *arena, ResizeF32 *resize,
	Error *err)
{
	Shape in = known_input_shape(graph, op, 0);
	Axis y = axis_of(graph, op, 1), x = axis_of(graph, op, 2);
	if (!check_places(op, err))
		return false;
	*resize = (ResizeF32){in.dims[0], y.in, x.in, in.dims[3], y.out, x.out,
		between_f32(y, arena), between_f32(x, arena)};
	return true;
}

static bool prepare_f32(Layer *layer, Arena *arena, Error *err)
{
	ResizeF32 resize;
	if (!resize_bilinear_of(layer->graph, layer->op, arena, &resize, err))
		return false;
	layer->params = arena_copy(arena, &resize, sizeof resize);
	layer->run = run_bilinear_f32;
	return true;
}

static bool prepare_s8(Layer *layer, Arena *arena, Error *err)
{
	if (!check_places(layer->op, err))
		return false;
	Axis y = axis_of(layer->graph, layer->op, 1), x = axis_of(layer->graph, layer->op, 2);
	Shape in = known_input_shape(layer->graph, layer->op, 0);
	ResizeS8 resize = {in.dims[0], y.in, x.in, in.dims[3], y.out, x.out,
		between_s8(y, arena, err), between_s8(x, arena, err)};
	layer->params = arena_copy(arena, &resize, sizeof resize);
	layer->run = run_bilinear_s8;
	return resize.rows && resize.columns && same_quant(layer, 0, 0, err);
}

static bool bilinear_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	if (type == TYPE_INT16)
		return failed(err, "int16 cannot be run; float32 and int8 can");
	return type == TYPE_INT8 ? prepare_s8(layer, arena, err)
							 : prepare_f32(layer, arena, err);
}

const OpInfo op_resize_nearest_neighbor = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = resize_shape,
	.prepare = nearest_prepare,
};

const OpInfo op_resize_bilinear = {
	.min_inputs = 2,
	.max_inputs = 2,
	.shape = resize_shape,
	.prepare = bilinear_prepare,
};
