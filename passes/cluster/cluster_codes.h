/* SPDX-License-Identifier: Apache-2.0 */
/* Filters that share a set of values, chosen for what they do to the layer's sums. */
#ifndef PASSES_CLUSTER_CLUSTER_CODES_H
#define PASSES_CLUSTER_CLUSTER_CODES_H

#include "passes/cluster/cluster_set.h"
#include "passes/layers/quadratic.h"

/* Filters of `length` weights; of each, scale * units is to come close to the target. */
typedef struct CodedFilters {
	int n, length;
	const Quadratic *const *forms; /* [n] what errors of a filter cost */
	const double *const *targets;  /* [n] of [step of the form] */
	const double *scales;          /* [n] above 0 */
	const bool *stays_zero;        /* [n, length] */
	bool is_whole;                 /* units are whole numbers ... */
	double low, high;              /* ... and within these */
	double *units;                 /* [n, length] what comes out */
} CodedFilters;

/*
 * Choose at most settings.k values and what each weight takes of them: the best values for
 * weights that do not know of each other, each as important as its input; then for all
 * weights, one after the other, that which makes up for the errors of those before; then
 * better values for what was taken, and better choices for these, as long as that helps. The
 * same for any number of threads.
 */
void code_filters(const CodedFilters *filters, SetSettings settings, int n_threads);

#endif
