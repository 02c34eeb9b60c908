/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSPOSE_CONV in training: the convolution it transposes has its output as image and its input
 * as output. With taps of (kernel row, column, output channel):
 *
 *   out       = in [pixels][in_c] * weights [in_c][taps], spread; + bias
 *   d_in      = d_out [pixels][taps] * weights^T [taps][in_c]
 *   d_weights = d_out^T [taps][pixels] * in [pixels][in_c], summed over images
 *
 * Weights in the model are [out_c][kernel_h][kernel_w][in_c].
 */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/add.h"
#include "src/train/conv_shape.h"
#include "src/train/gemm.h"
#include "src/train/train_op.h"

enum { WEIGHTS = 1, DATA, BIAS };

typedef struct TransposeConv {
	ConvShape shape;         /* of the transposed one: its image is our output */
	int images;              /* of a sample */
	int in_c, out_c, places; /* places of a kernel */
	Real *by_channel;        /* weights [in_c][taps] */
	Real *by_tap;            /* weights [taps][in_c] */
	size_t copy_count;
	int spread_rows;
} TransposeConv;

static void pack(const TrainLayer *layer, const Real *weights, int piece)
{
	const TransposeConv *conv = layer->params;
	(void)piece;
	for (int o = 0; o < conv->out_c; o++)
		for (int k = 0; k < conv->places; k++)
			for (int c = 0; c < conv->in_c; c++) {
				ptrdiff_t tap = (ptrdiff_t)k * conv->out_c + o;
				Real weight = *weights++;
				conv->by_channel[(ptrdiff_t)c * conv->shape.n_taps + tap] = weight;
				conv->by_tap[tap * conv->in_c + c] = weight;
			}
}

/* A product without a clamp. */
static Gemm plain(int rows, int columns, int depth)
{
	return (Gemm){.rows = rows,
		.columns = columns,
		.depth = depth,
		.y_step = columns,
		.y_panel = GEMM_PANEL,
		.c_step = columns,
		.low = (Real)-INFINITY,
		.high = (Real)INFINITY};
}

static size_t image_count(const ConvShape *s)
{
	return (size_t)s->window.in_h * (size_t)s->window.in_w * (size_t)s->window.in_c;
}

static int chunk_of(const ConvShape *s, int b, int n)
{
	return n - b < s->together ? n - b : s->together;
}

/* --- Forward --- */

static void spread_chunk(const TransposeConv *conv, const Real *in, int chunk,
	Real *columns, Real *image)
{
	const ConvShape *s = &conv->shape;
	int n_pixels = chunk * s->n_pixels;
	for (int m = 0; m < n_pixels; m += conv->spread_rows) {
		int left = n_pixels - m;
		int rows = left < conv->spread_rows ? left : conv->spread_rows;
		Gemm product = plain(rows, s->n_taps, conv->in_c);
		product.x = in;
		product.x_row = s->out_row + m;
		product.x_depth = s->out_column;
		product.y = conv->by_channel;
		product.c = columns;
		gemm(&product);
		conv_spread(s, columns, m, rows, image);
	}
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const TransposeConv *conv = layer->params;
	const ConvShape *s = &conv->shape;
	Real *copy = pass->scratch, *columns = copy + conv->copy_count;
	int n = pass->n * conv->images;
	size_t n_out = (size_t)n * image_count(s);
	for (int b = 0, chunk; b < n; b += chunk) {
		chunk = chunk_of(s, b, n);
		Real *out = pass->out[0] + (size_t)b * image_count(s);
		Real *image = s->is_padded ? copy : out;
		memset(image, 0, (size_t)chunk * s->image * sizeof *image);
		spread_chunk(conv, pass->in[DATA] + (size_t)b * s->out_image, chunk, columns,
			image);
		if (s->is_padded)
			conv_cropped(s, image, chunk, out);
	}
	if (layer->bias >= 0)
		for (size_t i = 0; i < n_out; i += (size_t)conv->out_c)
			add_to(pass->out[0] + i, pass->in[BIAS], (size_t)conv->out_c);
}

/* --- Backward --- */

static void give_chunk(const TransposeConv *conv, const Real *d_out, int chunk,
	Real *d_in)
{
	const ConvShape *s = &conv->shape;
	Gemm product = plain(chunk * s->n_pixels, conv->in_c, s->n_taps);
	product.x = d_out;
	product.x_row = s->pixel;
	product.x_depth = s->tap;
	product.y = conv->by_tap;
	product.c = d_in;
	gemm(&product);
}

