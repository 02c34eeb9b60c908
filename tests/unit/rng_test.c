/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/rng.h"

#include <criterion/criterion.h>

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
