/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/random.h"

#include <criterion/criterion.h>
#include <string.h>

Test(random, gives_the_same_array_for_a_seed_and_another_for_another)
{
	Arena arena = {0};
	Error err = {0};
	Array a, b, c;
	Shape shape = {2, {8, 16}};
	cr_assert(random_array(shape, TYPE_FLOAT32, rng_new(1), &arena, &a, &err));
	cr_assert(random_array(shape, TYPE_FLOAT32, rng_new(1), &arena, &b, &err));
	cr_assert(random_array(shape, TYPE_FLOAT32, rng_new(2), &arena, &c, &err));
	cr_expect_eq(memcmp(a.data, b.data, 8 * 16 * sizeof(float)), 0);
	cr_expect_neq(memcmp(a.data, c.data, 8 * 16 * sizeof(float)), 0);
	arena_finish(&arena);
}

Test(random, fills_int8_with_values_of_both_signs)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	cr_assert(
		random_array((Shape){1, {1000}}, TYPE_INT8, rng_new(1), &arena, &array, &err));
	const int8_t *values = array.data;
	int n_negative = 0;
	for (int i = 0; i < 1000; i++)
		n_negative += values[i] < 0;
	cr_expect(n_negative > 400 && n_negative < 600);
	arena_finish(&arena);
}

Test(random, refuses_types_that_it_cannot_make_up)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	cr_expect_not(
		random_array((Shape){1, {4}}, TYPE_INT32, rng_new(1), &arena, &array, &err));
	cr_expect_str_eq(err.text, "random data are float32, int8 or uint8, not int32");
	arena_finish(&arena);
}