static void add_weights(const TransposeConv *conv, const Real *d_out, const Real *in,
	int chunk, bool is_first, Real *partial)
{
	const ConvShape *s = &conv->shape;
	Gemm product = plain(s->n_taps, conv->in_c, chunk * s->n_pixels);
	product.x = d_out;
	product.x_row = s->tap;
	product.x_depth = s->pixel;
	product.y = in;
	product.c = partial;
	product.start = is_first ? GEMM_FROM_ZERO : GEMM_FROM_C;
	gemm(&product);
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const TransposeConv *conv = layer->params;
	const ConvShape *s = &conv->shape;
	int n = pass->n * conv->images;
	for (int b = 0, chunk; b < n; b += chunk) {
		chunk = chunk_of(s, b, n);
		const Real *d_out = conv_padded(s, pass->d_out[0] + (size_t)b * image_count(s),
			chunk, pass->scratch);
		size_t at = (size_t)b * s->out_image;
		add_weights(conv, d_out, pass->in[DATA] + at, chunk, b == 0, pass->partial);
		if (pass->d_in[DATA])
			give_chunk(conv, d_out, chunk, pass->d_in[DATA] + at);
	}
	sum_rows(pass->d_out[0], (size_t)conv->out_c,
		(size_t)n * image_count(s) / (size_t)conv->out_c, (size_t)conv->out_c, false,
		pass->partial + (size_t)s->n_taps * (size_t)conv->in_c);
}

static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	const TransposeConv *conv = layer->params;
	size_t in_c = (size_t)conv->in_c, n_slices = (size_t)slices->n_slices;
	if (i == BIAS) {
		sum_rows(slices->partial + (size_t)conv->shape.n_taps * in_c + (size_t)first,
			slices->partial_step, n_slices, (size_t)n, add, gradient);
		return;
	}
	for (int o = first; o < first + n; o++)
		for (int k = 0; k < conv->places; k++, gradient += in_c)
			sum_rows(slices->partial +
					((size_t)k * (size_t)conv->out_c + (size_t)o) * in_c,
				slices->partial_step, n_slices, in_c, add, gradient);
}

/* The window of the convolution that this one transposes. */
static Window turned(const Window *w)
{
	Window back = *w;
	back.in_h = w->out_h;
	back.in_w = w->out_w;
	back.in_c = w->out_c;
	back.out_h = w->in_h;
	back.out_w = w->in_w;
	back.out_c = w->in_c;
	back.dilation_h = back.dilation_w = 1;
	return back;
}

bool train_transpose_conv(TrainLayer *layer, Arena *arena, Error *err)
{
	const Op *op = layer->op;
	TransposeConv *conv = arena_alloc(arena, sizeof *conv);
	Shape in = known_input_shape(layer->graph, op, DATA);
	Shape weight = known_input_shape(layer->graph, op, WEIGHTS);
	WindowAttrs attrs = conv_window_attrs(&op->attrs.conv, weight);
	Window window;
	conv->images = in.dims[0];
	if (!transpose_window_of(&attrs, in, output_shape(layer->graph, op), &window, err))
		return false;
	Window back = turned(&window);
	if (!conv_shape_of(&back, 1, layer->slice * conv->images, arena, &conv->shape, err))
		return false;
	const ConvShape *s = &conv->shape;
	conv->in_c = window.in_c;
	conv->out_c = window.out_c;
	conv->places = window.kernel_h * window.kernel_w;
	size_t n_weights = (size_t)s->n_taps * (size_t)conv->in_c;
	conv->by_channel = arena_array(arena, n_weights, sizeof(Real));
	conv->by_tap = arena_array(arena, n_weights, sizeof(Real));
	conv->copy_count = conv_copy_count(s, s->together);
	conv->spread_rows = conv_spread_rows(s);
	layer->params = conv;
	layer->forward = forward;
	layer->backward = backward;
	train_weighted(layer, op->attrs.conv.activation);
	layer->pack = pack;
	layer->n_packs = 1;
	layer->partial_count = n_weights + (size_t)conv->out_c;
	layer->sum = sum;
	layer->scratch_bytes =
		(conv->copy_count + (size_t)conv->spread_rows * (size_t)s->n_taps) * sizeof(Real);
	return true;
}
