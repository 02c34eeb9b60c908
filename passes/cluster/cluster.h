/* SPDX-License-Identifier: Apache-2.0 */
/* Weights that share few values. */
#ifndef PASSES_CLUSTER_CLUSTER_H
#define PASSES_CLUSTER_CLUSTER_H

#include "src/base/progress.h"
#include "src/graph/model.h"

/* Whose weights share a set of values. */
typedef enum ClusterPer {
	CLUSTER_PER_SCALE,   /* those that share a scale, or, with lambda, a tensor */
	CLUSTER_PER_TENSOR,  /* all of a tensor */
	CLUSTER_PER_CHANNEL, /* those of an output channel */
} ClusterPer;

typedef struct ClusterSettings {
	const bool *chosen; /* an entry a layer, see layer_weights.h */
	int k;              /* values at most, 2 or more, 0 among them */
	ClusterPer per;
	double lambda; /* what a bit a weight is worth, of the weights' mean square; 0: any */
	int n_threads; /* 0: all cores */

	/* For cluster_with_data (passes/cluster/cluster_data.h). */
	int batch;
	const Progress *progress; /* may be NULL */
} ClusterSettings;

#define CLUSTER_DEFAULTS ((ClusterSettings){.k = 16, .batch = 8})

/* What became of a layer. */
typedef struct LayerClusters {
	int weights;    /* the tensor; -1: left alone */
	bool is_shared; /* it is an earlier layer's, too */
	bool is_per_channel;
	int64_t n;                       /* weights */
	int64_t most_before, most_after; /* the most different values that share a set */
	double bits_before, bits_after;  /* what an ideal code for each set takes a weight */
	int64_t zeros_before, zeros_after;
	double error; /* sum of squares of changes over that of the weights; 0 of zeros */
} LayerClusters;

/*
 * Give the weights of the layers chosen at most k values a tensor or channel, so that the sum of
 * squares of what changes is the least there is (passes/cluster/kmeans.h). Biases stay.
 *
 * Zeros stay zeros, and 0 then is one of the k values; the smallest weights may join it. Weights
 * without zeros get k other values. Integers become integers, the best there are. Where a
 * tensor with a scale a channel shares one set of values, what counts is the real numbers.
 * Of floats, -0 becomes 0, and float64 is rounded to float32. What has no more than k values is
 * otherwise left as it is.
 *
 * With lambda above 0, the sum of squares over that of the weights, plus lambda times the bits
 * that a weight takes on average, is made the least instead (passes/cluster/kmeans_entropy.h): a code for
 * each set, of the shares of its values, and TABLE_BITS or the width of the type for each value.
 * Values around 0 then become 0.
 *
 * Layers without weights, or with such that layer_weights() does not give, are left alone. Weights
 * that layers share are clustered once and stay shared, unless one is not chosen. layers has an
 * entry a layer. Fails where a weight is not finite, or channels that are to share their
 * values have different zero points. The same for any number of threads.
 */
enum { CLUSTER_TABLE_BITS = 16 };
bool cluster(Model *model, const ClusterSettings *settings, LayerClusters *layers,
	Error *err);

#endif
