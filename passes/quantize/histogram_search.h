/* SPDX-License-Identifier: Apache-2.0 */
/* What the searches for a range have in common: the bins in use, and the search itself. */
#ifndef PASSES_QUANTIZE_HISTOGRAM_SEARCH_H
#define PASSES_QUANTIZE_HISTOGRAM_SEARCH_H

#include "passes/quantize/histogram_range.h"

/* Values uniform between low and high, which may be equal; none of them is exactly 0. */
typedef struct UsedBin {
	double low, high;
	int64_t count;
} UsedBin;

typedef struct UsedBins {
	int n;
	double width;                 /* of a whole bin */
	UsedBin bins[HISTOGRAM_BINS]; /* upwards */
} UsedBins;

void find_used_bins(const Histogram *histogram, UsedBins *used);

/* The levels of a range: step * j for j from first to last. */
typedef struct Levels {
	double step;
	int first, last;
} Levels;

/* The levels that a range stands for, once it reaches to 0; step is 0 where it is empty. */
Levels levels_of(Range range);

/* The level nearest to a value, of those there are; the step must not be 0. */
int nearest_level(const Levels *levels, double x);

/* What is to be minimised; INFINITY for what is not to be considered. */
typedef double RangeCost(const UsedBins *used, Range range);

/*
 * Search from start, which reaches to 0, for a range of less cost within limits: of each end
 * in turn the best of a series that grows finer, until neither moves. What is found never
 * costs more than start.
 */
Range search_range(const UsedBins *used, RangeCost *cost, Range limits, Range start);

/* The smallest range that holds another, and 0. */
Range range_with_zero(Range range);

#endif
