/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/batches.h"

#include <criterion/criterion.h>
#include <string.h>

static Arena arena;

static void finish(void)
{
	arena_finish(&arena);
}

TestSuite(batches, .fini = finish);

Test(batches, every_sample_is_on_one_side_of_the_split)
{
	Batches batches = batches_new(100, 0.15, 8, 3, &arena);
	int seen[100] = {0};
	cr_assert_eq(batches.n_train, 85);
	cr_assert_eq(batches.n_validation, 15);
	for (int epoch = 0; epoch < 3; epoch++) {
		memset(seen, 0, sizeof seen);
		batches_shuffle(&batches, epoch);
		for (int i = 0; i < 85; i++)
			seen[batches.order[i]]++;
		for (int i = 0; i < 15; i++)
			seen[batches.validation[i]]++;
		for (int i = 0; i < 100; i++)
			cr_expect_eq(seen[i], 1);
	}
}

Test(batches, the_last_has_what_is_left)
{
	Batches batches = batches_new(21, 0, 8, 1, &arena);
	cr_expect_eq(batches_steps(&batches), 3);
	cr_expect_eq(batches_size(&batches, 0), 8);
	cr_expect_eq(batches_size(&batches, 2), 5);
	batches = batches_new(16, 0, 8, 1, &arena);
	cr_expect_eq(batches_steps(&batches), 2);
	cr_expect_eq(batches_size(&batches, 1), 8);
}

Test(batches, an_epochs_order_is_its_own_and_does_not_hang_on_those_before)
{
	Batches a = batches_new(50, 0, 8, 1, &arena), b = batches_new(50, 0, 8, 1, &arena);
	Batches other = batches_new(50, 0, 8, 2, &arena);
	int64_t first[50];
	memcpy(first, a.order, sizeof first);
	for (int epoch = 0; epoch <= 5; epoch++)
		batches_shuffle(&a, epoch);
	batches_shuffle(&b, 5);
	batches_shuffle(&other, 5);
	cr_expect_arr_eq(a.order, b.order, sizeof first);
	cr_expect_arr_neq(a.order, first, sizeof first);
	cr_expect_arr_neq(a.order, other.order, sizeof first);
}

Test(batches, neither_side_of_a_split_is_empty)
{
	Batches batches = batches_new(2, 0.001, 8, 1, &arena);
	cr_expect_eq(batches.n_train, 1);
	cr_expect_eq(batches.n_validation, 1);
	batches = batches_new(2, 0.999, 8, 1, &arena);
	cr_expect_eq(batches.n_train, 1);
	batches = batches_new(1, 0, 8, 1, &arena);
	cr_expect_eq(batches.n_train, 1);
	cr_expect_eq(batches.n_validation, 0);
}
