/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/images.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "src/base/file.h"
#include "src/data/image.h"
#include "tests/unit/png_files.h"

static char folder[] = "/tmp/whit-images-XXXXXX";
static Arena arena;
static Error err;
static Array pixels, classes;
static int64_t n_skipped;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	array_close(&pixels);
	cr_expect_eq(system(arena_text(&arena, "rm -r %s", folder)), 0);
	arena_finish(&arena);
}

TestSuite(images, .init = make_folder, .fini = remove_folder);

static const char *in_folder(const char *name)
{
	return arena_text(&arena, "%s/%s", folder, name);
}

static void make_subfolder(const char *name)
{
	cr_assert_eq(mkdir(in_folder(name), 0700), 0);
}

static void make_text(const char *name, const char *text)
{
	Bytes bytes = {(const uint8_t *)text, strlen(text)};
	cr_assert(file_write(in_folder(name), bytes, &err), "%s", err.text);
}

/* Byte i of image number seed. */
static uint8_t byte_of(int seed, int i)
{
	return (uint8_t)(seed * 101 + i * 7 + i / 13);
}

static void make_image(const char *name, PngKind kind, int width, int height, int seed)
{
	uint8_t rows[4096];
	for (int i = 0; i < 4096; i++)
		rows[i] = byte_of(seed, i);
	png_write_file(in_folder(name), kind, width, height, rows);
}

static bool open_set(const char *path, ImageSettings how)
{
	err = (Error){0};
	array_close(&pixels);
	return images_open(path, &how, &arena, &pixels, &classes, &n_skipped, &err);
}

static void expect_shape(int n, int height, int width, int channels)
{
	cr_expect_eq(pixels.type, TYPE_UINT8);
	cr_expect(shape_equal(pixels.shape, (Shape){4, {n, height, width, channels}}));
}

/* The failure is this, with the folder in the place of %s. */
static void expect_failure(const char *expected)
{
	const char *at = strstr(expected, "%s");
	cr_expect_str_eq(err.text,
		at ? arena_text(&arena, "%.*s%s%s", (int)(at - expected), expected, folder,
				 at + 2)
		   : expected);
}

/* That image i of n_bytes is the one that was made from the seed. */
static void expect_image(int i, int n_bytes, int seed)
{
	uint8_t got[4096];
	cr_assert(array_read(&pixels, (size_t)i * (size_t)n_bytes, (size_t)n_bytes, got,
				  &err),
		"%s", err.text);
	for (int k = 0; k < n_bytes; k++)
		cr_assert_eq(got[k], byte_of(seed, k), "image %d, byte %d", i, k);
}

Test(images, a_folder_of_classes_is_pixels_and_labels)
{
	make_subfolder("cat");
	make_subfolder("ant");
	make_image("cat/1.png", PNG_GRAY, 8, 5, 1);
	make_image("cat/2.png", PNG_GRAY, 8, 5, 2);
	make_image("ant/9.png", PNG_GRAY, 8, 5, 9);
	cr_assert(images_sniff(folder));
	cr_assert(open_set(folder, (ImageSettings){0}), "%s", err.text);
	expect_shape(3, 5, 8, 1);
	expect_image(0, 40, 9);
	expect_image(1, 40, 1);
	expect_image(2, 40, 2);
	cr_expect_eq(classes.type, TYPE_INT32);
	cr_expect(shape_equal(classes.shape, (Shape){1, {3}}));
	cr_expect_arr_eq(classes.data, ((int32_t[]){0, 1, 1}), 12);
	cr_expect_eq(n_skipped, 0);
	cr_expect_str_eq(pixels.name, folder);
}

Test(images, a_text_file_lists_images_in_its_own_order)
{
	make_image("a.png", PNG_RGB, 4, 4, 1);
	make_image("b.png", PNG_RGB, 4, 4, 2);
	make_text("list.txt", "b.png 7\na.png 3\n");
	make_text("other.txt", "1,2,3\n");
	cr_expect(images_sniff(in_folder("list.txt")));
	cr_expect_not(images_sniff(in_folder("other.txt")));
	cr_expect_not(images_sniff(in_folder("missing")));
	cr_expect_not(images_sniff("-"));
	cr_assert(open_set(in_folder("list.txt"), (ImageSettings){0}), "%s", err.text);
	expect_shape(2, 4, 4, 3);
	expect_image(0, 48, 2);
	expect_image(1, 48, 1);
	cr_expect_arr_eq(classes.data, ((int32_t[]){7, 3}), 8);

	make_text("list.txt", "b.png\n");
	cr_assert(open_set(in_folder("list.txt"), (ImageSettings){0}), "%s", err.text);
	cr_expect_null(classes.data);
}

Test(images, another_size_is_refused_and_resize_makes_it_fit)
{
	uint8_t got[2 * 12];
	make_image("a.png", PNG_GRAY, 8, 5, 1);
	make_image("b.png", PNG_GRAY, 5, 8, 2);
	cr_assert(open_set(folder, (ImageSettings){0}), "%s", err.text);
	expect_image(0, 40, 1);
	cr_expect_not(array_read(&pixels, 40, 1, got, &err));
	cr_expect_str_eq(err.text,
		arena_text(&arena,
			"%s/b.png: 5x8 pixels, the first image has 8x5: --resize WxH makes them "
			"equal",
			folder));

	cr_assert(open_set(folder, (ImageSettings){.width = 4, .height = 3}), "%s", err.text);
	expect_shape(2, 3, 4, 1);
	cr_assert(array_read(&pixels, 0, 24, got, &err), "%s", err.text);
	uint8_t rows[40];
	for (int i = 0; i < 40; i++)
		rows[i] = byte_of(2, i);
	Image expected = image_resize((Image){5, 8, 1, rows}, 4, 3, &arena);
	cr_expect_arr_eq(got + 12, expected.pixels, 12);
}

