/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges for distributions whose best range is known, or can be found the slow way. */
#include "passes/quantize/histogram_range.h"

#include <criterion/criterion.h>
#include <math.h>

#include "passes/quantize/quant_scales.h"
#include "src/base/arena.h"
#include "tests/unit/random_s8.h"

enum { N_VALUES = 100000 };

typedef struct Sample {
	const char *name;
	int n;
	float *values;
	Histogram histogram;
} Sample;

/* Nearly gaussian, deviation 1: the sum of twelve uniform values, by their mean. */
static float gaussian(uint32_t *state)
{
	int sum = 0;
	for (int i = 0; i < 12; i++)
		sum += random_between(state, -5000, 5000);
	return (float)sum / 10000;
}

enum {
	GAUSSIAN,
	OUTLIER,
	RECTIFIED, /* half of the values are exactly 0 */
	SHIFTED,
	CAPPED, /* by a ReLU6: many are exactly 6 */
	UNIFORM,
	ZEROS,
	CONSTANT,
	SPIKES,
	SUBNORMAL,
	SINGLE,
	NEGATIVE,
	N_KINDS
};

static const char *const names[N_KINDS] = {"gaussian", "with an outlier", "rectified",
	"shifted", "capped", "uniform", "zeros", "constant", "two spikes", "subnormal",
	"a single value", "negative"};

static float make_value(int kind, int i, uint32_t *state)
{
	float x = gaussian(state);
	switch (kind) {
	case OUTLIER:
		return i == 777 ? 60 : x;
	case RECTIFIED:
		return x > 0 ? x : 0;
	case SHIFTED:
		return x + 2;
	case CAPPED:
		return fminf(fmaxf(4 * x, 0), 6);
	case UNIFORM:
		return (float)random_between(state, -1000000, 1000000) / 1000000;
	case ZEROS:
		return 0;
	case CONSTANT:
		return 3;
	case SPIKES:
		return i % 2 ? 5 : -1;
	case SUBNORMAL:
		return ldexpf(x, -140);
	case NEGATIVE:
		return -fabsf(x) - 1;
	default:
		return x;
	}
}

static Sample *make_sample(int kind, Arena *arena)
{
	uint32_t state = 5;
	Sample *sample = arena_alloc(arena, sizeof *sample);
	sample->name = names[kind];
	sample->n = kind == SINGLE ? 1 : N_VALUES;
	sample->values = arena_array(arena, N_VALUES, sizeof *sample->values);
	for (int i = 0; i < sample->n; i++)
		sample->values[i] = make_value(kind, i, &state);
	size_t n = (size_t)sample->n;
	histogram_clear(&sample->histogram);
	histogram_count(&sample->histogram, sample->values, n, range_of(sample->values, n));
	return sample;
}

/* With the scale and zero point that the quantiser gives to the range. */
static double real_error(const Sample *sample, Range range)
{
	ScaleZero how = scale_for_range(range);
	double scale = (double)how.scale, sum = 0;
	for (int i = 0; i < sample->n; i++) {
		double x = (double)sample->values[i];
		double q = round(x / scale) + how.zero_point;
		q = q < -128 ? -128 : q > 127 ? 127 : q;
		double error = (q - how.zero_point) * scale - x;
		sum += error * error;
	}
	return sum / sample->n;
}

/* Between the extremes once they reach to 0. */
static void expect_within(const Sample *sample, const char *method, Range range)
{
	Range seen = sample->histogram.range;
	cr_expect(range.low <= range.high, "%s of %s", method, sample->name);
	cr_expect(range.low >= fminf(seen.low, 0) && range.high <= fmaxf(seen.high, 0),
		"%s of %s: %g to %g", method, sample->name, (double)range.low,
		(double)range.high);
}

Test(histogram_range, stays_within_what_was_seen)
{
	Arena arena = {0};
	for (int kind = 0; kind < N_KINDS; kind++) {
		const Sample *sample = make_sample(kind, &arena);
		expect_within(sample, "percentile", percentile_range(&sample->histogram, 99.9));
		expect_within(sample, "entropy", entropy_range(&sample->histogram));
		expect_within(sample, "mse", mse_range(&sample->histogram));
	}
	arena_finish(&arena);
}

Test(histogram_range, of_nothing_is_nothing)
{
	Histogram histogram;
	histogram_clear(&histogram);
	Range percentile = percentile_range(&histogram, 99), mse = mse_range(&histogram),
		  entropy = entropy_range(&histogram);
	cr_expect_gt(percentile.low, percentile.high);
	cr_expect_gt(mse.low, mse.high);
	cr_expect_gt(entropy.low, entropy.high);
	cr_expect_eq(histogram_error(&histogram, (Range){-1, 1}), 0);
}

Test(histogram_range, knows_the_error_of_a_range)
{
	static const float parts[] = {1, 0.9F, 0.5F, 0.2F};
	Arena arena = {0};
	for (int kind = 0; kind < N_KINDS; kind++) {
		const Sample *sample = make_sample(kind, &arena);
		Range seen = sample->histogram.range;
		/* Scales are not below LEAST_SCALE, and spikes do not fill their bins. */
		bool is_known = kind != SUBNORMAL && kind != SPIKES;
		for (size_t i = 0; i < 4 && is_known; i++) {
			Range range = {fminf(seen.low, 0) * parts[i], fmaxf(seen.high, 0) * parts[i]};
			double expected = real_error(sample, range);
			double error = histogram_error(&sample->histogram, range);
			cr_expect_float_eq(error, expected, 0.02 * expected + 1e-12,
				"%s, %g: %g, not %g", sample->name, (double)parts[i], error, expected);
		}
	}
	arena_finish(&arena);
}

