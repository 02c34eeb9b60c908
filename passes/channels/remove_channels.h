/* SPDX-License-Identifier: Apache-2.0 */
/* Take channels out of a model: its tensors, weights and biases become that much smaller. */
#ifndef PASSES_CHANNELS_REMOVE_CHANNELS_H
#define PASSES_CHANNELS_REMOVE_CHANNELS_H

#include "passes/channels/channels.h"

/* Output channels of an operator with weights. */
typedef struct LayerChannels {
	int op; /* its place in graph 0, which stays the same */
	int before, after;
} LayerChannels;

/* What became of each operator with weights, in order of execution; in the model's arena. */
typedef struct ChannelReport {
	LayerChannels *layers;
	int n_layers;
	int n_removed; /* channels of all layers together */
} ChannelReport;

/*
 * Remove the classes that are marked, from all that they run through: dimensions of
 * activations, filters and inputs of weights, biases, constant operands, scales and zero
 * points of each channel, shapes that RESHAPE and TRANSPOSE_CONV are given. None may be
 * fixed, and each tensor must keep its least number of units. A constant that is used in
 * other places too is copied first. Metadata that says where tensors lie in an arena goes,
 * as they are smaller now.
 *
 * channels are those of the model's graph 0, and are stale afterwards. What the removed
 * channels gave to the layers that read them is gone: see fold_channels for keeping it.
 */
void remove_channels(Model *model, const Channels *channels, const bool *is_going,
	ChannelReport *report);

#endif
