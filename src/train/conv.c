/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D in training: three products of matrices for each few images.
 *
 *   out      [pixels][out_c]   = image [pixels][taps] * weights^T [taps][out_c] + bias
 *   d_image  [pixels][taps]    = d_out [pixels][out_c] * weights [out_c][taps], spread back
 *   d_weights [taps][out_c]    = image^T [taps][pixels] * d_out [pixels][out_c], summed over images
 *
 * where image [pixels][taps] is read as the windows lie, and never written down. A slice's share
 * of the gradients is d_weights, group after group, and then d_bias.
 */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/add.h"
#include "src/train/clamp.h"
#include "src/train/conv_shape.h"
#include "src/train/gemm.h"
#include "src/train/train_op.h"

enum { DATA, WEIGHTS, BIAS };

typedef struct Conv {
	ConvShape shape;
	int images;   /* of a sample */
	Real *packed; /* weights^T, a group after another */
	size_t packed_group;
	Real *no_bias; /* zeros */
	Clamp clamp;
	int spread_rows;   /* pixels whose d_image is in scratch together */
	size_t copy_count; /* of a chunk's images in scratch; 0 where they need no copy */
} Conv;

/* --- Forward --- */

static void pack(const TrainLayer *layer, const Real *weights, int piece)
{
	const Conv *conv = layer->params;
	const ConvShape *s = &conv->shape;
	int panels = gemm_panels(s->group_out), group = piece / panels;
	gemm_pack(weights + (ptrdiff_t)group * s->group_out * s->n_taps, s->n_taps,
		s->group_out, s->n_taps, piece % panels,
		conv->packed + (size_t)group * conv->packed_group);
}

/* Images that go together from image b of n on. */
static int chunk_of(const ConvShape *shape, int b, int n)
{
	return n - b < shape->together ? n - b : shape->together;
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Conv *conv = layer->params;
	const ConvShape *s = &conv->shape;
	const Real *bias = layer->bias < 0 ? conv->no_bias : pass->in[BIAS];
	int n = pass->n * conv->images;
	size_t in_image =
		(size_t)s->window.in_h * (size_t)s->window.in_w * (size_t)s->window.in_c;
	for (int b = 0, chunk; b < n; b += chunk) {
		chunk = chunk_of(s, b, n);
		const Real *x =
			conv_padded(s, pass->in[DATA] + (size_t)b * in_image, chunk, pass->scratch);
		for (int g = 0; g < s->groups; g++)
			gemm(&(Gemm){
				.rows = chunk * s->n_pixels,
				.columns = s->group_out,
				.depth = s->n_taps,
				.x = x + g * s->group_c,
				.x_row = s->pixel,
				.x_depth = s->tap,
				.y = conv->packed + (size_t)g * conv->packed_group,
				.y_step = gemm_packed_step(s->group_out),
				.y_panel = (ptrdiff_t)GEMM_PANEL * s->n_taps,
				.c = pass->out[0] + (size_t)b * s->out_image + g * s->group_out,
				.c_step = s->window.out_c,
				.start = GEMM_FROM_BIAS,
				.bias = bias + g * s->group_out,
				.low = conv->clamp.low,
				.high = conv->clamp.high,
			});
	}
}

/* --- Backward --- */

static void add_weights(const Conv *conv, const Real *x, const Real *d_out, int chunk,
	bool is_first, Real *partial)
{
	const ConvShape *s = &conv->shape;
	for (int g = 0; g < s->groups; g++)
		gemm(&(Gemm){
			.rows = s->n_taps,
			.columns = s->group_out,
			.depth = chunk * s->n_pixels,
			.x = x + g * s->group_c,
			.x_row = s->tap,
			.x_depth = s->pixel,
			.y = d_out + g * s->group_out,
			.y_step = s->window.out_c,
			.y_panel = GEMM_PANEL,
			.c = partial + (size_t)g * (size_t)s->n_taps * (size_t)s->group_out,
			.c_step = s->group_out,
			.start = is_first ? GEMM_FROM_ZERO : GEMM_FROM_C,
			.low = (Real)-INFINITY,
			.high = (Real)INFINITY,
		});
}

static Gemm data_product(const ConvShape *s, const Real *weights, const Real *d_out,
	int g)
{
	return (Gemm){
		.columns = s->n_taps,
		.depth = s->group_out,
		.x = d_out + g * s->group_out,
		.x_row = s->out_row,
		.x_depth = s->out_column,
		.y = weights + (ptrdiff_t)g * s->group_out * s->n_taps,
		.y_step = s->n_taps,
		.y_panel = GEMM_PANEL,
		.start = GEMM_FROM_ZERO,
		.low = (Real)-INFINITY,
		.high = (Real)INFINITY,
	};
}

/* The gradient of a chunk's images, or of their copies: d_x holds zeros. */
static void add_data(const Conv *conv, const Real *weights, const Real *d_out, int chunk,
	Real *columns, Real *d_x)
{
	const ConvShape *s = &conv->shape;
	int n_pixels = chunk * s->n_pixels;
	for (int g = 0; g < s->groups; g++) {
		Gemm product = data_product(s, weights, d_out, g);
		for (int m = 0; m < n_pixels; m += conv->spread_rows) {
			int rows =
				n_pixels - m < conv->spread_rows ? n_pixels - m : conv->spread_rows;
			product.rows = rows;
			product.x_row = s->out_row + m;
			product.c = columns;
			product.c_step = s->n_taps;
			gemm(&product);
			conv_spread(s, columns, m, rows, d_x + g * s->group_c);
		}
	}
}

