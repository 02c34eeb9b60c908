/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image_reader.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/base/threads.h"
#include "tests/unit/png_files.h"

/* Gray images of 9 x 7, 00.png to 19.png, and an array of them. */
enum { N_IMAGES = 20, IMAGE_BYTES = 63 };

static char folder[] = "/tmp/whit-reader-XXXXXX";
static Arena arena;
static Error err;
static Array pixels;

static uint8_t byte_of(int image, int i)
{
	return (uint8_t)(image * 101 + i * 7 + i / 13);
}

static void make_images(void)
{
	ImageForm form = {.width = 9, .height = 7, .channels = 1};
	ImageList list;
	cr_assert_not_null(mkdtemp(folder));
	for (int image = 0; image < N_IMAGES; image++) {
		uint8_t rows[IMAGE_BYTES];
		for (int i = 0; i < IMAGE_BYTES; i++)
			rows[i] = byte_of(image, i);
		png_write_file(arena_text(&arena, "%s/%02d.png", folder, image), PNG_GRAY, 9, 7,
			rows);
	}
	cr_assert(image_list_folder(folder, &arena, &list, &err), "%s", err.text);
	pixels = (Array){
		.type = TYPE_UINT8,
		.shape = {4, {N_IMAGES, 7, 9, 1}},
		.reader = image_reader_new(&list, &form, &arena),
	};
}

static void remove_images(void)
{
	array_close(&pixels);
	cr_expect_eq(system(arena_text(&arena, "rm -r %s", folder)), 0);
	arena_finish(&arena);
}

TestSuite(image_reader, .init = make_images, .fini = remove_images);

static bool is_right(const uint8_t *got, int first, int n)
{
	bool ok = true;
	for (int i = first; i < first + n; i++)
		ok = ok && got[i - first] == byte_of(i / IMAGE_BYTES, i % IMAGE_BYTES);
	return ok;
}

Test(image_reader, reads_any_piece_across_the_borders_of_images)
{
	uint8_t got[N_IMAGES * IMAGE_BYTES];
	for (int n = 1; n <= N_IMAGES * IMAGE_BYTES; n += 97) {
		for (int at = 0; at + n <= N_IMAGES * IMAGE_BYTES; at += n) {
			cr_assert(array_read(&pixels, (size_t)at, (size_t)n, got, &err), "%s",
				err.text);
			cr_assert(is_right(got, at, n), "%d bytes from %d on", n, at);
		}
	}
}

/* Pieces of ten bytes, those of an image one after the other. */
static void read_piece(void *context, int worker, int item)
{
	bool *ok = context;
	uint8_t got[10];
	Error reason = {0};
	(void)worker;
	int first = item / 6 % N_IMAGES * IMAGE_BYTES + item % 6 * 10;
	ok[item] = array_read(&pixels, (size_t)first, sizeof got, got, &reason) &&
		is_right(got, first, sizeof got);
}

Test(image_reader, several_threads_may_read_at_once)
{
	enum { N_READS = 6 * N_IMAGES * 20 };
	static bool ok[N_READS];
	parallel_for(7, N_READS, read_piece, ok);
	for (int i = 0; i < N_READS; i++)
		cr_assert(ok[i], "read %d", i);
}

Test(image_reader, decodes_an_image_that_is_read_in_pieces_once)
{
	uint8_t got[IMAGE_BYTES];
	cr_assert(array_read(&pixels, 0, 30, got, &err), "%s", err.text);
	cr_assert_eq(remove(arena_text(&arena, "%s/00.png", folder)), 0);
	cr_assert(array_read(&pixels, 30, 33, got, &err), "%s", err.text);
	cr_expect(is_right(got, 30, 33));
}

Test(image_reader, goes_on_after_an_image_that_is_missing)
{
	uint8_t got[IMAGE_BYTES];
	const char *path = arena_text(&arena, "%s/01.png", folder);
	cr_assert_eq(remove(path), 0);
	cr_expect_not(array_read(&pixels, IMAGE_BYTES, 5, got, &err));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s: No such file or directory", path));
	err = (Error){0};
	cr_assert(array_read(&pixels, 2 * IMAGE_BYTES, 5, got, &err), "%s", err.text);
	cr_expect(is_right(got, 2 * IMAGE_BYTES, 5));
}
