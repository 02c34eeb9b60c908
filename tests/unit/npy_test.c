/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npy.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/file_of.h"

/* The array of a file with these bytes, in memory. */
static bool npy_read(Bytes file, const char *name, Arena *arena, Array *array, Error *err)
{
	return npy_open(file_of(file), name, arena, array, err) &&
		array_load(array, arena, err);
}

/* The bytes of a .npy file with this dictionary, and n_data zeros as values. */
static Bytes make(Arena *arena, int version, const char *dictionary, size_t n_data)
{
	size_t length = strlen(dictionary), at = version == 1 ? 10 : 12;
	uint8_t *file = arena_alloc(arena, at + length + n_data);
	memcpy(file, "\x93NUMPY", 6);
	file[6] = (uint8_t)version;
	file[8] = (uint8_t)(length & 0xff);
	file[9] = (uint8_t)(length >> 8);
	memcpy(file + at, dictionary, length);
	return (Bytes){file, at + length + n_data};
}

static void expect_refused(const char *dictionary, size_t n_data, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Array array = {0};
	cr_expect_not(npy_read(make(&arena, 1, dictionary, n_data), "x.npy", &arena, &array,
					  &err),
		"%s", dictionary);
	cr_expect_str_eq(err.text, expected);
	cr_expect_null(array.data, "the result is set only on success");
	arena_finish(&arena);
}

Test(npy, reads_back_what_it_writes)
{
	Arena arena = {0};
	Error err = {0};
	const float values[6] = {0, 1, -2.5F, 3e9F, 4, 5};
	Array array = {.name = "x",
			  .type = TYPE_FLOAT32,
			  .shape = {2, {2, 3}},
			  .data = values},
		  again;
	Bytes file;
	cr_assert(npy_encode(&array, &arena, &file, &err));
	cr_assert(npy_read(file, "again.npy", &arena, &again, &err), "%s", err.text);
	cr_expect_eq(again.type, TYPE_FLOAT32);
	cr_expect(shape_equal(again.shape, array.shape));
	cr_expect_arr_eq(again.data, values, sizeof values);
	cr_expect_str_eq(again.name, "again.npy");
	arena_finish(&arena);
}

Test(npy, writes_the_bytes_that_numpy_writes)
{
	static const char expected[] =
		"\x93NUMPY\x01\x00v\x00"
		"{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }"
		"                                                            \n\x01\x02\xff";
	Arena arena = {0};
	Error err = {0};
	const int8_t values[3] = {1, 2, -1};
	Array array = {.type = TYPE_INT8, .shape = {1, {3}}, .data = values};
	Bytes file;
	cr_assert(npy_encode(&array, &arena, &file, &err));
	cr_assert_eq(file.n, 131);
	cr_expect_arr_eq(file.data, expected, 131);
	arena_finish(&arena);
}

Test(npy, the_longest_header_fits)
{
	Arena arena = {0};
	Error err = {0};
	double nothing[2] = {0};
	Array array = {.type = TYPE_COMPLEX128,
		.shape = {6, {1, 1, 1, 1, 1, 1}},
		.data = nothing};
	Bytes file;
	cr_assert(npy_encode(&array, &arena, &file, &err));
	cr_expect_eq(file.n, 128 + 16);
	arena_finish(&arena);
}

Test(npy, reads_keys_in_any_order_and_versions_2_and_3)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	const char *text = "{\"shape\":( 2 ,3L),'fortran_order' : False,\n'descr':'<i2'} \n";
	for (int version = 1; version <= 3; version++) {
		Bytes file = make(&arena, version, text, 12);
		cr_assert(npy_read(file, "x.npy", &arena, &array, &err), "%s", err.text);
		cr_expect_eq(array.type, TYPE_INT16);
		cr_expect(shape_equal(array.shape, (Shape){2, {2, 3}}));
	}
	arena_finish(&arena);
}

Test(npy, fortran_order_of_one_dimension_is_any_order)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	Bytes file =
		make(&arena, 1, "{'descr': '|u1', 'fortran_order': True, 'shape': (4,)}", 4);
	cr_expect(npy_read(file, "x.npy", &arena, &array, &err), "%s", err.text);
	arena_finish(&arena);
}

