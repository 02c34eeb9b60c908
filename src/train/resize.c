/* SPDX-License-Identifier: Apache-2.0 */
/* RESIZE_BILINEAR in training: each pixel is a sum of four, each times its share; the gradient goes
 * back to those four by the same shares. */
#include "src/ops/resize.h"

#include <string.h>

#include "src/train/train_op.h"

/* One of the four, in the order in which the kernel adds them up. */
typedef struct Corner {
	size_t at; /* its first channel in the image */
	Real row, column;
} Corner;

enum { UPPER_LEFT, LOWER_LEFT, UPPER_RIGHT, LOWER_RIGHT, N_CORNERS };

static void find_corners(const ResizeF32 *resize, BetweenF32 y, BetweenF32 x,
	Corner *corners)
{
	for (int k = 0; k < N_CORNERS; k++) {
		bool lower = k == LOWER_LEFT || k == LOWER_RIGHT;
		bool right = k == UPPER_RIGHT || k == LOWER_RIGHT;
		size_t row = (size_t)(lower ? y.second : y.first);
		size_t column = (size_t)(right ? x.second : x.first);
		corners[k] = (Corner){
			.at = (row * (size_t)resize->in_w + column) * (size_t)resize->channels,
			.row = (Real)(lower ? y.share : y.rest),
			.column = (Real)(right ? x.share : x.rest),
		};
	}
}

/* A pixel of the output, all channels. */
typedef struct Pixel {
	Corner corners[N_CORNERS];
	size_t channels;
	const Real *in; /* its image; NULL when going back */
	Real *d_in;     /* NULL when going forward */
	Real *out;      /* or d_out */
} Pixel;

static void compute_pixel(const Pixel *p)
{
	const Corner *corners = p->corners;
	for (size_t c = 0; c < p->channels; c++) {
		Real sum = p->in[corners[0].at + c] * corners[0].row * corners[0].column;
		for (int k = 1; k < N_CORNERS; k++)
			sum += p->in[corners[k].at + c] * corners[k].row * corners[k].column;
		p->out[c] = sum;
	}
}

static void give_pixel(const Pixel *p)
{
	for (int k = 0; k < N_CORNERS; k++) {
		const Corner *corner = &p->corners[k];
		for (size_t c = 0; c < p->channels; c++)
			p->d_in[corner->at + c] += p->out[c] * corner->row * corner->column;
	}
}

/* Call work for each pixel of all samples' images. */
static void each_pixel(const TrainLayer *layer, const LayerPass *pass, const Real *in,
	Real *d_in, Real *out, void (*work)(const Pixel *pixel))
{
	const ResizeF32 *resize = layer->params;
	Pixel pixel = {.channels = (size_t)resize->channels, .out = out};
	size_t image = (size_t)resize->in_h * (size_t)resize->in_w * pixel.channels;
	size_t images = (size_t)pass->n * (size_t)resize->batch;
	for (size_t b = 0; b < images; b++) {
		pixel.in = in ? in + b * image : NULL;
		pixel.d_in = d_in ? d_in + b * image : NULL;
		for (int32_t y = 0; y < resize->out_h; y++)
			for (int32_t x = 0; x < resize->out_w; x++) {
				find_corners(resize, resize->rows[y], resize->columns[x], pixel.corners);
				work(&pixel);
				pixel.out += pixel.channels;
			}
	}
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	each_pixel(layer, pass, pass->in[0], NULL, pass->out[0], compute_pixel);
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	if (!pass->d_in[0])
		return;
	memset(pass->d_in[0], 0, (size_t)pass->n * layer->in_step[0] * sizeof(Real));
	each_pixel(layer, pass, NULL, pass->d_in[0], pass->d_out[0], give_pixel);
}

bool train_resize(TrainLayer *layer, Arena *arena, Error *err)
{
	ResizeF32 *resize = arena_alloc(arena, sizeof *resize);
	layer->params = resize;
	layer->forward = forward;
	layer->backward = backward;
	return resize_bilinear_of(layer->graph, layer->op, arena, resize, err);
}
