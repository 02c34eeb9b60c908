/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of channels as layers: those that the same operators make are alike. */
#ifndef PASSES_CHANNELS_CHANNEL_GROUPS_H
#define PASSES_CHANNELS_CHANNEL_GROUPS_H

#include "passes/channels/channels.h"

/*
 * A class that is not fixed is in the group of all classes that have a channel in the
 * outputs of the same layers with weights, DEPTHWISE_CONV_2D among them. Groups are
 * numbered in the order of their first class.
 */
typedef struct ChannelGroups {
	int n;
	int *group_of;  /* of each class; -1 of those fixed, and where no layer makes them */
	int *n_classes; /* of each group */
} ChannelGroups;

/* In the arena. */
ChannelGroups channel_groups(const Channels *channels, Arena *arena);

/*
 * What each group is to lose, as a share: the least of what of_layer says of its layers,
 * one an operator, or share where that is NULL. Negative: it is left alone, as one of its
 * layers is. In the arena.
 */
double *group_shares(const Channels *channels, const ChannelGroups *groups, double share,
	const double *of_layer, Arena *arena);

#endif
