/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/histogram_search.h"

#include <math.h>
#include <stdbool.h>

enum { LAST_LEVEL = 255 };

Range range_with_zero(Range range)
{
	return range_join(range, (Range){0, 0});
}

void find_used_bins(const Histogram *histogram, UsedBins *used)
{
	used->n = 0;
	used->width = ldexp(1, histogram->exponent);
	if (histogram->range.low > histogram->range.high)
		return;
	int last = histogram_last(histogram);
	for (int bin = histogram_first(histogram); bin <= last; bin++) {
		int64_t count = histogram_at(histogram, bin);
		count -= bin == 0 ? histogram->n_zeros : 0;
		if (count == 0)
			continue;
		used->bins[used->n++] = (UsedBin){
			.low = fmax(bin * used->width, (double)histogram->range.low),
			.high = fmin((bin + 1) * used->width, (double)histogram->range.high),
			.count = count,
		};
	}
}

Levels levels_of(Range range)
{
	range = range_with_zero(range);
	double low = (double)range.low, span = (double)range.high - low;
	Levels levels = {.step = span / LAST_LEVEL};
	if (levels.step > 0)
		levels.first = -(int)round(-low / span * LAST_LEVEL);
	levels.last = levels.first + LAST_LEVEL;
	return levels;
}

int nearest_level(const Levels *levels, double x)
{
	double place = x / levels->step;
	if (place <= levels->first)
		return levels->first;
	if (place >= levels->last)
		return levels->last;
	return (int)floor(place + 0.5);
}

/* --- The search --- */

typedef struct Search {
	const UsedBins *used;
	RangeCost *cost;
	Range limits, best;
	double least;
} Search;

/* Try factors first, first * ratio, ... on one end of a range; says whether one was better. */
static bool try_end(Search *search, bool upper, double first, double ratio, int n)
{
	Range start = search->best;
	double least = search->least;
	float end = upper ? start.high : start.low;
	float limit = upper ? search->limits.high : search->limits.low;
	for (int i = 0; i < n; i++, first *= ratio) {
		double x = (double)end * first;
		x = fabs(x) > fabs((double)limit) ? (double)limit : x;
		Range range = start;
		*(upper ? &range.high : &range.low) = (float)x;
		double cost = search->cost(search->used, range);
		if (cost < search->least) {
			search->least = cost;
			search->best = range;
		}
	}
	return search->least < least;
}

/* The same on both ends, in turn, until neither moves. */
static void try_ends(Search *search, double first, double ratio, int n)
{
	enum { MOST_ROUNDS = 8 };
	bool moved = true;
	for (int round = 0; moved && round < MOST_ROUNDS; round++) {
		moved = search->best.high > 0 && try_end(search, true, first, ratio, n);
		moved |= search->best.low < 0 && try_end(search, false, first, ratio, n);
	}
}

Range search_range(const UsedBins *used, RangeCost *cost, Range limits, Range start)
{
	/* Powers of two, so that no library's exp decides. */
	const double sixteenth = 0.95760328069857365,    /* 2^(-1/16) */
		hundred_twenty_eighth = 0.99459942348363317; /* 2^(-1/128) */
	Search search = {used, cost, limits, start, cost(used, start)};
	try_ends(&search, 2, sixteenth, 113);                               /* 2 to 2^-6 */
	try_ends(&search, 1 / sixteenth, hundred_twenty_eighth, 2 * 8 + 1); /* a sixteenth */
	return search.best;
}
