/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batch normalisation while a net is trained, between a convolution and its activation:
 *
 *   y = gamma (x - mean) / sqrt(variance + epsilon) + beta
 *
 * for each output channel, x being what the convolution makes without its bias (Ioffe and Szegedy,
 * "Batch normalization", 2015). In a step, mean and variance are those of the slice at hand
 * (Hoffer, Hubara and Soudry, "Train longer, generalize better", 2017, call it ghost batch
 * normalisation), so that slices depend on nothing but themselves; otherwise they are averages,
 * to which each step adds the mean and the variance of its whole batch. Files know nothing of
 * it: weights and bias are multiplied out with the averages when they are stored.
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
	NORM_BY_SLICE, /* but where that has one value a channel, by averages */
	NORM_BY_AVERAGES,
	NORM_GATHERS, /* by averages; the slice's own are worked out beside it */
} NormBy;

typedef struct Norm {
	TrainLayer conv; /* without bias and activation */
	size_t channels;
	Real *parts[N_NORM_PARTS]; /* [channels] each */
	NormBy by;
} Norm;

/* Which operators of a graph are to be normalised, one entry each, in the arena: CONV_2D and
 * DEPTHWISE_CONV_2D with weights of their own, but not the last, behind which no layer has any. */
bool *norm_places(const Graph *graph, Arena *arena);

/* Make such a layer ready, which it is to be given unprepared: `prepare` is its operator's. It does
 * what it did before: gamma, beta and averages are chosen so. NULL where it fails. */
Norm *norm_prepare(TrainLayer *layer, PrepareTrain *prepare, Arena *arena, Error *err);

/* Part i among a layer's inputs, for TrainLayer's sum: behind those it has. */
int norm_input(const Norm *norm, NormPart part);

/* The slices of a batch of n samples, as LayerSum has them. */
typedef struct NormSlices {
	const Real *partial;
	size_t partial_step;
	int n, slice;
} NormSlices;

/*
 * Move the averages by a share of the way to the batch's mean and variance, which NORM_BY_SLICE and
 * NORM_GATHERS left in the slices' shares. keeps: gamma and beta move against them, so that what is
 * computed by averages stays what it is.
 */
void norm_average(const Norm *norm, const NormSlices *slices, double share, bool keeps);

/* What weights of a channel are multiplied with, and what the bias is, in the convolution that does
 * the same by averages. */
double norm_factor(const Norm *norm, size_t channel);
double norm_bias(const Norm *norm, size_t channel);

#endif
