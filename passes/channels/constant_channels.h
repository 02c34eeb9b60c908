/* SPDX-License-Identifier: Apache-2.0 */
/* Channels whose values do not depend on what goes into the model. */
#ifndef PASSES_CHANNELS_CONSTANT_CHANNELS_H
#define PASSES_CHANNELS_CONSTANT_CHANNELS_H

#include "passes/channels/channel_weights.h"

/*
 * A unit of a tensor is constant where each of its values is the same for every input, by
 * proof: it is made of constant units alone, by weights of zero for all the others. Values
 * may differ from position to position, as padding makes them. They are read off a run on
 * one input, which is exact.
 */
typedef struct ConstantChannels {
	bool *
		*is_constant; /* of each tensor, each unit; NULL where the tensor has no units */
	const void *
		*values; /* of one sample, of tensors with constant units; NULL of others */
	const size_t *counts; /* values in a sample of each tensor */
	const Graph *graph;
} ConstantChannels;

/* In the arena. Fails, naming the model, where it cannot be run. */
bool constant_channels(const Model *model, const Channels *channels,
	ChannelWeights *const *layers, Arena *arena, ConstantChannels *constants, Error *err);

/*
 * Whether values first, first + step, ... of a tensor, to its end, are of constant units
 * and all the same; then that value, as it is stored, or the real number of a tensor of
 * float32.
 */
bool constant_value(const ConstantChannels *constants, int tensor, size_t first,
	size_t step, double *value);

#endif
