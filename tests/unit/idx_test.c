/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/idx.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "src/data/source.h"
#include "tests/unit/file_of.h"
#include "tests/unit/shared.h"

#define CORPUS "tests/fuzz/corpus/idx/"

static Array opened(const char *name, Arena *arena)
{
	Error err = {0};
	Array array;
	const char *path = arena_text(arena, CORPUS "%s", name);
	cr_assert(array_open(path, "x", arena, &array, &err), "%s", err.text);
	return array;
}

static void expect_refused(const char *name, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	const char *path = arena_text(&arena, CORPUS "%s", name);
	cr_expect_not(array_open(path, "x", &arena, &array, &err), "%s", name);
	cr_expect_str_eq(err.text, arena_text(&arena, "%s: %s", path, expected));
	arena_finish(&arena);
}

Test(idx, every_type_is_turned_from_big_endian)
{
	Arena arena = {0};
	Array x = opened("int8_4.idx", &arena);
	cr_expect_eq(x.type, TYPE_INT8);
	cr_expect_arr_eq(x.data, ((int8_t[]){0, 127, -128, -1}), 4);
	x = opened("int16_3.idx", &arena);
	cr_expect_eq(x.type, TYPE_INT16);
	cr_expect_arr_eq(x.data, ((int16_t[]){1, -2, 300}), 6);
	x = opened("int32_2x1.idx", &arena);
	cr_expect_eq(x.type, TYPE_INT32);
	cr_expect(shape_equal(x.shape, (Shape){2, {2, 1}}));
	cr_expect_arr_eq(x.data, ((int32_t[]){70000, -1}), 8);
	x = opened("float32_1x2.idx", &arena);
	cr_expect_eq(x.type, TYPE_FLOAT32);
	cr_expect_arr_eq(x.data, ((float[]){0.5F, -2}), 8);
	x = opened("float64_2.idx", &arena);
	cr_expect_eq(x.type, TYPE_FLOAT64);
	cr_expect_arr_eq(x.data, ((double[]){0.1, 1e300}), 16);
	arena_finish(&arena);
}

Test(idx, gzipped_or_not_in_one_part_or_two_is_the_same)
{
	static const char *const names[] = {"uint8_2x2x3.idx", "uint8_2x2x3.idx.gz",
		"two_members.idx.gz"};
	for (int i = 0; i < 3; i++) {
		Arena arena = {0};
		Array x = opened(names[i], &arena);
		cr_expect_eq(x.type, TYPE_UINT8);
		cr_expect(shape_equal(x.shape, (Shape){3, {2, 2, 3}}));
		for (int k = 0; k < 12; k++)
			cr_expect_eq(((const uint8_t *)x.data)[k], k, "%s", names[i]);
		arena_finish(&arena);
	}
}

Test(idx, a_length_that_is_not_what_the_header_says_is_named)
{
	expect_refused("huge.idx", "its dimensions go beyond memory");
	expect_refused("short.idx.gz", "11 bytes of data, shape 2x2x3 of uint8 needs 12");
	expect_refused("bomb.idx.gz",
		"10 and more bytes of data, shape 10 of uint8 needs 10");
}

Test(idx, a_file_cut_off_anywhere_is_refused)
{
	const uint8_t whole[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
	for (size_t n = 0; n < sizeof whole; n++) {
		Arena arena = {0};
		Error err = {0};
		Array array;
		int fd = file_of((Bytes){whole, n});
		cr_expect_not(idx_open(fd, "x.idx", &arena, &array, &err), "%zu bytes", n);
		cr_expect_eq(strncmp(err.text, "x.idx: ", 7), 0);
		arena_finish(&arena);
	}
}

Test(idx, dimensions_of_none_or_too_many_are_refused)
{
	const uint8_t empty[] = {0, 0, 8, 1, 0, 0, 0, 0}, deep[] = {0, 0, 8, 7};
	Arena arena = {0};
	Error err = {0}, other = {0};
	Array array;
	cr_expect_not(
		idx_open(file_of((Bytes){empty, sizeof empty}), "x", &arena, &array, &err));
	cr_expect_str_eq(err.text, "x: a dimension is 0: the array is empty");
	cr_expect_not(
		idx_open(file_of((Bytes){deep, sizeof deep}), "x", &arena, &array, &other));
	cr_expect_str_eq(other.text, "x: 7 dimensions; up to 6 are read");
	arena_finish(&arena);
}

Test(idx, reads_mnist)
{
	static const int first_labels[] = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
	char path[SHARED_PATH_BYTES];
	Arena arena = {0};
	Error err = {0};
	Array x, y;
	shared_path("data/mnist/t10k-images-idx3-ubyte.gz", path);
	cr_assert(array_open(path, "x", &arena, &x, &err), "%s", err.text);
	cr_expect(shape_equal(x.shape, (Shape){3, {10000, 28, 28}}));
	shared_path("data/mnist/t10k-labels-idx1-ubyte.gz", path);
	cr_assert(array_open(path, "y", &arena, &y, &err), "%s", err.text);
	cr_expect(shape_equal(y.shape, (Shape){1, {10000}}));
	for (int i = 0; i < 10; i++)
		cr_expect_eq(((const uint8_t *)y.data)[i], first_labels[i]);
	arena_finish(&arena);
}
