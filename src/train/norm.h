/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batch normalisation while a net is trained, between a convolution and its activation:
 *
 *   y = gamma z + beta,  z = (x - mean) / sqrt(variance + epsilon)
 *
 * for each output channel, x being what the convolution makes without its bias (Ioffe and Szegedy,
 * "Batch normalization", 2015). In a step, mean and variance are those of the whole batch;
 * otherwise they are averages, which each step moves. Files know nothing of it: when a net is
 * stored, weights and bias are multiplied out with the averages.
 *
 * A batch is known when all its slices are there: they go through such a layer in halves, and
 * between these one thread puts together what each slice left in its share, in their order.
 */
#ifndef TRAIN_NORM_H
#define TRAIN_NORM_H

#include "src/train/train_op.h"

#define NORM_EPSILON ((Real)1e-5)

/* What belongs to a normalisation: a number a channel each. Averages are not moved by gradients. */
typedef enum NormPart {
	NORM_GAMMA,
	NORM_BETA,
	NORM_MEAN,
	NORM_VARIANCE,
	N_NORM_PARTS
} NormPart;

typedef enum NormBy {
	NORM_BY_BATCH, /* but where that has one value a channel, by averages */
	NORM_BY_AVERAGES,
	NORM_GATHERS, /* by averages; slices leave what they are like */
} NormBy;

/* All arrays are of [channels]. */
typedef struct Norm {
	TrainLayer conv; /* without bias and activation */
	size_t channels;
	size_t rows; /* values a channel of a sample */
	Real *parts[N_NORM_PARTS];
	NormBy by;

	/* Of the batch at hand; what slices compute with in their second halves. */
	bool is_own;          /* normalised by its own mean and variance */
	Real *mean, *inverse; /* subtracted and multiplied with; 1 / sqrt(...) */
	Real *factor, *shift,
		*slope; /* y = factor x + shift, d_x = factor d_y + slope x + shift */
} Norm;

/* Which operators of a graph are to be normalised, one entry each, in the arena: CONV_2D and
 * DEPTHWISE_CONV_2D with weights of their own, but not the last, behind which no layer has any. */
bool *norm_places(const Graph *graph, Arena *arena);

/* Make such a layer ready, which it is to be given unprepared: `prepare` is its operator's. It does
 * what it did before: gamma, beta and averages are chosen so. NULL where it fails. */
Norm *norm_prepare(TrainLayer *layer, PrepareTrain *prepare, Arena *arena, Error *err);

/* Part i among a layer's inputs, for TrainLayer's sum: behind those it has. */
int norm_input(const Norm *norm, NormPart part);

/* --- A step --- */

/* The slices of a batch of n samples: what they left for the layer, partial_step elements apart. */
typedef struct NormSlices {
	const Real *partial;
	size_t partial_step;
	int n, slice;
} NormSlices;

/* First halves. The second ones are the layer's own forward and backward. */
void norm_begin(const Norm *norm, const LayerPass *pass);
void norm_begin_back(const Norm *norm, const LayerPass *pass);

/* What comes between them: by the batch. */
void norm_turn(Norm *norm, const NormSlices *slices);
void norm_turn_back(Norm *norm, const NormSlices *slices);

/* Instead of the first half, before a pass: by averages. */
void norm_take_averages(Norm *norm);

/*
 * Move the averages by a share of the way to the batch's mean and variance. keeps: gamma and beta
 * move against them, so that what is computed by averages stays what it is.
 */
void norm_average(const Norm *norm, const NormSlices *slices, double share, bool keeps);

/* What weights of a channel are multiplied with, and what the bias is, in the convolution that does
 * the same by averages. */
double norm_factor(const Norm *norm, size_t channel);
double norm_bias(const Norm *norm, size_t channel);

#endif
