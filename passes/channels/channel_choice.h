/* SPDX-License-Identifier: Apache-2.0 */
/* Which channels are to be removed, and what they leave behind. */
#ifndef PASSES_CHANNELS_CHANNEL_CHOICE_H
#define PASSES_CHANNELS_CHANNEL_CHOICE_H

#include "passes/channels/channel_weights.h"
#include "passes/channels/own_constant.h"

typedef struct ChannelChoice {
	const Channels *channels;
	bool *is_going; /* each class */
	int *left;      /* units of each tensor that stay */
} ChannelChoice;

/* Nothing is chosen; in the arena. */
ChannelChoice channel_choice(const Channels *channels, Arena *arena);

/* Choose a class that is not fixed nor chosen yet, if each of its tensors has enough units
 * without it. */
bool choose_class(ChannelChoice *choice, int class);

/* The class of the data that value k of a filter multiplies, and that of what a filter
 * makes. */
int class_read(const ChannelChoice *choice, const ChannelWeights *layer, size_t filter,
	size_t k);
int class_made(const ChannelChoice *choice, const ChannelWeights *layer, size_t filter);

/*
 * Add what the chosen channels give to a layer, operator op of graph 0, to its biases, if
 * these can hold it; before the channels are removed. Offsets are of each column of its
 * weights: the value that it reads, less the zero point, in steps of the stored integer, or
 * the real number of float32. Of taps that padding cuts off at times, their share counts.
 * Moves the graph's tensors.
 */
void fold_channels(Model *model, TensorUses *uses, const ChannelChoice *choice, int op,
	const ChannelWeights *layer, const double *offsets);

#endif
