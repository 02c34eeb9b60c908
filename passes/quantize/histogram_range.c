/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/histogram_range.h"

#include <math.h>
#include <stdlib.h>

#include "passes/quantize/histogram_search.h"
#include "src/base/arena.h"

/* --- Percentiles --- */

static int64_t n_counted(const Histogram *histogram)
{
	int64_t n = 0;
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		n += histogram->counts[i];
	return n;
}

Range percentile_range(const Histogram *histogram, double percentile)
{
	int64_t total = n_counted(histogram);
	if (total == 0)
		return RANGE_OF_NONE;
	int64_t beyond = (int64_t)((1 - percentile / 100) * (double)total);
	int first = histogram_first(histogram), last = histogram_last(histogram);
	for (int64_t cut = histogram_at(histogram, first); cut <= beyond && first < last;
		 cut += histogram_at(histogram, first))
		first++;
	for (int64_t cut = histogram_at(histogram, last); cut <= beyond && last > first;
		 cut += histogram_at(histogram, last))
		last--;
	float low = (float)ldexp(first, histogram->exponent);
	float high = (float)ldexp(last + 1, histogram->exponent);
	return (Range){fmaxf(low, histogram->range.low), fminf(high, histogram->range.high)};
}

/* --- Squared error --- */

/*
 * The integral from 0 to x of the squared distance to the nearest level, of which j is x's:
 * step^3 / 12 for each level passed, and the way from the last one.
 */
static double error_integral(const Levels *levels, double x)
{
	int j = nearest_level(levels, x);
	double step = levels->step, rest = x - j * step;
	return j * (step * step * step / 12) + rest * rest * rest / 3;
}

/* Of values that are all the same. */
static double error_at(const Levels *levels, double x)
{
	double rest = levels->step > 0 ? x - nearest_level(levels, x) * levels->step : x;
	return rest * rest;
}

/* The sum over all values. */
static double sum_of_errors(const UsedBins *used, Range range)
{
	Levels levels = levels_of(range);
	double sum = 0, edge = 0, up_to_edge = 0; /* the integral, which is 0 up to 0 */
	for (int i = 0; i < used->n; i++) {
		const UsedBin *bin = &used->bins[i];
		double count = (double)bin->count;
		if (!(levels.step > 0) || bin->low == bin->high) {
			sum += count * error_at(&levels, (bin->low + bin->high) / 2);
			continue;
		}
		double low = bin->low == edge ? up_to_edge : error_integral(&levels, bin->low);
		edge = bin->high;
		up_to_edge = error_integral(&levels, edge);
		sum += count * (up_to_edge - low) / (bin->high - bin->low);
	}
	return sum;
}

double histogram_error(const Histogram *histogram, Range range)
{
	Arena scratch = {0};
	UsedBins *used = arena_alloc(&scratch, sizeof *used);
	find_used_bins(histogram, used);
	int64_t n = n_counted(histogram);
	double error = n > 0 ? sum_of_errors(used, range) / (double)n : 0;
	arena_finish(&scratch);
	return error;
}

Range mse_range(const Histogram *histogram)
{
	static const double percentiles[] = {99, 99.9, 99.99, 99.999};
	enum { N_PERCENTILES = sizeof percentiles / sizeof percentiles[0] };
	if (histogram->range.low > histogram->range.high)
		return RANGE_OF_NONE;
	Arena scratch = {0};
	UsedBins *used = arena_alloc(&scratch, sizeof *used);
	find_used_bins(histogram, used);
	Range limits = range_with_zero(histogram->range), best = limits;
	double least = sum_of_errors(used, best);
	for (int i = 0; i < N_PERCENTILES; i++) {
		Range range = range_with_zero(percentile_range(histogram, percentiles[i]));
		double error = sum_of_errors(used, range);
		best = error < least ? range : best;
		least = error < least ? error : least;
	}
	best = search_range(used, sum_of_errors, limits, best);
	arena_finish(&scratch);
	return best;
}
