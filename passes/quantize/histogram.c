/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/histogram.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* No exponent is lower: 24 bits below the least subnormal float32. */
enum { LEAST_EXPONENT = -173 };

static bool is_empty(Range range)
{
	return range.low > range.high;
}

Range range_join(Range a, Range b)
{
	if (is_empty(a) || is_empty(b))
		return is_empty(a) ? b : a;
	return (Range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

Range range_of(const float *values, size_t count)
{
	float low = INFINITY, high = -INFINITY;
	for (size_t i = 0; i < count; i++) {
		low = values[i] < low ? values[i] : low;
		high = values[i] > high ? values[i] : high;
	}
	return low > high ? RANGE_OF_NONE : (Range){low, high};
}

/* The bin of a value, where scale is 2^-exponent: the product is exact in double. */
static int bin_of(float x, double scale)
{
	double place = (double)x * scale;
	int bin = (int)place;
	return bin - ((double)bin > place);
}

/* The least exponent for a range: bins enough, and none finer than a float32 can tell, so
 * that bin numbers stay within 25 bits. */
static int exponent_for(Range range)
{
	float largest = fmaxf(fabsf(range.low), fabsf(range.high));
	int exponent = LEAST_EXPONENT;
	if (largest > 0) {
		frexpf(largest, &exponent);
		exponent -= FLT_MANT_DIG;
	}
	for (;; exponent++) {
		double scale = ldexp(1, -exponent);
		if (bin_of(range.high, scale) - bin_of(range.low, scale) < HISTOGRAM_BINS)
			return exponent;
	}
}

/* Half of an even number, and of an odd one the half that is lower; n times. */
static int halved(int bin, int n)
{
	for (; n > 0 && bin != 0 && bin != -1; n--)
		bin = (bin - (bin & 1)) / 2;
	return bin;
}

void histogram_clear(Histogram *histogram)
{
	memset(histogram, 0, sizeof *histogram);
	histogram->range = RANGE_OF_NONE;
	histogram->exponent = LEAST_EXPONENT;
}

int histogram_first(const Histogram *histogram)
{
	return bin_of(histogram->range.low, ldexp(1, -histogram->exponent));
}

int histogram_last(const Histogram *histogram)
{
	return bin_of(histogram->range.high, ldexp(1, -histogram->exponent));
}

static int64_t *count_of(Histogram *histogram, int bin)
{
	return &histogram->counts[(unsigned)bin % HISTOGRAM_BINS];
}

/* Add counts to those of bins 2^n_halvings as wide. */
static void add_counts(Histogram *to, const Histogram *from)
{
	if (is_empty(from->range))
		return;
	int n_halvings = to->exponent - from->exponent;
	int last = histogram_last(from);
	for (int bin = histogram_first(from); bin <= last; bin++)
		*count_of(to, halved(bin, n_halvings)) += histogram_at(from, bin);
}

static void widen(Histogram *histogram, Range range)
{
	range = range_join(histogram->range, range);
	int exponent = exponent_for(range);
	if (exponent != histogram->exponent) {
		Histogram old = *histogram;
		memset(histogram->counts, 0, sizeof histogram->counts);
		histogram->exponent = exponent;
		add_counts(histogram, &old);
	}
	histogram->range = range;
}

void histogram_count(Histogram *histogram, const float *values, size_t count, Range range)
{
	if (is_empty(range))
		return;
	widen(histogram, range);
	double scale = ldexp(1, -histogram->exponent);
	for (size_t i = 0; i < count; i++) {
		(*count_of(histogram, bin_of(values[i], scale)))++;
		histogram->n_zeros += values[i] == 0;
	}
}

void histogram_add(Histogram *to, const Histogram *from)
{
	if (is_empty(from->range))
		return;
	widen(to, from->range);
	add_counts(to, from);
	to->n_zeros += from->n_zeros;
}
