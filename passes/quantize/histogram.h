/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts of values in bins, whose range need not be known before: memory does not grow with
 * the data, and one run over it is enough.
 *
 * Bin b holds the values from b * 2^exponent up to, but without, (b + 1) * 2^exponent. The
 * exponent is the least at which all values seen so far fall into HISTOGRAM_BINS bins in a
 * row; when it grows, two neighbours become one, which is exact. So the result depends on
 * the values alone, not on their order nor on how they were split between histograms. No bin
 * has values of both signs.
 */
#ifndef PASSES_QUANTIZE_HISTOGRAM_H
#define PASSES_QUANTIZE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

typedef struct Range {
	float low, high; /* low > high: no value was seen */
} Range;

/* The range of no values, and the smallest one that holds two others. */
#define RANGE_OF_NONE ((Range){1, -1})
Range range_join(Range a, Range b);

/* The smallest and the largest of count values; NaN is passed over. */
Range range_of(const float *values, size_t count);

enum { HISTOGRAM_BINS = 4096 }; /* a power of two */

typedef struct Histogram {
	Range range; /* the smallest and the largest value seen */
	int exponent;
	int64_t n_zeros;                /* values of exactly 0, which bin 0 holds too */
	int64_t counts[HISTOGRAM_BINS]; /* of bin b at b modulo HISTOGRAM_BINS */
} Histogram;

/* Empty it; one that is only zeroed would seem to hold a 0. */
void histogram_clear(Histogram *histogram);

/* Count values, which must be finite, and whose range_of this is. */
void histogram_count(Histogram *histogram, const float *values, size_t count,
	Range range);

/* Add what another one has counted. */
void histogram_add(Histogram *to, const Histogram *from);

/* The first and the last bin in use; fine unless the histogram is empty. */
int histogram_first(const Histogram *histogram);
int histogram_last(const Histogram *histogram);

static inline int64_t histogram_at(const Histogram *histogram, int bin)
{
	return histogram->counts[(unsigned)bin % HISTOGRAM_BINS];
}

#endif
