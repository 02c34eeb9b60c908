/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/csv.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/data/csv_text.h"
#include "tests/unit/file_of.h"

typedef struct Table {
	Arena arena;
	Array x, y;
} Table;

/* Read text as a table, its features into memory; to be finished with its arena. */
static Table table_of(const char *text, size_t n_features)
{
	Table table = {0};
	Error err = {0};
	int fd = file_of((Bytes){(const uint8_t *)text, strlen(text)});
	cr_assert(csv_open(fd, "x.csv", n_features, &table.arena, &table.x, &table.y, &err),
		"%s", err.text);
	cr_assert(array_load(&table.x, &table.arena, &err), "%s", err.text);
	return table;
}

static void expect_refused(const char *text, size_t n_features, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Array x, y;
	int fd = file_of((Bytes){(const uint8_t *)text, strlen(text)});
	cr_expect_not(csv_open(fd, "x.csv", n_features, &arena, &x, &y, &err), "%s", text);
	cr_expect_str_eq(err.text, expected);
	arena_finish(&arena);
}

static void expect_six(const char *text)
{
	Table table = table_of(text, 3);
	cr_expect_eq(table.x.type, TYPE_FLOAT32);
	cr_expect(shape_equal(table.x.shape, (Shape){2, {2, 3}}), "%s", text);
	cr_expect_arr_eq(table.x.data, ((float[]){1, 2.5F, -3, 4, 5, 0.6F}),
		6 * sizeof(float), "%s", text);
	cr_expect_null(table.y.name);
	arena_finish(&table.arena);
}

Test(csv, separators_line_ends_headers_quotes_and_blanks_make_no_difference)
{
	expect_six("1,2.5,-3\n4,5,.6\n");
	expect_six("1,2.5,-3\n4,5,6e-1");
	expect_six("1;2.5;-3\r\n4;5;0.6\r\n\r\n\r\n");
	expect_six("1\t2.5\t-3\n4\t5\t+0.6\n");
	expect_six("a,b,c\n1,2.5,-3\n4,5,0.6\n");
	expect_six("\"a, b\",\"say \"\"x\"\"\",c\n\"1\", \"2.5\" ,-3\n4 , 5,0.6\n");
	expect_six("\xef\xbb\xbf"
			   "1,2.5,-3\n4,5,0.6\n");
	expect_six("1,2,c\n1,2.5,-3\n4,5,0.6\n");
}

Test(csv, a_column_more_is_the_label)
{
	Table table = table_of("a,b,class\n1,2,0\n3,4,7\n", 2);
	cr_expect(shape_equal(table.x.shape, (Shape){2, {2, 2}}));
	cr_expect_arr_eq(table.x.data, ((float[]){1, 2, 3, 4}), 4 * sizeof(float));
	cr_expect_eq(table.y.type, TYPE_FLOAT32);
	cr_expect(shape_equal(table.y.shape, (Shape){1, {2}}));
	cr_expect_arr_eq(table.y.data, ((float[]){0, 7}), 2 * sizeof(float));
	arena_finish(&table.arena);
}

Test(csv, names_of_classes_are_numbered_in_sorted_order)
{
	static const char *const texts[] = {"1,2,dog\n3,4,\"cat, big\"\n5,6,dog\n7,8,eel\n",
		"w,h,species\n1,2,dog\n3,4,\"cat, big\"\n5,6,dog\n7,8,eel\n"};
	for (int i = 0; i < 2; i++) {
		Table table = table_of(texts[i], 2);
		cr_expect_eq(table.x.shape.dims[0], 4);
		cr_expect_eq(table.y.type, TYPE_INT32);
		cr_expect_arr_eq(table.y.data, ((int32_t[]){1, 0, 1, 2}), 16);
		arena_finish(&table.arena);
	}
}

