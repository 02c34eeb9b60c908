/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/file.h"
#include "src/data/npy.h"
#include "src/data/source.h"
#include "tests/unit/shared.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const pair = "tests/fuzz/corpus/npz/deflated.npz";

/* A recorded file below ../shared/data, or below $SHARED/data; without it, a skipped test. */
static const char *recorded(Arena *arena, const char *name)
{
	char path[SHARED_PATH_BYTES];
	shared_path(arena_text(arena, "data/%s", name), path);
	return arena_text(arena, "%s", path);
}

/* The same without bringing it into memory. */
static bool array_stream(const char *source, const char *member, Arena *arena,
	Array *array, Error *err)
{
	const SourceSettings settings = {.member = member};
	return source_open(source, &settings, arena, array, NULL, err);
}

static void expect_open(const char *source, const char *name, DataType type, Shape shape)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	cr_assert(array_open(source, name, &arena, &array, &err), "%s", err.text);
	cr_expect_eq(array.type, type);
	cr_expect(shape_equal(array.shape, shape));
	arena_finish(&arena);
}

static void expect_refused(const char *source, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Array array;
	cr_expect_not(array_open(source, "x", &arena, &array, &err), "%s", source);
	cr_expect_str_eq(err.text, expected);
	arena_finish(&arena);
}

Test(source, takes_the_default_array_or_the_one_named)
{
	expect_open(pair, "x", TYPE_FLOAT32, (Shape){2, {4, 3}});
	expect_open(pair, "y", TYPE_INT32, (Shape){1, {4}});
	expect_open("tests/fuzz/corpus/npz/deflated.npz:y", "x", TYPE_INT32, (Shape){1, {4}});
}

Test(source, a_file_with_a_colon_in_its_name_is_found)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	char folder[] = "/tmp/whit-source-XXXXXX";
	cr_assert(mkdtemp(folder));
	const char *path = arena_text(&arena, "%s/run:3.npz", folder);
	cr_assert(file_read(pair, &arena, &file, &err) && file_write(path, file, &err));
	expect_open(path, "x", TYPE_FLOAT32, (Shape){2, {4, 3}});
	expect_open(arena_text(&arena, "%s:y", path), "x", TYPE_INT32, (Shape){1, {4}});
	unlink(path);
	rmdir(folder);
	arena_finish(&arena);
}

Test(source, names_what_is_wrong)
{
	expect_refused("no-such-file.npy", "no-such-file.npy: No such file or directory");
	expect_refused("no-such-file.npz:x", "no-such-file.npz:x: No such file or directory");
	expect_refused("Makefile", "Makefile: line 3: 6 columns, the first line has 1");
	expect_refused("tests/fuzz/corpus/npy/float32_2x3.npy:x",
		"tests/fuzz/corpus/npy/float32_2x3.npy: "
		"no array 'x': it is no .npz file");
	expect_refused("tests/fuzz/corpus/npz/deflated.npz:z",
		"tests/fuzz/corpus/npz/deflated.npz: no array 'z'; there are: x, y");
}

/* --- Files that stay on disk --- */

typedef struct Folder {
	char path[32];
	Arena arena;
	const char *file; /* [300, 7] of int16, counting up */
} Folder;

static Folder make_folder(void)
{
	Folder folder = {.path = "/tmp/whit-source-XXXXXX"};
	Error err = {0};
	Bytes file;
	int16_t values[2100];
	for (int i = 0; i < 2100; i++)
		values[i] = (int16_t)i;
	Array array = {.type = TYPE_INT16, .shape = {2, {300, 7}}, .data = values};
	cr_assert(mkdtemp(folder.path));
	folder.file = arena_text(&folder.arena, "%s/x:1.npy", folder.path);
	cr_assert(npy_encode(&array, &folder.arena, &file, &err) &&
			file_write(folder.file, file, &err),
		"%s", err.text);
	return folder;
}

static void remove_folder(Folder *folder)
{
	unlink(folder->file);
	rmdir(folder->path);
	arena_finish(&folder->arena);
}

