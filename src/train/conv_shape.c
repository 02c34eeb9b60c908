/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/conv_shape.h"

#include <string.h>

#include "src/kernels/taps.h"
#include "src/train/simd.h"

static int as_far(int64_t reach, int pad, int extent)
{
	int64_t own = (int64_t)pad + extent;
	return (int)(reach > own ? reach : own);
}

/* Pixels and taps of `together` images. */
static void make_tables(ConvShape *shape, Arena *arena)
{
	const Window *w = &shape->window;
	size_t n_pixels = (size_t)shape->together * (size_t)shape->n_pixels;
	shape->pixel = arena_array(arena, n_pixels, sizeof(int32_t));
	shape->out_row = arena_array(arena, n_pixels, sizeof(int32_t));
	shape->tap = arena_array(arena, (size_t)shape->n_taps, sizeof(int32_t));
	shape->out_column = arena_array(arena, (size_t)w->out_c, sizeof(int32_t));
	int row = shape->columns * w->in_c, n = 0;
	for (int b = 0; b < shape->together; b++)
		for (int y = 0; y < w->out_h; y++)
			for (int x = 0; x < w->out_w; x++, n++) {
				shape->pixel[n] = b * (int32_t)shape->image + y * w->stride_h * row +
					x * w->stride_w * w->in_c;
				shape->out_row[n] = n * w->out_c;
			}
	n = 0;
	for (int ky = 0; ky < w->kernel_h; ky++)
		for (int kx = 0; kx < w->kernel_w; kx++)
			for (int c = 0; c < shape->group_c; c++)
				shape->tap[n++] =
					ky * w->dilation_h * row + kx * w->dilation_w * w->in_c + c;
	for (int j = 0; j < w->out_c; j++)
		shape->out_column[j] = j;
}

bool conv_shape_of(const Window *window, int groups, int images, Arena *arena,
	ConvShape *shape, Error *err)
{
	enum { ENOUGH_PIXELS = 128 };
	const Window *w = window;
	int64_t rows = windows_reach(w->out_h, w->stride_h, w->kernel_h, w->dilation_h);
	int64_t columns = windows_reach(w->out_w, w->stride_w, w->kernel_w, w->dilation_w);
	*shape = (ConvShape){
		.window = *w,
		.groups = groups,
		.group_c = w->in_c / groups,
		.group_out = w->out_c / groups,
		.n_taps = w->kernel_h * w->kernel_w * (w->in_c / groups),
		.is_padded = w->pad_top || w->pad_left || rows > w->in_h || columns > w->in_w,
		.rows = as_far(rows, w->pad_top, w->in_h),
		.columns = as_far(columns, w->pad_left, w->in_w),
		.n_pixels = w->out_h * w->out_w,
		.out_image = (size_t)w->out_h * (size_t)w->out_w * (size_t)w->out_c,
	};
	shape->window.batch = 1;
	if (!shape->is_padded) {
		shape->rows = w->in_h;
		shape->columns = w->in_w;
	}
	shape->is_pointwise = !shape->is_padded && w->kernel_h == 1 && w->kernel_w == 1 &&
		w->stride_h == 1 && w->stride_w == 1;
	int64_t image = (int64_t)shape->rows * shape->columns;
	if (image > INT32_MAX / w->in_c ||
		image * w->in_c > INT32_MAX / (images > 0 ? images : 1))
		return failed(err, "its images take more than 2^31 elements to train");
	shape->image = (size_t)image * (size_t)w->in_c;
	shape->together = 1;
	while (shape->together < images && shape->together * shape->n_pixels < ENOUGH_PIXELS)
		shape->together++;
	make_tables(shape, arena);
	return true;
}

size_t conv_copy_count(const ConvShape *shape, int n)
{
	return shape->is_padded ? (size_t)n * shape->image : 0;
}

const Real *conv_padded(const ConvShape *shape, const Real *in, int n, Real *copy)
{
	const Window *w = &shape->window;
	size_t row = (size_t)w->in_w * (size_t)w->in_c;
	size_t step = (size_t)shape->columns * (size_t)w->in_c;
	size_t left = (size_t)w->pad_left * (size_t)w->in_c;
	if (!shape->is_padded)
		return in;
	memset(copy, 0, (size_t)n * shape->image * sizeof *copy);
	for (int b = 0; b < n; b++)
		for (int y = 0; y < w->in_h; y++, in += row)
			memcpy(copy + (size_t)b * shape->image + (size_t)(y + w->pad_top) * step +
					left,
				in, row * sizeof *in);
	return copy;
}

void conv_cropped(const ConvShape *shape, const Real *copy, int n, Real *in)
{
	const Window *w = &shape->window;
	size_t row = (size_t)w->in_w * (size_t)w->in_c;
	size_t step = (size_t)shape->columns * (size_t)w->in_c;
	size_t left = (size_t)w->pad_left * (size_t)w->in_c;
	for (int b = 0; b < n; b++)
		for (int y = 0; y < w->in_h; y++, in += row)
			memcpy(in,
				copy + (size_t)b * shape->image + (size_t)(y + w->pad_top) * step + left,
				row * sizeof *in);
}

/* `runs` pieces of `run` neighbours each. */
typedef struct Spread {
	const Real *from;
	Real *to;
	const int32_t *pixel, *tap;
	int n_pixels, runs, run;
} Spread;

SIMD_BODY spread_body(const Spread *spread)
{
	const Real *from = spread->from;
	for (int m = 0; m < spread->n_pixels; m++)
		for (int r = 0; r < spread->runs; r++, from += spread->run) {
			Real *to = spread->to + spread->pixel[m] + spread->tap[r * spread->run];
#pragma omp simd
			for (int i = 0; i < spread->run; i++)
				to[i] += from[i];
		}
}

SIMD_VARIANTS(spread, (const Spread *how), (how))

/* Taps that lie side by side: those of a kernel's row, or of a place. */
static int run_of(const ConvShape *shape)
{
	bool row = shape->window.dilation_w == 1 && shape->groups == 1;
	return row ? shape->window.kernel_w * shape->group_c : shape->group_c;
}

void conv_spread(const ConvShape *shape, const Real *columns, int first, int rows,
	Real *images)
{
	int run = run_of(shape);
	spread(&(Spread){columns, images, shape->pixel + first, shape->tap, rows,
		shape->n_taps / run, run});
}

int conv_spread_rows(const ConvShape *shape)
{
	enum { ELEMENTS = 16 * 1024, MULTIPLE = 6 };
	int rows = ELEMENTS / shape->n_taps / MULTIPLE * MULTIPLE;
	return rows < MULTIPLE ? MULTIPLE : rows;
}