Test(csv, a_column_alone_is_a_list)
{
	Table numbers = table_of("class\n3\n1\n", 0);
	cr_expect(shape_equal(numbers.x.shape, (Shape){1, {2}}));
	cr_expect_arr_eq(numbers.x.data, ((float[]){3, 1}), 8);
	arena_finish(&numbers.arena);
	Table names = table_of("species\nb\na\nb\n", 0);
	cr_expect(shape_equal(names.x.shape, (Shape){1, {3}}));
	cr_expect_arr_eq(names.x.data, ((int32_t[]){1, 0, 1}), 12);
	arena_finish(&names.arena);
	Table plain = table_of("b\na\nb\n", 0);
	cr_expect(shape_equal(plain.x.shape, (Shape){1, {3}}));
	arena_finish(&plain.arena);
	Table one_hot = table_of("0,1\n1,0\n", 0);
	cr_expect(shape_equal(one_hot.x.shape, (Shape){2, {2, 2}}));
	arena_finish(&one_hot.arena);
}

Test(csv, what_is_wrong_is_named_with_line_and_column)
{
	expect_refused("1,2\n3,x\n", 2, "x.csv: line 2: column 2: 'x' is not a number");
	expect_refused("1,2\n3,nan\n", 2, "x.csv: line 2: column 2: 'nan' is not a number");
	expect_refused("1,2\n-inf,3\n", 2, "x.csv: line 2: column 1: '-inf' is not a number");
	expect_refused("1,2\n3,0x10\n", 2, "x.csv: line 2: column 2: '0x10' is not a number");
	expect_refused("1,2\n3,1e39\n", 2,
		"x.csv: line 2: column 2: '1e39' goes beyond float32");
	expect_refused("1,2\n3,\n", 2, "x.csv: line 2: column 2: '' is not a number");
	expect_refused("1,2\n3\n", 2, "x.csv: line 2: 1 columns, the first line has 2");
	expect_refused("1,2\n3,4,5\n", 2, "x.csv: line 2: 3 columns, the first line has 2");
	expect_refused("1,2\n\n3,4\n", 2, "x.csv: line 2 is blank");
	expect_refused("1,2\n\"3,4\n", 2,
		"x.csv: line 2: column 1: quotes that do not end with the field");
	expect_refused("1,2,0\n3,4,cat\n", 2,
		"x.csv: line 2: column 3: 'cat' is not a number");
}

Test(csv, a_table_that_does_not_fit_the_model_is_refused)
{
	expect_refused("1,2,3,4\n", 2,
		"x.csv: 4 columns; the model takes 2 values, and a label may follow them");
	expect_refused("a,b\n", 2, "x.csv: a header, but no row");
}

static double number_in(const char *text)
{
	char copy[64];
	double number = -1;
	snprintf(copy, sizeof copy, "%s,", text);
	cr_assert(csv_number((Text){copy, strlen(text)}, &number), "%s", text);
	return number;
}

Test(csv, numbers_are_what_strtod_makes_of_them)
{
	static const char *const texts[] = {"0", "-0", "1", "0.1", "3.14159265358979",
		"9007199254740993", "123456789012345678901234567890", "1e22", "1e23", "1e-22",
		"1e-23", "5e-324", "2.2250738585072011e-308", "0.000000000000000000000000001",
		"1.7976931348623157e308", "8.5e+2", "00012.50"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		double own = number_in(texts[i]), expected = strtod(texts[i], NULL);
		cr_expect_eq(memcmp(&own, &expected, sizeof own), 0, "%s", texts[i]);
	}
	srand(1);
	for (int i = 0; i < 100000; i++) {
		char text[64];
		snprintf(text, sizeof text, "%.*g", 1 + rand() % 17,
			((double)rand() / RAND_MAX - 0.5) * (double)(rand() % 1000000));
		double own = number_in(text), expected = strtod(text, NULL);
		cr_assert_eq(memcmp(&own, &expected, sizeof own), 0, "%s", text);
	}
}

Test(csv, lines_longer_than_what_is_read_at_once_are_put_together)
{
	enum { N = 200000 };
	Arena arena = {0};
	char *text = arena_alloc(&arena, 2 * (2 * N) + 1);
	for (int i = 0; i < 2 * N; i++) {
		text[2 * i] = (char)('0' + i % 7);
		text[2 * i + 1] = i % N == N - 1 ? '\n' : ',';
	}
	Table table = table_of(text, N);
	cr_expect(shape_equal(table.x.shape, (Shape){2, {2, N}}));
	for (int i = 0; i < 2 * N; i++)
		cr_assert_eq((int)((const float *)table.x.data)[i], i % 7);
	arena_finish(&table.arena);
	arena_finish(&arena);
}