Test(npy, refuses_data_that_does_not_fill_the_shape)
{
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (10, 49)}", 1000,
		"x.npy: 1000 bytes of data, shape 10x49 of float32 needs 1960");
	expect_refused("{'descr': '|i1', 'fortran_order': False, 'shape': ()}", 2,
		"x.npy: 2 bytes of data, shape scalar of int8 needs 1");
}

Test(npy, names_the_types_it_does_not_read)
{
	expect_refused("{'descr': '<U5', 'fortran_order': False, 'shape': (1,)}", 20,
		"x.npy: header: dtype '<U5' is not read");
	expect_refused("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8,
		"x.npy: header: dtype '|O' is not read");
	expect_refused("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", 4,
		"x.npy: header: dtype '>f4' is big-endian; save it as '<f4'");
	expect_refused("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4,
		"x.npy: header: structured dtypes are not read");
}

Test(npy, refuses_layouts_it_does_not_read)
{
	expect_refused("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", 16,
		"x.npy: header: values in Fortran order; save numpy.ascontiguousarray(x)");
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2)}", 0,
		"x.npy: header: a dimension is 0: the array is empty");
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1)}",
		4, "x.npy: header: more than 6 dimensions");
}

Test(npy, sizes_that_overflow_are_refused)
{
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}", 4,
		"x.npy: header: a dimension is above 2147483647");
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, "
				   "2147483647, 2147483647)}",
		4,
		"x.npy: header: shape 2147483647x2147483647x2147483647 does not fit in memory");
}

Test(npy, says_what_is_wrong_with_a_header)
{
	expect_refused("{'descr': '<f4', 'shape': (1,)}", 4,
		"x.npy: header: no 'fortran_order'");
	expect_refused("{'descr': '<f4', 'descr': '<f4'}", 4,
		"x.npy: header: second key 'descr'");
	expect_refused("{'dtype': '<f4'}", 4, "x.npy: header: unknown key 'dtype'");
	expect_refused("{'shape': (5)}", 4, "x.npy: header: 'shape' is not a tuple");
	expect_refused("{'shape': (-1,)}", 4,
		"x.npy: header: 'shape' is not a tuple of numbers");
	expect_refused("{'fortran_order': 0}", 4,
		"x.npy: header: 'fortran_order' is neither True nor False");
	expect_refused("{'descr': '<f4'", 0, "x.npy: header: not a dictionary");
	expect_refused("[1]", 0, "x.npy: header: not a dictionary");
	expect_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", 4,
		"x.npy: header: more than a dictionary");
}

Test(npy, a_file_cut_off_anywhere_is_refused)
{
	Arena arena = {0};
	Array array = {0};
	Bytes file =
		make(&arena, 2, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 16);
	for (size_t n = 0; n < file.n; n++) {
		Error err = {0};
		Bytes cut = {arena_copy(&arena, file.data, n), n};
		cr_expect_not(npy_read(cut, "x.npy", &arena, &array, &err));
		cr_expect_eq(strncmp(err.text, "x.npy: ", 7), 0, "%s", err.text);
	}
	arena_finish(&arena);
}

Test(npy, refuses_headers_of_other_versions_and_without_end)
{
	Arena arena = {0};
	Error version = {0}, length = {0};
	Array array;
	uint8_t file[12] = "\x93NUMPY\x04\x00";
	cr_expect_not(npy_read((Bytes){file, 12}, "x.npy", &arena, &array, &version));
	cr_expect_str_eq(version.text,
		"x.npy: header: version 4.0; 1.0, 2.0 and 3.0 are read");
	memcpy(file + 6, "\x02\x00\xff\xff\xff\xff", 6);
	cr_expect_not(npy_read((Bytes){file, 12}, "x.npy", &arena, &array, &length));
	cr_expect_str_eq(length.text, "x.npy: header: 4294967295 bytes; 65535 is the most");
	arena_finish(&arena);
}

Test(npy, does_not_write_types_that_npy_has_not)
{
	Arena arena = {0};
	Error err = {0};
	uint8_t values[1] = {0};
	Array array = {.name = "x", .type = TYPE_INT4, .shape = {1, {2}}, .data = values};
	Bytes file;
	cr_expect_not(npy_encode(&array, &arena, &file, &err));
	cr_expect_str_eq(err.text, ".npy has no type for int4");
	arena_finish(&arena);
}
