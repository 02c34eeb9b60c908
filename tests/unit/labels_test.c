/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/labels.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect_labels(DataType type, Shape shape, const void *data, size_t n,
	const int32_t *expected)
{
	Arena arena = {0};
	Error err = {0};
	const int32_t *labels;
	Array array = {.name = "y.npy", .type = type, .shape = shape, .data = data};
	cr_assert(labels_read(&array, n, 3, &arena, &labels, &err), "%s", err.text);
	cr_expect_arr_eq(labels, expected, n * sizeof *expected);
	arena_finish(&arena);
}

static void expect_refused(DataType type, Shape shape, const void *data, size_t n_rows,
	const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	const int32_t *labels;
	Array array = {.name = "y.npy", .type = type, .shape = shape, .data = data};
	cr_expect_not(labels_read(&array, n_rows, 3, &arena, &labels, &err));
	cr_expect_str_eq(err.text, expected);
	arena_finish(&arena);
}

static const int32_t classes[3] = {2, 0, 1};

Test(labels, are_whole_numbers_of_any_type)
{
	expect_labels(TYPE_INT32, (Shape){1, {3}}, classes, 3, classes);
	expect_labels(TYPE_UINT8, (Shape){1, {3}}, (uint8_t[]){2, 0, 1}, 3, classes);
	expect_labels(TYPE_INT64, (Shape){2, {3, 1}}, (int64_t[]){2, 0, 1}, 3, classes);
	expect_labels(TYPE_FLOAT64, (Shape){1, {3}}, (double[]){2, 0, 1}, 3, classes);
}

Test(labels, may_be_one_hot)
{
	const float rows[9] = {0, 0, 1, 1, 0, 0, 0, 1, 0};
	const float soft[9] = {0, 0, 1, 0.9F, 0.1F, 0, 0, 1, 0};
	const float two[9] = {0, 0, 1, 1, 0, 1, 0, 1, 0};
	const Shape shape = {2, {3, 3}};
	expect_labels(TYPE_FLOAT32, shape, rows, 3, classes);
	expect_refused(TYPE_FLOAT32, shape, soft, 3,
		"y.npy: row 1 is not one-hot: a single 1 among zeros");
	expect_refused(TYPE_FLOAT32, shape, two, 3,
		"y.npy: row 1 is not one-hot: a single 1 among zeros");
	expect_refused(TYPE_FLOAT32, (Shape){2, {2, 4}}, rows, 2,
		"y.npy: one-hot labels of 4 classes, the model has 3");
}

Test(labels, out_of_range_are_named)
{
	const Shape shape = {1, {3}};
	expect_refused(TYPE_INT32, shape, (int32_t[]){0, 1, 3}, 3,
		"y.npy: row 2: class 3 is not one of 0 to 2");
	expect_refused(TYPE_INT8, shape, (int8_t[]){0, -1, 2}, 3,
		"y.npy: row 1: class -1 is not one of 0 to 2");
	expect_refused(TYPE_FLOAT32, shape, (float[]){0.5F, 1, 2}, 3,
		"y.npy: row 0: 0.5 is not a whole number");
	expect_refused(TYPE_FLOAT32, shape, (float[]){0, (float)NAN, 2}, 3,
		"y.npy: row 1: nan is not a whole number");
}

Test(labels, are_as_many_as_rows)
{
	expect_refused(TYPE_INT32, (Shape){1, {3}}, classes, 4,
		"y.npy: 3 labels for 4 rows of data");
	expect_refused(TYPE_INT32, (Shape){3, {3, 1, 1}}, classes, 3,
		"y.npy: labels of shape 3x1x1; a number a row is wanted");
	expect_refused(TYPE_COMPLEX64, (Shape){1, {3}}, classes, 3,
		"y.npy: labels of type complex64");
}

Test(labels, without_classes_may_be_any_number)
{
	Arena arena = {0};
	Error err = {0};
	const int32_t *labels;
	const int32_t ids[2] = {1000000, 7};
	Array array = {.name = "ids.npy", .type = TYPE_INT32, .shape = {1, {2}}, .data = ids};
	cr_assert(labels_read(&array, 2, 0, &arena, &labels, &err), "%s", err.text);
	cr_expect_arr_eq(labels, ids, sizeof ids);
	arena_finish(&arena);
}
