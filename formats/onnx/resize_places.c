/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "formats/onnx/resize.h"

static bool is(const char *mode, const char *name)
{
	return strcmp(mode, name) == 0;
}

bool resize_check(const ResizeAxis *axis, Error *err)
{
	static const char *const transformations[] = {"half_pixel", "pytorch_half_pixel",
		"half_pixel_symmetric", "align_corners", "asymmetric", "tf_half_pixel_for_nn"};
	static const char *const roundings[] = {"round_prefer_floor", "round_prefer_ceil",
		"floor", "ceil"};
	bool known = false, rounds = false;
	for (size_t i = 0; i < sizeof transformations / sizeof transformations[0]; i++)
		known = known || is(axis->transformation, transformations[i]);
	for (size_t i = 0; i < sizeof roundings / sizeof roundings[0]; i++)
		rounds = rounds || is(axis->rounding, roundings[i]);
	if (!known)
		return failed(err, "coordinate_transformation_mode '%s'", axis->transformation);
	return rounds || failed(err, "nearest_mode '%s'", axis->rounding);
}

double resize_place(const ResizeAxis *axis, int x)
{
	const char *mode = axis->transformation;
	if (is(mode, "align_corners"))
		return axis->out > 1 ? x * (double)(axis->in - 1) / (axis->out - 1) : 0;
	if (is(mode, "asymmetric"))
		return x / axis->scale;
	if (is(mode, "tf_half_pixel_for_nn"))
		return (x + 0.5) / axis->scale;
	if (is(mode, "pytorch_half_pixel") && axis->out == 1)
		return 0;
	double place = (x + 0.5) / axis->scale - 0.5;
	if (!is(mode, "half_pixel_symmetric"))
		return place;
	double whole = axis->scale * axis->in; /* the output, before its length was cut */
	return axis->in / 2.0 * (1 - axis->out / whole) + place;
}

static double clamp(double place, int length)
{
	return place < 0 ? 0 : place > length - 1 ? length - 1 : place;
}

int resize_pixel(const ResizeAxis *axis, int x)
{
	double place = resize_place(axis, x);
	if (is(axis->rounding, "round_prefer_floor"))
		place = ceil(place - 0.5);
	else if (is(axis->rounding, "round_prefer_ceil"))
		place = floor(place + 0.5);
	else
		place = is(axis->rounding, "floor") ? floor(place) : ceil(place);
	return (int)clamp(place, axis->in);
}

/* TFLite's own arithmetic, which is in float32. */
static float tflite_scale(const ResizeAxis *axis, ResizeAttrs attrs)
{
	return attrs.align_corners && axis->out > 1
		? (float)(axis->in - 1) / (float)(axis->out - 1)
		: (float)axis->in / (float)axis->out;
}

static bool same_nearest(const ResizeAxis *axis, ResizeAttrs attrs)
{
	float scale = tflite_scale(axis, attrs), offset = attrs.half_pixel_centers ? 0.5F : 0;
	for (int x = 0; x < axis->out; x++) {
		float place = ((float)x + offset) * scale;
		place = attrs.align_corners ? roundf(place) : floorf(place);
		if ((int)clamp((double)place, axis->in) != resize_pixel(axis, x))
			return false;
	}
	return true;
}

static bool same_linear(const ResizeAxis *axis, ResizeAttrs attrs)
{
	const double tolerance = 1e-5;
	float scale = tflite_scale(axis, attrs);
	for (int x = 0; x < axis->out; x++) {
		float place = attrs.half_pixel_centers ? ((float)x + 0.5F) * scale - 0.5F
											   : (float)x * scale;
		double wanted = clamp(resize_place(axis, x), axis->in);
		if (fabs(clamp((double)place, axis->in) - wanted) > tolerance * axis->in)
			return false;
	}
	return true;
}

bool resize_matches(const ResizeAxis *axes, int n_axes, bool linear, ResizeAttrs *attrs)
{
	static const ResizeAttrs ways[] = {{.half_pixel_centers = true},
		{.align_corners = true}, {0}};
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		bool same = true;
		for (int k = 0; same && k < n_axes; k++)
			same =
				linear ? same_linear(&axes[k], ways[i]) : same_nearest(&axes[k], ways[i]);
		*attrs = ways[i];
		if (same)
			return true;
	}
	return false;
}
