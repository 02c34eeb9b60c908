/* SPDX-License-Identifier: Apache-2.0 */
/* First and second moments of a layer's inputs and targets. */
#ifndef PASSES_MOMENTS_H
#define PASSES_MOMENTS_H

#include "passes/layer_data.h"

/*
 * Of one group of a layer. Inputs are in the order of a filter's values; second moments are
 * means of products, of the distances from the means where they were asked for centred.
 */
typedef struct Moments {
	int length, step;     /* inputs, and doubles from row to row: quadratic_step(length) */
	int n_targets;        /* output channels */
	double *mean;         /* [length] of the inputs */
	double *target_mean;  /* [n_targets] */
	double *target_power; /* [n_targets] second moment of each target */
	double *products;     /* [length, step] of inputs with each other */
	double *with_targets; /* [n_targets, step] of targets with inputs */
} Moments;

/*
 * Sums are in double, patch after patch: the same for any number of threads. bias is taken
 * off the targets first, [n_targets] of the group; NULL takes nothing off.
 */
Moments moments_of(const LayerData *data, int group, const double *bias, bool centred,
	int n_threads, Arena *arena);

#endif
