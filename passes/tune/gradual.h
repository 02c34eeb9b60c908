/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compression in the course of training, a little at a time: rules that prune, or cluster, while
 * the other weights learn to make up for it.
 */
#ifndef PASSES_GRADUAL_H
#define PASSES_GRADUAL_H

#include <stdint.h>

#include "src/train/rule.h"

/* --- Pruning --- */

typedef enum PruneScore {
	SCORE_MAGNITUDE,
	/* w^2 over the sum of the squares of all weights of the layer that are no smaller: what
	 * makes one threshold for all layers fair (Lee et al., "Layer-adaptive sparsity for the
	 * magnitude-based pruning", 2021). */
	SCORE_LAMP,
} PruneScore;

typedef struct GradualPruneSettings {
	/* As of PruneSettings: the share of each layer's weights that is 0 in the end, 0 to below 1,
	 * below 0 for those left alone; an entry an operator of graph 0. */
	const double *of_layer;
	bool is_global; /* one threshold for all: as many go as by the shares, in sum */
	PruneScore score;
	double until; /* the share of all steps after which no more weights go */
	int interval; /* steps between those at which some do */
} GradualPruneSettings;

#define GRADUAL_PRUNE_DEFAULTS \
	((GradualPruneSettings){.is_global = true, .until = 0.6, .interval = 50})

/*
 * At step t of T, which is the share `until` of all steps, every layer is to have the share
 *
 *   s + (s0 - s) (1 - t / T)^3
 *
 * of zeros, from s0, those it begins with, to s, the share wanted (Zhu and Gupta, "To prune, or
 * not to prune", 2018). What is 0 stays 0. A layer that has any weight keeps one.
 *
 * Fails, naming model and tensor, where a weight is not finite.
 */
typedef struct GradualPrune GradualPrune;
GradualPrune *gradual_prune_new(const Model *model, const GradualPruneSettings *settings,
	Error *err);
void gradual_prune_free(GradualPrune *prune); /* NULL is fine */

/* To be given to train(). */
TrainRule gradual_prune_rule(GradualPrune *prune);

/* --- Clustering --- */

typedef struct GradualClusterSettings {
	/* For each operator of graph 0 the values its weights may take in the end, 0 among them if any
	 * weight is 0: 2 to MOST_CLUSTERS; 0 for those left alone. */
	const int *of_layer;
	bool per_channel; /* a set of values for each output channel, not for each tensor */
	double until;     /* the share of all steps after which weights keep to their value */
	int interval;     /* steps between those at which they take the nearest */
} GradualClusterSettings;

#define GRADUAL_CLUSTER_DEFAULTS ((GradualClusterSettings){.until = 0.7, .interval = 20})

/*
 * In each step the net computes with clustered weights: each that is not 0 has the mean of its
 * cluster's. Up to the share `until` of all steps the weights behind them get the gradients and move
 * on their own, and every so many steps k-means (passes/cluster/kmeans.h) clusters them anew; then who
 * belongs together is fixed, and the values learn as tune_clusters.h tells. Zeros stay 0. Until then
 * what training would keep is not clustered: nothing earlier should be kept as the best.
 *
 * Fails, naming model and tensor, where a weight is not finite.
 */
typedef struct GradualCluster GradualCluster;
GradualCluster *gradual_cluster_new(const Model *model,
	const GradualClusterSettings *settings, Error *err);
void gradual_cluster_free(GradualCluster *cluster); /* NULL is fine */

/* To be given to train(), behind a GradualPrune's. */
TrainRule gradual_cluster_rule(GradualCluster *cluster);

/* --- Both --- */

/* The first step at which all is settled, and the first epoch, from 0, that begins with it so. */
int64_t gradual_steps(double until, int64_t n_steps);
int gradual_epochs(double until, int n_epochs);

#endif
