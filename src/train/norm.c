/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slice's share of the gradients is the convolution's, then d_gamma, d_beta, and the slice's
 * mean and variance. What the convolution made is kept from forward to backward.
 */
#include "src/train/norm.h"

#include <string.h>

#include "src/graph/roles.h"
#include "src/train/add.h"
#include "src/train/norm_loops.h"

/* --- A slice --- */

/* The slice as rows of channels. */
static size_t rows_of(const TrainLayer *layer, const Norm *norm, const LayerPass *pass)
{
	return (size_t)pass->n * (layer->state_count / norm->channels);
}

static Real *share_of_part(const Norm *norm, const LayerPass *pass, NormPart part)
{
	return pass->partial + norm->conv.partial_count + (size_t)part * norm->channels;
}

/* One value has no variance. */
static bool is_by_slice(const Norm *norm, size_t rows)
{
	return norm->by == NORM_BY_SLICE && rows > 1;
}

static const Real *used(const Norm *norm, const LayerPass *pass, size_t rows,
	NormPart part)
{
	return is_by_slice(norm, rows) ? share_of_part(norm, pass, part) : norm->parts[part];
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Norm *norm = layer->params;
	size_t rows = rows_of(layer, norm, pass), n = norm->channels;
	Real *x = pass->state;
	LayerPass conv = *pass;
	conv.out = &x;
	norm->conv.forward(&norm->conv, &conv);
	Real *factor = pass->scratch, *shift = factor + n;
	if (norm->by != NORM_BY_AVERAGES)
		norm_moments(x, rows, n, factor, share_of_part(norm, pass, NORM_MEAN),
			share_of_part(norm, pass, NORM_VARIANCE));
	const Real *mean = used(norm, pass, rows, NORM_MEAN);
	const Real *variance = used(norm, pass, rows, NORM_VARIANCE);
	for (size_t j = 0; j < n; j++) {
		factor[j] = norm->parts[NORM_GAMMA][j] / real_sqrt(variance[j] + NORM_EPSILON);
		shift[j] = norm->parts[NORM_BETA][j] - mean[j] * factor[j];
	}
	norm_scale(x, rows, n, factor, shift, pass->out[0]);
}

/*
 * With z = (x - mean) / s, s = sqrt(variance + epsilon), over all m rows of the slice:
 *
 *   d_beta = sum dy    d_gamma = sum dy z
 *   dx = gamma / s (dy - d_beta / m - z d_gamma / m)
 *
 * Averages do not depend on x: by them, dx = gamma / s dy.
 */
static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Norm *norm = layer->params;
	size_t rows = rows_of(layer, norm, pass), n = norm->channels;
	const Real *mean = used(norm, pass, rows, NORM_MEAN);
	const Real *variance = used(norm, pass, rows, NORM_VARIANCE);
	Real *d_gamma = share_of_part(norm, pass, NORM_GAMMA);
	Real *d_beta = share_of_part(norm, pass, NORM_BETA);
	Real share = is_by_slice(norm, rows) ? 1 / (Real)rows : 0;
	Real *factor = pass->scratch, *slope = factor + n, *shift = slope + n;
	norm_gradients(pass->state, pass->d_out[0], mean, rows, n, factor, d_gamma, d_beta);
	for (size_t j = 0; j < n; j++) {
		Real inverse = 1 / real_sqrt(variance[j] + NORM_EPSILON);
		d_gamma[j] *= inverse;
		factor[j] = norm->parts[NORM_GAMMA][j] * inverse;
		slope[j] = -factor[j] * inverse * d_gamma[j] * share;
		shift[j] = -factor[j] * d_beta[j] * share - slope[j] * mean[j];
	}
	norm_back(pass->state, rows, n, factor, slope, shift, pass->d_out[0]);
	norm->conv.backward(&norm->conv, pass);
}

static void pack(const TrainLayer *layer, const Real *weights, int piece)
{
	const Norm *norm = layer->params;
	norm->conv.pack(&norm->conv, weights, piece);
}

static void sum(const TrainLayer *layer, const LayerSum *slices, int i, int first, int n,
	bool add, Real *gradient)
{
	const Norm *norm = layer->params;
	if (i == layer->weights) {
		norm->conv.sum(&norm->conv, slices, i, first, n, add, gradient);
		return;
	}
	size_t part = (size_t)(i - norm_input(norm, NORM_GAMMA));
	sum_rows(slices->partial + norm->conv.partial_count + part * norm->channels +
			(size_t)first,
		slices->partial_step, (size_t)slices->n_slices, (size_t)n, add, gradient);
}

int norm_input(const Norm *norm, NormPart part)
{
	return norm->conv.op->n_inputs + (int)part;
}

/* --- Making one --- */

