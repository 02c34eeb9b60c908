/* SPDX-License-Identifier: Apache-2.0 */
/* Clusters of numbers on a line that are near to them and cheap to code. */
#ifndef PASSES_CLUSTER_KMEANS_ENTROPY_H
#define PASSES_CLUSTER_KMEANS_ENTROPY_H

#include "passes/cluster/kmeans.h"

/* What is paid for a code, in the unit of Clusters.cost. */
typedef struct CodePrice {
	double bit;        /* for each bit, at least 0 */
	double table_bits; /* that each cell takes in tables */
} CodePrice;

/*
 * At most k cells, for which cost + price of the code is the least there is. A value that has
 * a share p of all counts takes -log2 p bits, as often as it counts: entropy-constrained
 * quantisation (Chou, Lookabaugh and Gray, 1989), here solved rather than approached, by dynamic
 * programming over where cells end. counts has an entry a value, above 0: beside the weights,
 * which the cost has, it is how often the value is there.
 *
 * As code lengths are not Monge, this takes time in proportion to the square of the number of
 * values, and, where k binds, to k. Of more than ENTROPY_VALUES different ones, cells end only where
 * those of kmeans() of that many do. In the arena.
 */
enum { ENTROPY_VALUES = 2048 };
Clusters entropy_clusters(const WeightedValues *input, const double *counts,
	CentreRule rule, CodePrice price, size_t k, Arena *arena);

#endif