Test(histogram_range, by_mse_has_no_more_error_than_others)
{
	static const double percentiles[] = {99, 99.9, 99.99, 99.999, 100};
	Arena arena = {0};
	for (int kind = 0; kind < N_KINDS; kind++) {
		const Histogram *histogram = &make_sample(kind, &arena)->histogram;
		double least = histogram_error(histogram, mse_range(histogram));
		cr_expect_leq(least, histogram_error(histogram, histogram->range), "%s",
			names[kind]);
		cr_expect_leq(least, histogram_error(histogram, entropy_range(histogram)), "%s",
			names[kind]);
		for (size_t i = 0; i < sizeof percentiles / sizeof percentiles[0]; i++) {
			Range range = percentile_range(histogram, percentiles[i]);
			cr_expect_leq(least, histogram_error(histogram, range), "%s, %g %%",
				names[kind], percentiles[i]);
		}
	}
	arena_finish(&arena);
}

/* All pairs of a grid. */
static double least_error(const Histogram *histogram)
{
	enum { STEPS = 60 };
	double least = (double)INFINITY;
	for (int i = 0; i <= STEPS; i++) {
		for (int k = 0; k <= STEPS; k++) {
			Range range = {fminf(histogram->range.low, 0) * (float)i / STEPS,
				fmaxf(histogram->range.high, 0) * (float)k / STEPS};
			least = fmin(least, histogram_error(histogram, range));
		}
	}
	return least;
}

Test(histogram_range, by_mse_is_as_good_as_trying_all)
{
	static const int kinds[] = {GAUSSIAN, RECTIFIED, SHIFTED, CAPPED, NEGATIVE};
	Arena arena = {0};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const Histogram *histogram = &make_sample(kinds[i], &arena)->histogram;
		double error = histogram_error(histogram, mse_range(histogram));
		double least = least_error(histogram);
		cr_expect_leq(error, least * 1.002, "%s: %g, not %g", names[kinds[i]], error,
			least);
	}
	arena_finish(&arena);
}

Test(histogram_range, of_few_different_values_costs_nothing)
{
	static const int kinds[] = {ZEROS, CONSTANT, SINGLE};
	Arena arena = {0};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const Sample *sample = make_sample(kinds[i], &arena);
		Range range = mse_range(&sample->histogram);
		cr_expect_lt(real_error(sample, range), 1e-12, "%s", sample->name);
	}
	arena_finish(&arena);
}

/* Zeros are exact in any range, so they must not pull the range towards them. */
Test(histogram_range, does_not_count_zeros_as_error)
{
	Arena arena = {0};
	Sample *sample = make_sample(RECTIFIED, &arena);
	static const float zeros[1000] = {0};
	Range mse = mse_range(&sample->histogram);
	Range entropy = entropy_range(&sample->histogram);
	cr_expect(mse.low == 0 && entropy.low == 0, "one end is 0 already");
	for (int i = 0; i < 5000; i++)
		histogram_count(&sample->histogram, zeros, 1000, (Range){0, 0});
	double error = histogram_error(&sample->histogram, mse);
	Range later = mse_range(&sample->histogram);
	cr_expect_float_eq(later.high, mse.high, 0.05F * mse.high, "%g, not %g",
		(double)later.high, (double)mse.high);
	cr_expect_leq(histogram_error(&sample->histogram, later), 1.002 * error);
	later = entropy_range(&sample->histogram);
	cr_expect(later.low == entropy.low && later.high == entropy.high);
	arena_finish(&arena);
}

Test(histogram_range, by_entropy_cuts_an_outlier_off_and_keeps_the_rest)
{
	Arena arena = {0};
	Range cut = entropy_range(&make_sample(OUTLIER, &arena)->histogram);
	cr_expect(cut.high < 10 && cut.high > 2.5F, "%g", (double)cut.high);
	cr_expect_lt(cut.low, -2.5F);
	Range clean = entropy_range(&make_sample(UNIFORM, &arena)->histogram);
	cr_expect(clean.low < -0.99F && clean.high > 0.99F, "%g to %g", (double)clean.low,
		(double)clean.high);
	Range all = entropy_range(&make_sample(SPIKES, &arena)->histogram);
	cr_expect(all.low == -1 && all.high == 5);
	arena_finish(&arena);
}

/* One value in 100,000, at 60 deviations: it is worth some rounding, but not all. */
Test(histogram_range, by_mse_weighs_saturation_against_rounding)
{
	Arena arena = {0};
	const Histogram *histogram = &make_sample(OUTLIER, &arena)->histogram;
	Range range = mse_range(histogram);
	cr_expect(range.high < 58 && range.high > 30, "%g", (double)range.high);
	cr_expect_lt(histogram_error(histogram, range),
		0.9 * histogram_error(histogram, histogram->range));
	arena_finish(&arena);
}
