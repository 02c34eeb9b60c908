/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D in training: weights [1][kernel_h][kernel_w][out_c], output channel j made of
 * input channel j / multiplier. With a multiplier above 1, images are copied with their channels
 * repeated, so that the inner loops see none. A slice's share is d_weights, then d_bias.
 */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/add.h"
#include "src/train/clamp.h"
#include "src/train/conv_shape.h"
#include "src/train/depthwise_tile.h"
#include "src/train/train_op.h"

enum { DATA, WEIGHTS, BIAS };

typedef struct Depthwise {
	ConvShape shape; /* with channels repeated; its taps are those of channel 0 */
	int images;      /* of a sample */
	int multiplier;
	size_t in_image;    /* of the input as it is */
	size_t whole_count; /* of an image with channels repeated; 0 where it is the input */
	size_t copy_count;
	Real *no_bias;
	Clamp clamp;
} Depthwise;

static DepthwiseImage image_of(const Depthwise *conv, const Real *x, const Real *weight)
{
	const ConvShape *s = &conv->shape;
	const Window *w = &s->window;
	return (DepthwiseImage){
		.channels = w->out_c,
		.out_h = w->out_h,
		.out_w = w->out_w,
		.n_taps = s->n_taps,
		.row_step = (ptrdiff_t)w->stride_h * s->columns * w->out_c,
		.column_step = (ptrdiff_t)w->stride_w * w->out_c,
		.tap = s->tap,
		.x = x,
		.weight = weight,
	};
}

/* The image as the loops want it, in scratch where it cannot be used as it is. */
static const Real *prepared(const Depthwise *conv, const Real *in, Real *scratch)
{
	const ConvShape *s = &conv->shape;
	if (conv->multiplier > 1) {
		Real *whole = scratch + conv->copy_count;
		for (size_t i = 0, at = 0; i < conv->in_image; i++)
			for (int k = 0; k < conv->multiplier; k++)
				whole[at++] = in[i];
		in = whole;
	}
	return conv_padded(s, in, 1, scratch);
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Depthwise *conv = layer->params;
	for (int b = 0; b < pass->n * conv->images; b++) {
		const Real *x =
			prepared(conv, pass->in[DATA] + (size_t)b * conv->in_image, pass->scratch);
		DepthwiseImage image = image_of(conv, x, pass->in[WEIGHTS]);
		image.bias = layer->bias < 0 ? conv->no_bias : pass->in[BIAS];
		image.low = conv->clamp.low;
		image.high = conv->clamp.high;
		image.out = pass->out[0] + (size_t)b * conv->shape.out_image;
		depthwise_forward(&image);
	}
}

/* d_x of an image as the loops left it, to the gradient of the input. */
static void give_data(const Depthwise *conv, const Real *d_x, Real *whole, Real *d_in)
{
	const ConvShape *s = &conv->shape;
	if (s->is_padded) {
		Real *to = conv->multiplier > 1 ? whole : d_in;
		conv_cropped(s, d_x, 1, to);
		d_x = to;
	}
	for (size_t i = 0; conv->multiplier > 1 && i < conv->in_image;
		 i++, d_x += conv->multiplier) {
		Real sum = 0;
		for (int k = 0; k < conv->multiplier; k++)
			sum += d_x[k];
		d_in[i] = sum;
	}
}

/* Scratch is: the copy with zeros around, the one with channels repeated, and d_x. */
static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Depthwise *conv = layer->params;
	const ConvShape *s = &conv->shape;
	Real *scratch = pass->scratch, *whole = scratch + conv->copy_count;
	size_t channels = (size_t)s->window.out_c, n_weights = (size_t)s->n_taps * channels;
	int n = pass->n * conv->images;
	bool is_direct = !s->is_padded && conv->multiplier == 1;
	memset(pass->partial, 0, n_weights * sizeof(Real));
	for (int b = 0; b < n; b++) {
		const Real *x =
			prepared(conv, pass->in[DATA] + (size_t)b * conv->in_image, scratch);
		Real *d_in =
			pass->d_in[DATA] ? pass->d_in[DATA] + (size_t)b * conv->in_image : NULL;
		DepthwiseImage image = image_of(conv, x, pass->in[WEIGHTS]);
		image.d_out = pass->d_out[0] + (size_t)b * s->out_image;
		image.d_weight = pass->partial;
		if (d_in) {
			image.d_x = is_direct ? d_in : whole + conv->whole_count;
			memset(image.d_x, 0, s->image * sizeof(Real));
		}
		depthwise_backward(&image);
		if (d_in && !is_direct)
			give_data(conv, image.d_x, whole, d_in);
	}
	if (layer->bias < 0)
		return;
	sum_rows(pass->d_out[0], channels, (size_t)n * (size_t)s->n_pixels, channels, false,
		pass->partial + n_weights);
}

/* The weights are one row; biases are one each. */
static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	const ConvShape *s = &((const Depthwise *)layer->params)->shape;
	size_t n_weights = (size_t)s->n_taps * (size_t)s->window.out_c;
	size_t from = i == BIAS ? n_weights + (size_t)first : 0;
	size_t count = i == BIAS ? (size_t)n : n_weights;
	sum_rows(slices->partial + from, slices->partial_step, (size_t)slices->n_slices,
		count, add, gradient);
}

bool train_depthwise(TrainLayer *layer, Arena *arena, Error *err)
{
	const Op *op = layer->op;
	Depthwise *conv = arena_alloc(arena, sizeof *conv);
	Shape in = known_input_shape(layer->graph, op, DATA);
	Shape weight = known_input_shape(layer->graph, op, WEIGHTS);
	WindowAttrs attrs = conv_window_attrs(&op->attrs.conv, weight);
	Window window;
	int channels = weight.dims[3];
	conv->images = in.dims[0];
	conv->multiplier = channels / in.dims[3];
	if (!window_of(&attrs, in, channels, &window, err))
		return false;
	conv->in_image = (size_t)window.in_h * (size_t)window.in_w * (size_t)window.in_c;
	window.in_c = channels;
	if (!conv_shape_of(&window, channels, 1, arena, &conv->shape, err))
		return false;
	const ConvShape *s = &conv->shape;
	conv->whole_count =
		conv->multiplier > 1 ? conv->in_image * (size_t)conv->multiplier : 0;
	conv->copy_count = conv_copy_count(s, 1);
	conv->no_bias = arena_array(arena, (size_t)channels, sizeof(Real));
	conv->clamp = activation_clamp(op->attrs.conv.activation);
	layer->params = conv;
	layer->forward = forward;
	layer->backward = backward;
	train_weighted(layer, op->attrs.conv.activation);
	layer->clamps = layer->activation != ACTIVATION_TANH;
	layer->partial_count = ((size_t)s->n_taps + 1) * (size_t)channels;
	layer->sum = sum;
	layer->scratch_bytes =
		(conv->copy_count + conv->whole_count + s->image) * sizeof(Real);
	return true;
}