Test(source, streams_a_npy_file_from_where_it_lies)
{
	Folder folder = make_folder();
	Error err = {0};
	Array array;
	int16_t part[100];
	cr_assert(array_stream(folder.file, "x", &folder.arena, &array, &err), "%s",
		err.text);
	cr_expect(array.reader && !array.data);
	cr_expect_eq(array.type, TYPE_INT16);
	cr_expect(shape_equal(array.shape, (Shape){2, {300, 7}}));
	cr_expect_str_eq(array.name, folder.file);
	for (size_t first = 0; first < 2000; first += 99) {
		cr_assert(array_read(&array, first, 100, part, &err), "%s", err.text);
		for (size_t i = 0; i < 100; i++)
			cr_assert_eq(part[i], (int)(first + i));
	}
	array_close(&array);
	cr_expect_null(array.reader);
	array_close(&array);
	remove_folder(&folder);
}

Test(source, streams_what_is_packed_from_a_file_of_its_own)
{
	Arena arena = {0};
	Error err = {0};
	Array array, whole;
	float values[12];
	cr_assert(array_open(pair, "x", &arena, &whole, &err));
	cr_expect(whole.data && !whole.reader);
	cr_assert(array_stream(pair, "x", &arena, &array, &err), "%s", err.text);
	cr_expect(array.reader && !array.data);
	cr_assert(array_read(&array, 3, 9, values, &err));
	cr_expect_eq(memcmp(values, (const float *)whole.data + 3, 9 * sizeof *values), 0);
	array_close(&array);
	arena_finish(&arena);
}

Test(source, says_so_where_a_file_has_become_shorter)
{
	Folder folder = make_folder();
	Error err = {0};
	Array array;
	int16_t part[7];
	cr_assert(array_stream(folder.file, "x", &folder.arena, &array, &err), "%s",
		err.text);
	cr_assert(truncate(folder.file, 128 + 2 * 1000) == 0);
	cr_expect(array_read(&array, 993, 7, part, &err), "that is still there");
	cr_expect_not(array_read(&array, 994, 7, part, &err));
	const char *expected = arena_text(&folder.arena,
		"%s: ends at byte 2128; it was longer when it was opened", folder.file);
	cr_expect_str_eq(err.text, expected);
	array_close(&array);

	Error at_open = {0};
	cr_expect_not(array_stream(folder.file, "x", &folder.arena, &array, &at_open));
	expected = arena_text(&folder.arena,
		"%s: 2000 bytes of data, shape 300x7 of int16 needs 4200", folder.file);
	cr_expect_str_eq(at_open.text, expected);
	remove_folder(&folder);
}

Test(source, refuses_the_same_files_streamed_or_not)
{
	static const char *const sources[] = {"no-such-file.npy", "no-such-file.npz:x",
		"Makefile", "tests", "tests/fuzz/corpus/npy/float32_2x3.npy:x",
		"tests/fuzz/corpus/npz/deflated.npz:z"};
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		Arena arena = {0};
		Error err = {0}, streamed = {0};
		Array array;
		cr_expect_not(array_open(sources[i], "x", &arena, &array, &err));
		cr_expect_not(array_stream(sources[i], "x", &arena, &array, &streamed));
		cr_expect_str_eq(err.text, streamed.text);
		arena_finish(&arena);
	}
}

Test(source, opens_the_recorded_features)
{
	Arena arena = {0};
	expect_open(recorded(&arena, "kws/kws_dev_x.npy"), "x", TYPE_INT8,
		(Shape){4, {600, 49, 10, 1}});
	expect_open(recorded(&arena, "kws/kws_dev_y.npy"), "y", TYPE_INT32,
		(Shape){1, {600}});
	arena_finish(&arena);
}

Test(source, opens_the_recorded_images)
{
	Arena arena = {0};
	const char *path = recorded(&arena, "cifar10/cifar10_test2k.npz");
	expect_open(path, "x", TYPE_UINT8, (Shape){4, {2000, 32, 32, 3}});
	expect_open(path, "y", TYPE_INT32, (Shape){1, {2000}});
	arena_finish(&arena);
}

Test(source, writes_recorded_outputs_as_they_were)
{
	static const char *const names[] = {"golden/kws_int8_y.npy", "golden/kws_float_y.npy",
		"kws/kws_dev_y.npy"};
	for (int i = 0; i < 3; i++) {
		Arena arena = {0};
		Error err = {0};
		Array array;
		Bytes before, after;
		const char *path = recorded(&arena, names[i]);
		cr_assert(file_read(path, &arena, &before, &err));
		cr_assert(array_open(path, "x", &arena, &array, &err), "%s", err.text);
		cr_assert(npy_encode(&array, &arena, &after, &err));
		cr_assert_eq(after.n, before.n);
		cr_expect_arr_eq(after.data, before.data, before.n);
		arena_finish(&arena);
	}
}
