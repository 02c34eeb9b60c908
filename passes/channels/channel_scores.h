/* SPDX-License-Identifier: Apache-2.0 */
/* How much a model would miss channels, by its weights alone. */
#ifndef PASSES_CHANNELS_CHANNEL_SCORES_H
#define PASSES_CHANNELS_CHANNEL_SCORES_H

#include "passes/channels/channel_weights.h"

/*
 * A number for each class, 0 or more, or not finite where weights are not; in the arena. It
 * is the norm of the filters that make a class, times those of the depthwise filters that
 * it goes through, times that of the weights that read it; in real numbers.
 */
double *channel_scores(const Channels *channels, ChannelWeights *const *layers,
	Arena *arena);

#endif