/* The operator without what is done behind the normalisation, or undone by it. */
static const Op *bare_op(const Op *op, Arena *arena)
{
	Op *bare = arena_copy(arena, op, sizeof *op);
	bare->attrs.conv.activation = ACTIVATION_NONE;
	if (bias_index(op) < 0)
		return bare;
	bare->inputs =
		arena_copy(arena, op->inputs, (size_t)op->n_inputs * sizeof *op->inputs);
	bare->inputs[roles_of(op->code->type).bias] = -1;
	return bare;
}

static void start(Norm *norm, const Tensor *bias, Arena *arena)
{
	for (int i = 0; i < N_NORM_PARTS; i++)
		norm->parts[i] = arena_array(arena, norm->channels, sizeof(Real));
	for (size_t j = 0; j < norm->channels; j++) {
		norm->parts[NORM_VARIANCE][j] = 1;
		norm->parts[NORM_GAMMA][j] = real_sqrt(1 + NORM_EPSILON);
		if (bias)
			norm->parts[NORM_BETA][j] = (Real)((const float *)bias->buffer->data)[j];
	}
}

Norm *norm_prepare(TrainLayer *layer, PrepareTrain *prepare, Arena *arena, Error *err)
{
	enum { SCRATCH_ROWS = 3 };
	Norm *norm = arena_alloc(arena, sizeof *norm);
	const Op *op = layer->op;
	layer->op = bare_op(op, arena);
	norm->conv = *layer;
	if (!prepare(&norm->conv, arena, err))
		return NULL;
	const TrainLayer *conv = &norm->conv;
	const Tensor *out = op_output(layer->graph, op, 0);
	norm->channels = (size_t)out->dims[out->rank - 1];
	start(norm, op_bias(layer->graph, op), arena);
	size_t scratch_bytes = SCRATCH_ROWS * norm->channels * sizeof(Real);
	layer->params = norm;
	layer->forward = forward;
	layer->backward = backward;
	layer->activation = op->attrs.conv.activation;
	layer->needs_in = conv->needs_in;
	layer->weights = conv->weights;
	layer->pack = conv->pack ? pack : NULL;
	layer->n_packs = conv->n_packs;
	layer->partial_count = conv->partial_count + N_NORM_PARTS * norm->channels;
	layer->sum = sum;
	layer->state_count = train_out_count(layer, 0);
	layer->scratch_bytes =
		conv->scratch_bytes > scratch_bytes ? conv->scratch_bytes : scratch_bytes;
	return norm;
}

/* --- Averages --- */

static double deviation(double variance)
{
	return sqrt(variance + (double)NORM_EPSILON);
}

double norm_factor(const Norm *norm, size_t channel)
{
	return (double)norm->parts[NORM_GAMMA][channel] /
		deviation((double)norm->parts[NORM_VARIANCE][channel]);
}

double norm_bias(const Norm *norm, size_t channel)
{
	return (double)norm->parts[NORM_BETA][channel] -
		(double)norm->parts[NORM_MEAN][channel] * norm_factor(norm, channel);
}

typedef struct Moments {
	double mean, variance;
} Moments;

/* Of a channel over the whole batch: slices count by their samples, and the variance of their means
 * is part of it. */
static Moments batch_moments(const Norm *norm, const NormSlices *slices, size_t channel)
{
	Moments all = {0};
	const Real *first = slices->partial + norm->conv.partial_count + channel;
	const Real *means = first + NORM_MEAN * norm->channels;
	const Real *variances = first + NORM_VARIANCE * norm->channels;
	double squares = 0;
	for (int i = 0, at = 0; at < slices->n; i++, at += slices->slice) {
		int left = slices->n - at;
		int n = left < slices->slice ? left : slices->slice;
		double share = (double)n / slices->n;
		double mean = (double)means[(size_t)i * slices->partial_step];
		double away = mean - all.mean, so_far = (double)at / slices->n;
		/* Means are moved, and squares added, as samples come in (Chan et al., 1979). */
		all.mean += away * share / (so_far + share);
		squares += away * away * so_far * share / (so_far + share) +
			(double)variances[(size_t)i * slices->partial_step] * share;
	}
	all.variance = squares;
	return all;
}

void norm_average(const Norm *norm, const NormSlices *slices, double share, bool keeps)
{
	Real *const *parts = norm->parts;
	for (size_t j = 0; j < norm->channels; j++) {
		Moments batch = batch_moments(norm, slices, j);
		double mean = (double)parts[NORM_MEAN][j];
		double variance = (double)parts[NORM_VARIANCE][j];
		double new_mean = mean + share * (batch.mean - mean);
		double new_variance = variance + share * (batch.variance - variance);
		double factor = norm_factor(norm, j);
		parts[NORM_MEAN][j] = (Real)new_mean;
		parts[NORM_VARIANCE][j] = (Real)new_variance;
		if (!keeps)
			continue;
		parts[NORM_GAMMA][j] = (Real)(factor * deviation(new_variance));
		parts[NORM_BETA][j] += (Real)(factor * (new_mean - mean));
	}
}
