/* SPDX-License-Identifier: Apache-2.0 */
/* Which weights share a value, while the values are trained. */
#ifndef PASSES_TUNE_MEMBERS_H
#define PASSES_TUNE_MEMBERS_H

#include "passes/tune/tune_parts.h"

enum { MOST_CLUSTERS = 256 }; /* values of a set, beside 0 */

/*
 * The clusters of a tensor: those of a set of weights, which are all of the tensor or an output
 * channel's, are numbered from 1; cluster 0 is of zeros, which stay 0.
 */
typedef struct Members {
	size_t n;
	bool is_per_channel;
	UnitChannels channels;
	uint16_t *cluster; /* [n] 0 to MOST_CLUSTERS */
} Members;

/* Clusters that are to be told apart, and that of weight i among them. */
static inline size_t members_slots(const Members *members)
{
	return (members->is_per_channel ? members->channels.n : 1) * (MOST_CLUSTERS + 1);
}

static inline size_t members_slot(const Members *members, size_t i)
{
	const UnitChannels *channels = &members->channels;
	size_t set = members->is_per_channel ? i / channels->run % channels->n : 0;
	return set * (MOST_CLUSTERS + 1) + members->cluster[i];
}

/* Give each weight the sum of its cluster's gradients, and zeros none. */
void members_sum(const Members *members, Real *gradient);

/* Give each weight the mean of its cluster's values: exactly what it has where all have the same. */
void members_tie(const Members *members, Real *values);

#endif
