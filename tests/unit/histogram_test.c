/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/histogram.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "tests/unit/random_s8.h"

enum { N_VALUES = 5000 };

/* Values of all sizes, so that the bins grow often. */
static void make_values(float *values)
{
	uint32_t state = 11;
	for (int i = 0; i < N_VALUES; i++) {
		int size = random_between(&state, -40, 20);
		values[i] = ldexpf((float)random_between(&state, -1000, 1000), size);
	}
}

static void count_all(Histogram *histogram, const float *values, size_t n)
{
	histogram_count(histogram, values, n, range_of(values, n));
}

Test(histogram, knows_range_and_count_of_every_bin)
{
	static const float values[] = {-3, 0, 0, 1.5F, 1.5F, 5};
	Histogram histogram;
	histogram_clear(&histogram);
	count_all(&histogram, values, 6);
	cr_expect(histogram.range.low == -3 && histogram.range.high == 5);
	cr_expect_eq(histogram.n_zeros, 2);
	double width = ldexp(1, histogram.exponent);
	cr_expect_eq(width, 8.0 / 2048, "the least power of two that takes all in");
	cr_expect_eq(histogram_first(&histogram), -3 / width);
	cr_expect_eq(histogram_last(&histogram), 5 / width);
	cr_expect_eq(histogram_at(&histogram, (int)(1.5 / width)), 2);
	cr_expect_eq(histogram_at(&histogram, 0), 2);
	cr_expect_eq(histogram_at(&histogram, -1), 0);
}

/* One by one, backwards, and in parts that are added: the same to the last byte. */
Test(histogram, does_not_depend_on_the_order_of_values)
{
	float values[N_VALUES];
	Histogram whole, single, sum, part;
	make_values(values);
	histogram_clear(&whole);
	count_all(&whole, values, N_VALUES);
	histogram_clear(&single);
	for (int i = N_VALUES - 1; i >= 0; i--)
		count_all(&single, &values[i], 1);
	cr_expect_eq(memcmp(&whole, &single, sizeof whole), 0);

	histogram_clear(&sum);
	for (int i = 0; i < N_VALUES; i += 100) {
		histogram_clear(&part);
		count_all(&part, &values[(i * 7) % N_VALUES], 100);
		histogram_add(&sum, &part);
	}
	cr_expect_eq(memcmp(&whole, &sum, sizeof whole), 0);
	histogram_clear(&part);
	histogram_add(&sum, &part);
	cr_expect_eq(memcmp(&whole, &sum, sizeof whole), 0, "nothing adds nothing");
}

Test(histogram, loses_no_value_at_the_ends_of_float32)
{
	static const float values[] = {-FLT_MAX, -1, -FLT_MIN, -0x1p-149F, -0.0F, 0,
		0x1p-149F, 1, FLT_MAX};
	enum { N = sizeof values / sizeof values[0] };
	for (int from = 0; from < N; from++) {
		for (int to = from; to < N; to++) {
			Histogram histogram;
			int64_t n = 0;
			histogram_clear(&histogram);
			for (int i = from; i <= to; i++)
				count_all(&histogram, &values[i], 1);
			int last = histogram_last(&histogram), first = histogram_first(&histogram);
			cr_assert_lt(last - first, HISTOGRAM_BINS);
			for (int bin = first; bin <= last; bin++)
				n += histogram_at(&histogram, bin);
			cr_expect_eq(n, to - from + 1, "%g to %g", (double)values[from],
				(double)values[to]);
			cr_expect_eq(histogram.n_zeros,
				(from <= 4 && to >= 4) + (from <= 5 && to >= 5));
		}
	}
}

Test(histogram, keeps_signs_apart)
{
	static const float values[] = {-1e-30F, 1e-30F, 100};
	Histogram histogram;
	histogram_clear(&histogram);
	for (int i = 0; i < 3; i++)
		count_all(&histogram, &values[i], 1);
	cr_expect_eq(histogram_at(&histogram, -1), 1);
	cr_expect_eq(histogram_at(&histogram, 0), 1);
}

Test(histogram, ranges_join)
{
	Range a = {-1, 2}, b = {1, 3};
	Range both = range_join(a, b), same = range_join(RANGE_OF_NONE, a);
	cr_expect(both.low == -1 && both.high == 3);
	cr_expect(same.low == -1 && same.high == 2);
	Range none = range_join(RANGE_OF_NONE, range_of(NULL, 0));
	cr_expect_gt(none.low, none.high);
}
