/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that share a set of values: a tensor's, or a channel's. */
#ifndef PASSES_CLUSTER_SET_H
#define PASSES_CLUSTER_SET_H

#include "passes/weight_units.h"

/* How to choose the values; see cluster.h. */
typedef struct SetSettings {
	int k;
	double lambda;
} SetSettings;

/* What a set was, and what it is. */
typedef struct SetFacts {
	size_t n_before, n_after; /* different values */
	double bits_before,
		bits_after; /* an ideal code of their shares: of all weights together */
} SetFacts;

/* Change the units of a channel, or of WHOLE_TENSOR; other channels may be changed meanwhile. */
enum { WHOLE_TENSOR = -1 };
SetFacts cluster_set(const WeightUnits *units, int64_t channel, SetSettings settings);

#endif
