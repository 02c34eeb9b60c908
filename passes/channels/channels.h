/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which channels of a model hang together, so that one can only be removed with the others.
 *
 * A computed tensor has units: the indices of its last dimension. Units are in one class
 * where an operator makes one of the other alone: an activation or a pooling its channel
 * from the same channel, an ADD from both operands', a flattening RESHAPE every position
 * from its channel. A layer with weights ends the classes of its input and begins those of
 * its output, but for a DEPTHWISE_CONV_2D, which keeps channels apart. What cannot be
 * followed (inputs and outputs of the model, SOFTMAX, unknown operators, ...) fixes the
 * classes it touches.
 */
#ifndef PASSES_CHANNELS_CHANNELS_H
#define PASSES_CHANNELS_CHANNELS_H

#include "passes/channels/channel_rule.h"

typedef struct ChannelMember {
	int tensor, unit;
} ChannelMember;

typedef struct Channels {
	const Graph *graph;
	int n_tensors;      /* of the graph when this was made */
	ChannelRule *rules; /* of each operator */
	int *n_units;       /* of each tensor; 0 for constants and what else has none */
	int *
		least; /* units it must keep: 1, or 2 where one scale would be other arithmetic */
	int **classes; /* of each tensor the class of each unit; NULL where it has none */
	int n_classes;
	bool *is_fixed; /* each class */
	ChannelMember *
		members; /* of class c: those from first_member[c] to first_member[c + 1] - 1, by tensor */
	size_t *first_member;
} Channels;

/* Of graph 0 of a model that was verified; in the arena. */
Channels channels_of(const Model *model, Arena *arena);

#endif
