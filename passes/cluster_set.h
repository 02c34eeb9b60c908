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

/* Numbers of different values. */
typedef struct SetCounts {
	size_t before, after;
} SetCounts;

/* Change the units of a channel, or of all (whole_tensor), which may run beside that of others. */
enum { WHOLE_TENSOR = -1 };
SetCounts cluster_set(const WeightUnits *units, int64_t channel, SetSettings settings);

#endif
