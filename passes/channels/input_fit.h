/* SPDX-License-Identifier: Apache-2.0 */
/* A layer's inputs as they were, from those that are left as they are now, by least
 * squares. */
#ifndef PASSES_CHANNELS_INPUT_FIT_H
#define PASSES_CHANNELS_INPUT_FIT_H

#include "passes/channels/channel_rows.h"
#include "passes/layers/quadratic.h"

/* Input j was about before[j] + the sum over inputs i that are left of matrix[j][i] * (x[i]
 * - now[i]). */
typedef struct InputFit {
	int n;
	const double *before, *now; /* [n] means */
	double *matrix;             /* [n, n]; columns of those gone are zeros */
} InputFit;

/*
 * From the same positions before and now, where those marked are gone. What the data hardly
 * tell is left at itself, or at nothing for those that are gone: a hundredth of the mean
 * variance is added to each. In the arena.
 */
InputFit input_fit(const ChannelRows *before, const ChannelRows *now, const bool *is_gone,
	Arena *arena);

/* [width] */
const double *rows_mean(const ChannelRows *rows, Arena *arena);

/* About a mean, with that added to the diagonal, or 1 where nothing varies: [width,
 * quadratic_step(width)]. */
double *rows_covariance(const ChannelRows *rows, const double *mean, Arena *arena);

#endif
