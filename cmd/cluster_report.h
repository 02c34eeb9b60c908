/* SPDX-License-Identifier: Apache-2.0 */
/* What `cluster` says of what it made. */
#ifndef CMD_CLUSTER_REPORT_H
#define CMD_CLUSTER_REPORT_H

#include <stdio.h>

#include "passes/cluster/cluster.h"

typedef struct ClusterOutcome {
	const Model *model; /* with its new weights */
	size_t bytes_after; /* of the file */
	const ClusterSettings *how;
	const LayerClusters
		*layers; /* an entry for each layer, see passes/layers/layer_weights.h */
} ClusterOutcome;

/* A line of sums, the layers worked on, and what comes next. */
void print_cluster_table(const ClusterOutcome *outcome, FILE *to);
void print_cluster_json(const ClusterOutcome *outcome, FILE *to);

#endif
