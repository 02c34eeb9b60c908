/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs of a layer that go one by one, while those that stay make up for them.
 *
 * An input that goes is put as a mean and a sum of those that stay, as fits its values best
 * in least squares; what that leaves of its variance, through the weights that read it, is
 * the loss. It is the rule of the optimal brain surgeon (Hassibi and Stork, 1993) for
 * inputs in the place of weights. A convolution's taps are taken to be unrelated.
 */
#ifndef PASSES_CHANNELS_ELIMINATION_H
#define PASSES_CHANNELS_ELIMINATION_H

#include "passes/channels/channel_rows.h"

/* Wider layers only keep the means of what goes. */
enum { MOST_ELIMINATED = 1024 };

typedef struct Elimination {
	int n; /* inputs: columns of the layer's weights */
	bool *is_gone;
	/* [n, n] products of the columns of weights, as they are by now; of a wide one [n] */
	double *gram;
	double *inverse; /* [n, n] of the covariance of those left, or zeros; NULL: wide */
	double *spread;  /* [n] variances, of a wide one */
} Elimination;

/* In the arena; scales are of each filter: what the weights' numbers are to be multiplied
 * with. A layer may be said to be wide whose weights must stay as they are. */
Elimination elimination_new(const ChannelWeights *layer, const ChannelRows *rows,
	const double *scales, bool is_wide, Arena *arena);

/* The mean square by which outputs would differ, summed over them, if an input went now; 0
 * of one that is gone. */
double elimination_loss(const Elimination *elimination, int input);

void eliminate(Elimination *elimination, int input);

#endif
