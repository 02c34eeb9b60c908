/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image_list.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "src/base/file.h"

static char folder[] = "/tmp/whit-list-XXXXXX";
static Arena arena;
static Error err;
static ImageList list;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	cr_expect_eq(system(arena_text(&arena, "rm -r %s", folder)), 0);
	arena_finish(&arena);
}

TestSuite(image_list, .init = make_folder, .fini = remove_folder);

/* A folder, or a file of one byte, which is enough for what is only named. */
static void make(const char *name)
{
	const char *path = arena_text(&arena, "%s/%s", folder, name);
	if (name[strlen(name) - 1] == '/')
		cr_assert_eq(mkdir(path, 0700), 0);
	else
		cr_assert(file_write(path, (Bytes){(const uint8_t *)"x", 1}, &err), "%s",
			err.text);
}

static void make_all(const char *const *names)
{
	for (; *names; names++)
		make(*names);
}

static bool read_text(const char *text, const char *path)
{
	err = (Error){0};
	Bytes bytes = {(const uint8_t *)text, strlen(text)};
	return image_list_text(bytes, path, &arena, &list, &err);
}

static void expect_refused(const char *text, const char *expected)
{
	cr_expect_not(read_text(text, "sets/list.txt"), "%s", text);
	cr_expect_str_eq(err.text, expected);
}

/* The paths of the list, below the folder if they are. */
static void expect_paths(const char *const *paths)
{
	size_t n = 0, length = strlen(folder);
	for (; paths[n]; n++) {
		cr_assert_lt(n, list.n, "%s is missing", paths[n]);
		const char *path = image_list_path(&list, n, &arena);
		if (strncmp(path, folder, length) == 0)
			path += length + 1;
		cr_expect_str_eq(path, paths[n]);
	}
	cr_expect_eq(list.n, n);
}

static void expect_classes(const int32_t *classes)
{
	cr_assert_not_null(list.classes);
	cr_expect_arr_eq(list.classes, classes, list.n * sizeof *classes);
}

Test(image_list, subfolders_are_classes_in_the_order_of_their_names)
{
	make_all((const char *const[]){"b/", "a/", "B/", "10/", "9/", "b/2.png", "b/10.PNG",
		"b/1.png", "a/z.png", "10/x.Png", NULL});
	cr_assert(image_list_folder(folder, &arena, &list, &err), "%s", err.text);
	expect_paths((const char *const[]){"10/x.Png", "a/z.png", "b/1.png", "b/10.PNG",
		"b/2.png", NULL});
	/* 10, 9, B, a, b: those without images count. */
	expect_classes((const int32_t[]){0, 3, 4, 4, 4});
}

Test(image_list, a_folder_without_subfolders_has_no_classes)
{
	make_all((const char *const[]){"2.png", "1.png", "3.jpg", "png", NULL});
	cr_assert(image_list_folder(arena_text(&arena, "%s//", folder), &arena, &list, &err),
		"%s", err.text);
	expect_paths((const char *const[]){"1.png", "2.png", NULL});
	cr_expect_null(list.classes);
}

Test(image_list, passes_over_what_is_hidden_and_what_is_no_png)
{
	make_all((const char *const[]){"cat/", ".git/", ".git/a.png", "cat/.a.png",
		"cat/notes.txt", "cat/a.png", "cat/more/", "cat/more/b.png", "README", NULL});
	cr_assert(image_list_folder(folder, &arena, &list, &err), "%s", err.text);
	expect_paths((const char *const[]){"cat/a.png", NULL});
	expect_classes((const int32_t[]){0});
}

Test(image_list, a_folder_without_images_is_refused)
{
	make_all((const char *const[]){"cat/", "cat/a.jpg", NULL});
	cr_expect_not(image_list_folder(folder, &arena, &list, &err));
	cr_expect_str_eq(err.text,
		arena_text(&arena, "%s: no .png files in this folder", folder));
}

