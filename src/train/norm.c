/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a slice does at a normalised layer. Its share of the gradients is the convolution's, then d_gamma, d_beta, and the slice's
 * mean and variance. What the convolution made is kept from forward to backward.
 */
#include "src/train/norm.h"

#include <string.h>

#include "src/graph/roles.h"
#include "src/train/add.h"
#include "src/train/norm_loops.h"

/* --- A slice --- */

static Real *share_of_part(const Norm *norm, const LayerPass *pass, NormPart part)
{
	return pass->partial + norm->conv.partial_count + (size_t)part * norm->channels;
}

void norm_begin(const Norm *norm, const LayerPass *pass)
{
	Real *x = pass->state;
	LayerPass conv = *pass;
	conv.out = &x;
	norm->conv.forward(&norm->conv, &conv);
	if (norm->by != NORM_BY_AVERAGES)
		norm_moments(x, (size_t)pass->n * norm->rows, norm->channels, pass->scratch,
			share_of_part(norm, pass, NORM_MEAN),
			share_of_part(norm, pass, NORM_VARIANCE));
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Norm *norm = layer->params;
	if (norm->by != NORM_BY_BATCH)
		norm_begin(norm, pass);
	norm_scale(pass->state, (size_t)pass->n * norm->rows, norm->channels, norm->factor,
		norm->shift, pass->out[0]);
}

/* d_gamma = sum dy z, d_beta = sum dy: this slice's share. */
void norm_begin_back(const Norm *norm, const LayerPass *pass)
{
	Real *d_gamma = share_of_part(norm, pass, NORM_GAMMA);
	norm_gradients(pass->state, pass->d_out[0], norm->mean, (size_t)pass->n * norm->rows,
		norm->channels, pass->scratch, d_gamma, share_of_part(norm, pass, NORM_BETA));
	for (size_t j = 0; j < norm->channels; j++)
		d_gamma[j] *= norm->inverse[j];
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Norm *norm = layer->params;
	norm_back(pass->state, (size_t)pass->n * norm->rows, norm->channels, norm->factor,
		norm->slope, norm->shift, pass->d_out[0]);
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
	Real **const arrays[] = {&norm->mean, &norm->inverse, &norm->factor, &norm->shift,
		&norm->slope};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
		*arrays[i] = arena_array(arena, norm->channels, sizeof(Real));
	for (int i = 0; i < N_NORM_PARTS; i++)
		norm->parts[i] = arena_array(arena, norm->channels, sizeof(Real));
	for (size_t j = 0; j < norm->channels; j++) {
		norm->parts[NORM_VARIANCE][j] = 1;
		norm->parts[NORM_GAMMA][j] = real_sqrt(1 + NORM_EPSILON);
		float value = 0;
		if (bias)
			memcpy(&value, bias->buffer->data + j * sizeof value, sizeof value);
		norm->parts[NORM_BETA][j] = (Real)value;
	}
}

Norm *norm_prepare(TrainLayer *layer, PrepareTrain *prepare, Arena *arena, Error *err)
{
	enum { SCRATCH_ROWS = 2 }; /* norm_loops.h asks for no more */
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
	norm->rows = layer->state_count / norm->channels;
	layer->scratch_bytes =
		conv->scratch_bytes > scratch_bytes ? conv->scratch_bytes : scratch_bytes;
	return norm;
}
