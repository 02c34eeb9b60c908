/* SPDX-License-Identifier: Apache-2.0 */
/* One layer's values chosen by what goes into it; see passes/cluster/cluster_data.h for how. */
#ifndef PASSES_CLUSTER_CLUSTER_LAYER_H
#define PASSES_CLUSTER_CLUSTER_LAYER_H

#include "passes/cluster/cluster.h"
#include "passes/cluster/weight_units.h"
#include "passes/layers/layer_data.h"

/* Inputs of a filter up to which weights can make up for each other. */
enum { LONGEST_CLUSTERED_ROW = 2048 };

/* A layer on its way. */
typedef struct ClusteredLayer {
	const ClusterSettings *settings;
	const Graph *graph;
	const Op *op;
	bool is_per_channel, has_free_bias;
	WeightUnits units;  /* come in as they are, and go out as they are to be */
	const double *bias; /* [filters] in real numbers */
	double *
		mean_error; /* [filters] what the mean sums have too much in the end; 0 where the bias
	                       is not free to take it off */
} ClusteredLayer;

/* Choose the units, and find the mean error. The same for any number of threads. */
void cluster_layer(ClusteredLayer *layer, const LayerData *data);

#endif