Test(image_list, images_beside_folders_are_refused)
{
	make_all((const char *const[]){"cat/", "cat/a.png", "b.png", NULL});
	cr_expect_not(image_list_folder(folder, &arena, &list, &err));
	cr_expect_str_eq(err.text,
		arena_text(&arena,
			"%s: images (b.png) beside folders (cat), which would be classes", folder));
}

Test(image_list, many_images_keep_order_and_class)
{
	make("a/");
	make("b/");
	for (int i = 0; i < 700; i++)
		make(arena_text(&arena, "%c/%04d.png", i % 2 ? 'b' : 'a', i));
	cr_assert(image_list_folder(folder, &arena, &list, &err), "%s", err.text);
	cr_assert_eq(list.n, 700);
	for (int i = 0; i < 700; i++) {
		int number = i < 350 ? 2 * i : 2 * (i - 350) + 1;
		cr_expect_eq(list.classes[i], i >= 350);
		cr_expect_str_eq(image_list_path(&list, (size_t)i, &arena),
			arena_text(&arena, "%s/%c/%04d.png", folder, i < 350 ? 'a' : 'b', number));
	}
}

Test(image_list, reads_names_relative_to_the_list)
{
	cr_assert(
		read_text("# two\n\n  a b.png \r\n\tmore/c,1.PNG\r\n/abs.png", "s/t/l.txt"));
	expect_paths(
		(const char *const[]){"s/t/a b.png", "s/t/more/c,1.PNG", "/abs.png", NULL});
	cr_expect_null(list.classes);
	cr_assert(read_text("\xef\xbb\xbf"
						"a.png\n",
		"l.txt"));
	expect_paths((const char *const[]){"a.png", NULL});
}

Test(image_list, reads_classes_behind_tabs_commas_and_blanks)
{
	cr_assert(read_text("a.png\t3\nb.png,0\nc d.png 12\ne.png, 2147483647\n", "l.txt"),
		"%s", err.text);
	expect_paths((const char *const[]){"a.png", "b.png", "c d.png", "e.png", NULL});
	expect_classes((const int32_t[]){3, 0, 12, INT32_MAX});
}

Test(image_list, names_the_line_that_is_wrong)
{
	expect_refused("", "sets/list.txt: no images in this list");
	expect_refused("# a.png\n\n", "sets/list.txt: no images in this list");
	expect_refused("a.png\n\nb.jpg\n",
		"sets/list.txt: line 3: 'b.jpg' is not the name of a .png file, alone or with a "
		"class");
	expect_refused("a.png,cat\n",
		"sets/list.txt: line 1: class 'cat' is not one of 0 to 2147483647");
	expect_refused("a.png,-1\n",
		"sets/list.txt: line 1: class '-1' is not one of 0 to 2147483647");
	expect_refused("a.png 2147483648\n",
		"sets/list.txt: line 1: class '2147483648' is not one of 0 to 2147483647");
	expect_refused("a.png,1\nb.png\n",
		"sets/list.txt: line 2: no class, unlike the first");
	expect_refused("a.png\nb.png 1\n",
		"sets/list.txt: line 2: a class, unlike the first");
	expect_refused("a.png 1,2\n",
		"sets/list.txt: line 1: 'a.png 1,2' is not the name of a .png file, alone or "
		"with a class");
}

Test(image_list, recognises_a_list_by_its_first_line_that_counts)
{
	static const char *const lists[] = {"a.png", "# images\n\na/b.PNG 3\n7",
		"x y.png,1\n"};
	static const char *const others[] = {"", "#a.png", "a.jpg\nb.png", "1,2,3\n", "png 3",
		"\x93NUMPY\x01\n.png"};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		cr_expect(image_list_sniff((Bytes){(const uint8_t *)lists[i], strlen(lists[i])}),
			"%s", lists[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		cr_expect_not(image_list_sniff(
						  (Bytes){(const uint8_t *)others[i], strlen(others[i])}),
			"%s", others[i]);
	cr_expect_not(image_list_sniff((Bytes){(const uint8_t *)"a\0.png", 6}));
}
