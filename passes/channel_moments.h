/* SPDX-License-Identifier: Apache-2.0 */
/* Mean and variance of what layers read, on a user's data. */
#ifndef PASSES_CHANNEL_MOMENTS_H
#define PASSES_CHANNEL_MOMENTS_H

#include "passes/channel_weights.h"
#include "passes/samples.h"

/* Of each column of a layer's weights, in real numbers. */
typedef struct ChannelMoments {
	double *mean, *variance;
} ChannelMoments;

/*
 * Run a model on all samples. The result has an entry an operator, empty for those whose rule is
 * not MIXED, in the arena. Sums are in double, chunk by chunk: the same for any number of threads. Fails as plan_new and
 * samples_load do, and, naming the tensor, where a value is not finite or has no real number.
 */
bool channel_moments(const Model *model, const Samples *samples, const Channels *channels,
	ChannelWeights *const *layers, int n_threads, int batch, Arena *arena,
	ChannelMoments **moments, Error *err);

#endif
