/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that share a set of values: a tensor's, or a channel's. */
#ifndef PASSES_CLUSTER_CLUSTER_SET_H
#define PASSES_CLUSTER_CLUSTER_SET_H

#include "passes/cluster/weight_units.h"

/* How to choose the values; see cluster.h. */
typedef struct SetSettings {
	int k;
	double lambda;
} SetSettings;

/* Change the units of a channel, or of WHOLE_TENSOR; other channels may be changed meanwhile. */
void cluster_set(const WeightUnits *units, int64_t channel, SetSettings settings);

#endif
