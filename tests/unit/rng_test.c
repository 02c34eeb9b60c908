/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/rng.h"

#include <criterion/criterion.h>
#include <math.h>

Test(rng, gives_the_published_sequence_of_splitmix64)
{
	Rng rng = rng_new(1234567);
	cr_expect_eq(rng_next(&rng), 6457827717110365317u);
	cr_expect_eq(rng_next(&rng), 3203168211198807973u);
	cr_expect_eq(rng_next(&rng), 9817491932198370423u);
}

Test(rng, floats_lie_in_the_unit_interval_and_fill_it_evenly)
{
	Rng rng = rng_new(1);
	int tenths[10] = {0};
	for (int i = 0; i < 100000; i++) {
		float x = rng_float(&rng);
		cr_assert(x >= 0 && x < 1);
		tenths[(int)(x * 10)]++;
	}
	for (int i = 0; i < 10; i++)
		cr_expect(tenths[i] > 9600 && tenths[i] < 10400, "%d in tenth %d", tenths[i], i);
}

Test(rng, whole_numbers_below_a_bound_are_all_as_likely)
{
	Rng rng = rng_new(1);
	int counts[7] = {0};
	for (int i = 0; i < 70000; i++) {
		uint64_t x = rng_below(&rng, 7);
		cr_assert_lt(x, 7);
		counts[x]++;
	}
	for (int i = 0; i < 7; i++)
		cr_expect(counts[i] > 9600 && counts[i] < 10400, "%d times %d", counts[i], i);
	cr_expect_eq(rng_below(&rng, 1), 0);
}

Test(rng, normal_numbers_have_the_moments_they_should)
{
	Rng rng = rng_new(3);
	double sums[5] = {0};
	const int n = 200000;
	for (int i = 0; i < n; i++) {
		double x = rng_normal(&rng), power = 1;
		for (int k = 1; k < 5; k++)
			sums[k] += power *= x;
	}
	cr_expect(fabs(sums[1] / n) < 0.01);
	cr_expect(fabs(sums[2] / n - 1) < 0.02);
	cr_expect(fabs(sums[3] / n) < 0.04);
	cr_expect(fabs(sums[4] / n - 3) < 0.1);
}

Test(rng, streams_of_other_numbers_are_others)
{
	for (uint64_t a = 0; a < 20; a++)
		for (uint64_t b = 0; b < 20; b++) {
			Rng one = rng_stream(1, a, b), same = rng_stream(1, a, b);
			uint64_t first = rng_next(&one);
			cr_expect_eq(rng_next(&same), first);
			Rng other = rng_stream(1, b, a), seed = rng_stream(2, a, b);
			cr_expect(a == b || rng_next(&other) != first);
			cr_expect_neq(rng_next(&seed), first);
		}
}
