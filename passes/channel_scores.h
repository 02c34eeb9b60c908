/* SPDX-License-Identifier: Apache-2.0 */
/* How much a model would miss channels. */
#ifndef PASSES_CHANNEL_SCORES_H
#define PASSES_CHANNEL_SCORES_H

#include "passes/channel_moments.h"

/* A number for each class, 0 or more, or not finite where weights are not; in the arena. */

/*
 * The norm of the filters that make a class, times those of the depthwise filters that it goes
 * through, times that of the weights that read it; in real numbers.
 */
double *scores_by_weights(const Channels *channels, ChannelWeights *const *layers,
	Arena *arena);

/*
 * The mean square of what is missing in the layers that read a class once it is gone, but for its
 * mean: its variance times the square of the weights that read it, of each channel by itself.
 */
double *scores_by_data(const Channels *channels, ChannelWeights *const *layers,
	const ChannelMoments *moments, Arena *arena);

#endif
