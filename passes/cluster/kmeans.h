/* SPDX-License-Identifier: Apache-2.0 */
/* The optimal clusters of numbers on a line. */
#ifndef PASSES_CLUSTER_KMEANS_H
#define PASSES_CLUSTER_KMEANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"

/* Numbers in rising order, each once, and how much each counts for. */
typedef struct WeightedValues {
	size_t n; /* at least 1, below 2^32 - 1 */
	const double *values;
	const double *weights; /* above 0 */
} WeightedValues;

/* What centres may be. */
typedef struct CentreRule {
	bool is_whole;           /* whole numbers, whatever the values are */
	bool zero_stays;         /* the centre of a cell that has 0 among its values is 0 */
	bool signs_meet_at_zero; /* so is that of one with both signs; not for kmeans() */
} CentreRule;

/* Cells of values that follow each other: cell i ends before value ends[i]. */
typedef struct Clusters {
	size_t n;
	uint32_t *ends;  /* [n], the last is that of the values */
	double *centres; /* [n] in rising order */
	double cost;     /* sum of weight * (value - centre)^2 */
} Clusters;

/*
 * At most k cells and their centres for which the cost is the least there is: k-means solved,
 * not approached. With k at least the number of values each is its own centre, or, where
 * centres are whole, the nearest to it. In the arena.
 *
 * With a penalty on each cell, the cheapest cells are a shortest path on a line whose cell costs
 * are Monge (as they are under either rule), found in O(n log n), and in practice O(n), steps
 * with a queue of candidates (Galil and Park, 1990). The least cost is convex in k, so that a
 * search for the penalty that makes k cells, begun on every so-many-th value, ends after a few of
 * these passes (Gronlund et al., "Fast Exact k-Means, k-Medians and Bregman Divergence Clustering
 * in 1D", 2017); where a whole range of k has the same penalty, two paths are
 * spliced (Aggarwal, Schieber and Tokuyama, 1994).
 *
 * Costs come from sums of twice the precision of double, so that neither far-off values nor
 * narrow cells spoil them: what is found is within about 1e-10 of the least cost.
 */
Clusters kmeans(const WeightedValues *input, CentreRule rule, size_t k, Arena *arena);

#endif
