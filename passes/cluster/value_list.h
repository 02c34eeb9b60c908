/* SPDX-License-Identifier: Apache-2.0 */
/* The different values among many. */
#ifndef PASSES_CLUSTER_VALUE_LIST_H
#define PASSES_CLUSTER_VALUE_LIST_H

#include "passes/cluster/kmeans.h"

typedef struct ValueList {
	size_t n;
	double *values; /* [n] in rising order */
	double *counts; /* [n] how often each is there */
} ValueList;

/* Of n finite values, at least 1, below 2^32; -0 is to be 0. In the arena; takes time
 * proportional to n. */
ValueList value_list(const float *values, size_t n, Arena *arena);

#endif
