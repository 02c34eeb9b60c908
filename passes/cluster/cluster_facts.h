/* SPDX-License-Identifier: Apache-2.0 */
/* What clustering did to a layer. */
#ifndef PASSES_CLUSTER_CLUSTER_FACTS_H
#define PASSES_CLUSTER_CLUSTER_FACTS_H

#include "passes/cluster/cluster.h"
#include "passes/cluster/weight_units.h"

/* Fill in what is to be told of a layer whose units were `before`, [units->n]; whose weights they
 * are is left as it is. */
void fill_cluster_facts(const WeightUnits *units, const float *before,
	bool is_per_channel, LayerClusters *layer);

#endif
