/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/pool_f32.h"

#include "src/kernels/clamp_f32.h"
#include "src/kernels/taps.h"

#include <float.h>
#include <stddef.h>

/* Take the in_c channels of one tap into those of the output. */
typedef void TakeTap(const float *x, int32_t n, float *out);

static void take_sum(const float *x, int32_t n, float *out)
{
	for (int32_t c = 0; c < n; c++)
		out[c] += x[c];
}

static void take_larger(const float *x, int32_t n, float *out)
{
	for (int32_t c = 0; c < n; c++)
		out[c] = out[c] < x[c] ? x[c] : out[c];
}

/* Take in the window whose first tap reads (top, left); returns its number of taps. */
static int32_t take_window(const Window *w, const float *image, int32_t top, int32_t left,
	TakeTap *take, float *out)
{
	Taps rows = taps_inside(top, w->dilation_h, w->kernel_h, w->in_h);
	Taps columns = taps_inside(left, w->dilation_w, w->kernel_w, w->in_w);

	for (int32_t ky = rows.begin; ky < rows.end; ky++) {
		ptrdiff_t in_row = (ptrdiff_t)(top + ky * w->dilation_h) * w->in_w;
		for (int32_t kx = columns.begin; kx < columns.end; kx++)
			take(image + (in_row + left + kx * w->dilation_w) * w->in_c, w->in_c, out);
	}
	return (rows.end - rows.begin) * (columns.end - columns.begin);
}

static void pool_f32(const PoolF32 *pool, const float *in, TakeTap *take, float start,
	float *out)
{
	const Window *w = &pool->window;
	ptrdiff_t image_size = (ptrdiff_t)w->in_h * w->in_w * w->in_c;

	for (int32_t b = 0; b < w->batch; b++, in += image_size)
		for (int32_t y = 0; y < w->out_h; y++)
			for (int32_t x = 0; x < w->out_w; x++, out += w->in_c) {
				for (int32_t c = 0; c < w->in_c; c++)
					out[c] = start;
				int32_t n = take_window(w, in, y * w->stride_h - w->pad_top,
					x * w->stride_w - w->pad_left, take, out);
				float taps = take == take_sum && n > 0 ? (float)n : 1;
				for (int32_t c = 0; c < w->in_c; c++)
					out[c] = clamp_f32(out[c] / taps, pool->act_min, pool->act_max);
			}
}

void average_pool_f32(const PoolF32 *pool, const float *in, float *out)
{
	pool_f32(pool, in, take_sum, 0, out);
}

void max_pool_f32(const PoolF32 *pool, const float *in, float *out)
{
	pool_f32(pool, in, take_larger, -FLT_MAX, out);
}
