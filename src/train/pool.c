/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVERAGE_POOL_2D and MAX_POOL_2D in training, over the taps inside the image. A maximum's
 * gradient goes to the first tap that has it, which forward notes in the state: how many elements
 * it lies behind the window's first.
 */
#include <string.h>

#include "src/kernels/taps.h"
#include "src/ops/operands.h"
#include "src/train/simd.h"
#include "src/train/train_op.h"

typedef struct Pool {
	Window window; /* of one image */
	int images;    /* of a sample */
	size_t in_image, out_image;
} Pool;

/* Where a window lies, in pixels of the image: rows and columns inside it. */
typedef struct Inside {
	int top, left, n_rows, n_columns;
} Inside;

static Inside inside(const Window *w, int y, int x)
{
	int top = y * w->stride_h - w->pad_top, left = x * w->stride_w - w->pad_left;
	Taps rows = taps_inside(top, 1, w->kernel_h, w->in_h);
	Taps columns = taps_inside(left, 1, w->kernel_w, w->in_w);
	Inside in = {top + rows.begin, left + columns.begin, rows.end - rows.begin,
		columns.end - columns.begin};
	if (in.n_rows < 0 || in.n_columns < 0)
		in.n_rows = in.n_columns = 0;
	return in;
}

/* --- Of one output pixel, all channels --- */

typedef struct Pixel {
	const Real *in; /* the first tap */
	Real *d_in;
	size_t row, channels;
	int n_rows, n_columns;
	Real *out; /* or d_out */
	int32_t *place;
} Pixel;

/* Without branches, which would seldom be foreseen. */
SIMD_BODY max_pixel_body(const Pixel *p)
{
#pragma omp simd
	for (size_t c = 0; c < p->channels; c++) {
		p->out[c] = p->in[c];
		p->place[c] = 0;
	}
	for (int y = 0; y < p->n_rows; y++)
		for (int x = 0; x < p->n_columns; x++) {
			int32_t tap = y * (int32_t)p->row + x * (int32_t)p->channels;
			const Real *in = p->in + tap;
#pragma omp simd
			for (size_t c = 0; c < p->channels; c++) {
				Real best = p->out[c], value = in[c];
				int32_t is_more = -(int32_t)(value > best), place = p->place[c];
				p->place[c] = (tap & is_more) | (place & ~is_more);
				p->out[c] = value > best ? value : best;
			}
		}
}

SIMD_VARIANTS(max_pixel, (const Pixel *p), (p))

static void give_max(const Pixel *p)
{
	for (size_t c = 0; c < p->channels; c++)
		p->d_in[(size_t)p->place[c] + c] += p->out[c];
}

SIMD_BODY average_pixel_body(const Pixel *p)
{
	Real n = (Real)(p->n_rows * p->n_columns);
	for (size_t c = 0; c < p->channels; c++)
		p->out[c] = 0;
	for (int y = 0; y < p->n_rows; y++)
		for (int x = 0; x < p->n_columns; x++) {
			const Real *in = p->in + (size_t)y * p->row + (size_t)x * p->channels;
#pragma omp simd
			for (size_t c = 0; c < p->channels; c++)
				p->out[c] += in[c];
		}
#pragma omp simd
	for (size_t c = 0; c < p->channels; c++)
		p->out[c] /= n;
}

SIMD_VARIANTS(average_pixel, (const Pixel *p), (p))

SIMD_BODY give_average_body(const Pixel *p)
{
	Real n = (Real)(p->n_rows * p->n_columns);
	for (int y = 0; y < p->n_rows; y++)
		for (int x = 0; x < p->n_columns; x++) {
			Real *d_in = p->d_in + (size_t)y * p->row + (size_t)x * p->channels;
#pragma omp simd
			for (size_t c = 0; c < p->channels; c++)
				d_in[c] += p->out[c] / n;
		}
}

SIMD_VARIANTS(give_average, (const Pixel *p), (p))

/* --- Of a pass --- */

/* Call work for each output pixel. A window wholly outside has no taps: its output is 0, and it
 * gives no gradient. */
static void each_pixel(const Pool *pool, const LayerPass *pass, const Real *in,
	Real *d_in, Real *const *out, void (*work)(const Pixel *pixel))
{
	const Window *w = &pool->window;
	int32_t *places = (int32_t *)(void *)pass->state;
	size_t channels = (size_t)w->in_c, at = 0;
	for (int b = 0; b < pass->n * pool->images; b++)
		for (int y = 0; y < w->out_h; y++)
			for (int x = 0; x < w->out_w; x++, at += channels) {
				Inside part = inside(w, y, x);
				size_t first =
					((size_t)part.top * (size_t)w->in_w + (size_t)part.left) * channels;
				size_t image = (size_t)b * pool->in_image;
				Pixel pixel = {.row = (size_t)w->in_w * channels,
					.channels = channels,
					.n_rows = part.n_rows,
					.n_columns = part.n_columns,
					.out = out[0] + at,
					.place = places + at};
				if (part.n_rows && in)
					pixel.in = in + image + first;
				if (part.n_rows && d_in)
					pixel.d_in = d_in + image + first;
				if (part.n_rows)
					work(&pixel);
				else if (in)
					memset(pixel.out, 0, channels * sizeof(Real));
			}
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	bool is_max = layer->op->code->type == OP_MAX_POOL_2D;
	each_pixel(layer->params, pass, pass->in[0], NULL, pass->out,
		is_max ? max_pixel : average_pixel);
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Pool *pool = layer->params;
	bool is_max = layer->op->code->type == OP_MAX_POOL_2D;
	if (!pass->d_in[0])
		return;
	memset(pass->d_in[0], 0,
		(size_t)(pass->n * pool->images) * pool->in_image * sizeof(Real));
	each_pixel(pool, pass, NULL, pass->d_in[0], pass->d_out,
		is_max ? give_max : give_average);
}

bool train_pool(TrainLayer *layer, Arena *arena, Error *err)
{
	const PoolAttrs *attrs = &layer->op->attrs.pool;
	Pool *pool = arena_alloc(arena, sizeof *pool);
	Shape in = known_input_shape(layer->graph, layer->op, 0);
	WindowAttrs shape = {attrs->padding, attrs->kernel_h, attrs->kernel_w,
		attrs->stride_h, attrs->stride_w, 1, 1};
	if (!window_of(&shape, in, in.dims[3], &pool->window, err))
		return false;
	const Window *w = &pool->window;
	pool->images = in.dims[0];
	pool->in_image = (size_t)w->in_h * (size_t)w->in_w * (size_t)w->in_c;
	pool->out_image = (size_t)w->out_h * (size_t)w->out_w * (size_t)w->in_c;
	layer->params = pool;
	layer->forward = forward;
	layer->backward = backward;
	layer->activation = attrs->activation;
	if (layer->op->code->type == OP_MAX_POOL_2D)
		layer->state_count = (size_t)pool->images * pool->out_image;
	return true;
}
