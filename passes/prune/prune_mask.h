/* SPDX-License-Identifier: Apache-2.0 */
/* Which weights go: chosen by what is lost without each. */
#ifndef PASSES_PRUNE_PRUNE_MASK_H
#define PASSES_PRUNE_PRUNE_MASK_H

#include "passes/layers/layer_weights.h"
#include "passes/prune/prune.h"

typedef struct ScoredWeights {
	const float *scores; /* finite, 0 or more; of a weight that is 0 already, 0 */
	size_t n;
	bool *goes; /* n of them; those chosen are set, the others left as they are */
} ScoredWeights;

/*
 * Choose the `wanted` weights with the smallest scores, taken over all sets; of equal ones
 * those of the first set, and in a set the first. Of each set the largest score (of equal
 * ones the last) is not chosen unless it is 0, so fewer may go than are wanted. Takes time
 * proportional to the weights.
 */
void choose_smallest(const ScoredWeights *sets, int n_sets, size_t wanted);

/* Choose those with the smallest scores of each group of a pattern, so that at most
 * pattern.most stay in it; of equal ones the first. */
void choose_by_pattern(const ScoredWeights *set, const WeightRuns *runs,
	PrunePattern pattern);

#endif