/* With windows of a pixel each the product is the gradient itself. */
static void store_data(const Conv *conv, const Real *weights, const Real *d_out,
	int chunk, Real *d_x)
{
	const ConvShape *s = &conv->shape;
	for (int g = 0; g < s->groups; g++) {
		Gemm product = data_product(s, weights, d_out, g);
		product.rows = chunk * s->n_pixels;
		product.c = d_x + g * s->group_c;
		product.c_step = s->window.in_c;
		gemm(&product);
	}
}

static void give_data(const Conv *conv, const LayerPass *pass, int b, int chunk)
{
	const ConvShape *s = &conv->shape;
	size_t in_image =
		(size_t)s->window.in_h * (size_t)s->window.in_w * (size_t)s->window.in_c;
	const Real *d_out = pass->d_out[0] + (size_t)b * s->out_image;
	Real *d_in = pass->d_in[DATA] + (size_t)b * in_image;
	if (s->is_pointwise) {
		store_data(conv, pass->in[WEIGHTS], d_out, chunk, d_in);
		return;
	}
	Real *copy = pass->scratch, *columns = copy + conv->copy_count;
	Real *d_x = s->is_padded ? copy : d_in;
	memset(d_x, 0, (size_t)chunk * s->image * sizeof *d_x);
	add_data(conv, pass->in[WEIGHTS], d_out, chunk, columns, d_x);
	if (s->is_padded)
		conv_cropped(s, d_x, chunk, d_in);
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Conv *conv = layer->params;
	const ConvShape *s = &conv->shape;
	int n = pass->n * conv->images;
	size_t in_image =
		(size_t)s->window.in_h * (size_t)s->window.in_w * (size_t)s->window.in_c;
	for (int b = 0, chunk; b < n; b += chunk) {
		chunk = chunk_of(s, b, n);
		const Real *x =
			conv_padded(s, pass->in[DATA] + (size_t)b * in_image, chunk, pass->scratch);
		add_weights(conv, x, pass->d_out[0] + (size_t)b * s->out_image, chunk, b == 0,
			pass->partial);
		if (pass->d_in[DATA])
			give_data(conv, pass, b, chunk);
	}
	if (layer->bias < 0)
		return;
	sum_rows(pass->d_out[0], (size_t)s->window.out_c, (size_t)n * (size_t)s->n_pixels,
		(size_t)s->window.out_c, false,
		pass->partial + (size_t)s->n_taps * (size_t)s->window.out_c);
}

/* --- Gradients --- */

/* A filter's taps lie group_out apart in each share. */
static void sum_filter(const ConvShape *s, const LayerSum *slices, int filter, bool add,
	Real *gradient)
{
	size_t step = (size_t)s->group_out;
	size_t first = (size_t)(filter / s->group_out) * (size_t)s->n_taps * step +
		(size_t)(filter % s->group_out);
	for (int k = 0; k < s->n_taps; k++) {
		const Real *from = slices->partial + first + (size_t)k * step;
		Real sum = add ? gradient[k] : 0;
		for (int i = 0; i < slices->n_slices; i++)
			sum += from[(size_t)i * slices->partial_step];
		gradient[k] = sum;
	}
}

static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	const ConvShape *s = &((const Conv *)layer->params)->shape;
	if (i == BIAS) {
		sum_rows(slices->partial + (size_t)s->n_taps * (size_t)s->window.out_c +
				(size_t)first,
			slices->partial_step, (size_t)slices->n_slices, (size_t)n, add, gradient);
		return;
	}
	for (int k = 0; k < n; k++)
		sum_filter(s, slices, first + k, add, gradient + (size_t)k * (size_t)s->n_taps);
}

bool train_conv(TrainLayer *layer, Arena *arena, Error *err)
{
	const ConvAttrs *attrs = &layer->op->attrs.conv;
	Conv *conv = arena_alloc(arena, sizeof *conv);
	Shape in = known_input_shape(layer->graph, layer->op, DATA);
	Shape weight = known_input_shape(layer->graph, layer->op, WEIGHTS);
	WindowAttrs window_attrs = conv_window_attrs(attrs, weight);
	Window window;
	ConvShape *s = &conv->shape;
	conv->images = in.dims[0];
	if (!window_of(&window_attrs, in, weight.dims[0], &window, err) ||
		!conv_shape_of(&window, in.dims[3] / weight.dims[3], layer->slice * conv->images,
			arena, s, err))
		return false;
	conv->packed_group = gemm_packed_count(s->group_out, s->n_taps);
	conv->packed =
		arena_array(arena, (size_t)s->groups * conv->packed_group, sizeof(Real));
	conv->no_bias = arena_array(arena, (size_t)window.out_c, sizeof(Real));
	conv->clamp = activation_clamp(attrs->activation);
	conv->copy_count = conv_copy_count(s, s->together);
	conv->spread_rows = conv_spread_rows(s);
	layer->params = conv;
	layer->forward = forward;
	layer->backward = backward;
	train_weighted(layer, attrs->activation);
	layer->clamps = attrs->activation != ACTIVATION_TANH;
	layer->pack = pack;
	layer->n_packs = s->groups * gemm_panels(s->group_out);
	layer->partial_count = ((size_t)s->n_taps + 1) * (size_t)window.out_c;
	layer->sum = sum;
	layer->scratch_bytes =
		(conv->copy_count +
			(s->is_pointwise ? 0 : (size_t)conv->spread_rows * (size_t)s->n_taps)) *
		sizeof(Real);
	return true;
}
