/* SPDX-License-Identifier: Apache-2.0 */
/* First and second moments of a layer's inputs and targets. */
#ifndef PASSES_LAYERS_MOMENTS_H
#define PASSES_LAYERS_MOMENTS_H

#include "passes/layers/layer_data.h"

typedef enum MomentsKind {
	MOMENTS_MEANS,   /* only means */
	MOMENTS_RAW,     /* and means of products */
	MOMENTS_CENTRED, /* of products of distances from the means: covariances */
} MomentsKind;

/* Of one group of a layer. Inputs are in the order of a filter's values. */
typedef struct Moments {
	int length, step;    /* inputs, and doubles from row to row: quadratic_step(length) */
	int n_targets;       /* output channels */
	double *mean;        /* [length] of the inputs */
	double *target_mean; /* [n_targets] */
	double *products; /* [length, step] of inputs with each other; NULL of means only */
	double *with_targets; /* [n_targets, step] of targets with inputs; likewise */
} Moments;

/*
 * Sums are in double, patch after patch: the same for any number of threads. bias is taken
 * off the targets first, [n_targets] of the group; NULL takes nothing off.
 */
Moments moments_of(const LayerData *data, int group, const double *bias, MomentsKind kind,
	int n_threads, Arena *arena);

#endif
