/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/types.h"

#include <criterion/criterion.h>
#include <limits.h>

Test(types, every_type_has_a_name)
{
	for (int i = 0; i < N_TYPES; i++)
		cr_expect_neq(type_name((DataType)i)[0], '\0', "type %d", i);
	cr_expect_str_eq(type_name(TYPE_FLOAT32), "float32");
	cr_expect_str_eq(type_name((DataType)N_TYPES), "unknown type");
}

Test(types, small_integers_are_packed)
{
	size_t bytes;
	cr_assert(type_bytes(TYPE_INT4, 5, &bytes));
	cr_expect_eq(bytes, 3);
	cr_assert(type_bytes(TYPE_INT2, 5, &bytes));
	cr_expect_eq(bytes, 2);
	cr_assert(type_bytes(TYPE_FLOAT64, 5, &bytes));
	cr_expect_eq(bytes, 40);
	cr_assert(type_bytes(TYPE_INT8, 0, &bytes));
	cr_expect_eq(bytes, 0);
}

Test(types, sizes_that_do_not_exist_are_refused)
{
	size_t bytes = 7;
	cr_expect_not(type_bytes(TYPE_STRING, 1, &bytes));
	cr_expect_not(type_bytes(TYPE_INT8, -1, &bytes));
	cr_expect_not(type_bytes(TYPE_FLOAT32, INT64_MAX, &bytes));
	cr_expect_eq(bytes, 7, "the result is set only on success");
}

Test(types, a_shape_counts_its_elements)
{
	cr_expect_eq(shape_count((Shape){4, {1, 49, 10, 1}}), 490);
	cr_expect_eq(shape_count((Shape){0}), 1);
}

Test(types, shapes_of_another_rank_differ)
{
	Shape plain = {2, {3, 4}}, same = {2, {3, 4}}, longer = {3, {3, 4, 1}};
	cr_expect(shape_equal(plain, same));
	cr_expect_not(shape_equal(plain, longer));
	cr_expect_not(shape_equal(plain, (Shape){2, {4, 3}}));
}

Test(types, a_shape_prints_as_people_write_it)
{
	char text[SHAPE_TEXT_BYTES];
	cr_expect_str_eq(shape_text((Shape){4, {1, 49, 10, 1}}, text), "1x49x10x1");
	cr_expect_str_eq(shape_text((Shape){1, {600}}, text), "600");
	cr_expect_str_eq(shape_text((Shape){0}, text), "scalar");
	Shape longest = {MAX_RANK, {INT_MIN, INT_MIN, INT_MIN, INT_MIN, INT_MIN, INT_MIN}};
	cr_expect_eq(strlen(shape_text(longest, text)), 71);
}
