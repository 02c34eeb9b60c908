/* SPDX-License-Identifier: Apache-2.0 */
/* The tensors that are to be clustered. */
#ifndef PASSES_CLUSTER_CLUSTER_PARTS_H
#define PASSES_CLUSTER_CLUSTER_PARTS_H

#include "passes/cluster/cluster.h"
#include "passes/cluster/weight_units.h"

typedef struct ClusterPart {
	int layer, weights; /* the first layer that has it */
	bool is_per_channel;
	WeightUnits units; /* to be changed */
	float *before;     /* units.values as they were */
} ClusterPart;

typedef struct ClusterParts {
	int n;
	ClusterPart *parts; /* in order of execution */
} ClusterParts;

/*
 * The weights of the layers chosen, each tensor once and for them alone; in the arena. layers gets
 * an entry a layer, with what tensor it is about. Fails as cluster() does.
 */
bool cluster_parts(Model *model, const ClusterSettings *settings, Arena *arena,
	ClusterParts *parts, LayerClusters *layers, Error *err);

/* Choose their values by their weights alone, as cluster() does. */
void cluster_unseen(const ClusterParts *parts, const ClusterSettings *settings);

/* Store the units of a part, and say what became of it. */
void store_part(Model *model, const ClusterPart *part, LayerClusters *layers);

#endif