Test(images, a_gray_image_among_colours_gets_three_channels)
{
	uint8_t got[24];
	make_image("a.png", PNG_RGB, 2, 2, 1);
	make_image("b.png", PNG_GRAY, 2, 2, 2);
	cr_assert(open_set(folder, (ImageSettings){0}), "%s", err.text);
	expect_shape(2, 2, 2, 3);
	cr_assert(array_read(&pixels, 0, 24, got, &err), "%s", err.text);
	for (int i = 0; i < 12; i++)
		cr_expect_eq(got[12 + i], byte_of(2, i / 3));
}

Test(images, a_colour_among_grays_is_refused_without_gray)
{
	uint8_t got[8];
	make_image("a.png", PNG_GRAY, 2, 2, 1);
	make_image("b.png", PNG_RGB, 2, 2, 2);
	cr_assert(open_set(folder, (ImageSettings){0}), "%s", err.text);
	cr_expect_not(array_read(&pixels, 0, 8, got, &err));
	expect_failure("%s/b.png: in colour, the first image is gray: --gray makes all gray");

	cr_assert(open_set(folder, (ImageSettings){.gray = true}), "%s", err.text);
	expect_shape(2, 2, 2, 1);
	cr_assert(array_read(&pixels, 0, 8, got, &err), "%s", err.text);
	int red = byte_of(2, 0), green = byte_of(2, 1), blue = byte_of(2, 2);
	cr_expect_eq(got[4], (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16);
}

Test(images, an_image_that_cannot_be_read_is_named)
{
	uint8_t got[8];
	make_image("a.png", PNG_GRAY, 2, 2, 1);
	make_text("b.png", "no PNG at all, whatever it is called");
	cr_assert(open_set(folder, (ImageSettings){0}), "%s", err.text);
	cr_expect_not(array_read(&pixels, 0, 8, got, &err));
	expect_failure("%s/b.png: not a PNG file");
	expect_image(0, 4, 1);

	make_text("list.txt", "missing.png\n");
	cr_expect_not(open_set(in_folder("list.txt"), (ImageSettings){0}));
	expect_failure("%s/missing.png: No such file or directory");
	make_subfolder("c.png");
	make_text("list.txt", "c.png\n");
	cr_expect_not(open_set(in_folder("list.txt"), (ImageSettings){0}));
	expect_failure("%s/c.png: not a regular file");
}

Test(images, skip_bad_leaves_out_and_counts_what_cannot_be_read)
{
	make_subfolder("0");
	make_subfolder("1");
	make_text("0/a.png", "bad");
	make_image("0/b.png", PNG_GRAY, 4, 4, 1);
	make_text("1/a.png", "bad");
	make_image("1/b.png", PNG_GRAY, 4, 4, 2);
	make_text("1/c.png", "bad");
	make_image("1/d.png", PNG_GRAY, 4, 4, 3);
	for (int n_threads = 1; n_threads <= 3; n_threads++) {
		ImageSettings how = {.skip_bad = true, .n_threads = n_threads};
		cr_assert(open_set(folder, how), "%s", err.text);
		expect_shape(3, 4, 4, 1);
		expect_image(0, 16, 1);
		expect_image(1, 16, 2);
		expect_image(2, 16, 3);
		cr_expect_arr_eq(classes.data, ((int32_t[]){0, 1, 1}), 12);
		cr_expect_eq(n_skipped, 3);
	}
}

Test(images, skip_bad_still_refuses_images_that_do_not_fit)
{
	make_text("a.png", "bad");
	make_image("b.png", PNG_GRAY, 4, 4, 1);
	make_image("c.png", PNG_GRAY, 4, 5, 1);
	make_image("d.png", PNG_RGB, 4, 4, 1);
	cr_expect_not(open_set(folder, (ImageSettings){.skip_bad = true}));
	cr_expect_str_eq(err.text,
		arena_text(&arena,
			"%s/c.png: 4x5 pixels, the first image has 4x4: --resize WxH makes them "
			"equal",
			folder));
}

Test(images, a_set_without_a_readable_image_is_refused)
{
	make_text("a.png", "bad");
	make_text("b.png", "bad");
	cr_expect_not(open_set(folder, (ImageSettings){.skip_bad = true}));
	expect_failure("none of 2 images can be read: %s/a.png: not a PNG file");
}

Test(images, sizes_to_make_are_bounded)
{
	make_image("a.png", PNG_GRAY, 2, 2, 1);
	cr_expect_not(open_set(folder, (ImageSettings){.width = 16384, .height = 16384}));
	expect_failure(
		"images of 16384x16384 pixels; 16384 a side and 67108864 in all are the most");
	cr_expect_not(open_set(folder, (ImageSettings){.width = 3}));
	cr_expect_not(open_set(folder, (ImageSettings){.width = 20000, .height = 1}));
}
