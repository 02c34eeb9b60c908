/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/png.h"

#include <criterion/criterion.h>
#include <png.h>
#include <string.h>

#include "tests/unit/png_files.h"

static Arena arena;

static void finish(void)
{
	arena_finish(&arena);
}

TestSuite(png, .fini = finish);

static Image read_back(PngKind kind, int width, int height, const uint8_t *rows)
{
	Image image;
	Error err = {0};
	Bytes file = png_file(kind, width, height, rows, &arena);
	cr_assert(image_read_png(file, &arena, &image, &err), "%s", err.text);
	cr_expect_eq(image.width, width);
	cr_expect_eq(image.height, height);
	return image;
}

static void expect_pixels(PngKind kind, int width, int height, const uint8_t *rows,
	int channels, const uint8_t *expected)
{
	for (int i = 0; i < 2; i++) {
		kind.is_interlaced = i == 1;
		Image image = read_back(kind, width, height, rows);
		cr_assert_eq(image.channels, channels);
		cr_expect_arr_eq(image.pixels, expected, (size_t)(width * height * channels));
	}
}

static void expect_refused(Bytes file, const char *expected)
{
	Image image = {0};
	Error err = {0};
	cr_expect_not(image_read_png(file, &arena, &image, &err), "%s", expected);
	cr_expect_str_eq(err.text, expected);
	cr_expect_null(image.pixels, "the result is set only on success");
}

Test(png, reads_gray_and_colours_of_8_bits_as_they_are)
{
	uint8_t rows[9 * 5 * 3];
	for (size_t i = 0; i < sizeof rows; i++)
		rows[i] = (uint8_t)(i * 37);
	expect_pixels(PNG_GRAY, 9, 5, rows, 1, rows);
	expect_pixels(PNG_RGB, 9, 5, rows, 3, rows);
}

Test(png, spreads_gray_of_fewer_bits_over_the_whole_range)
{
	const uint8_t of_1[] = {0, 255, 255, 0, 255}, row_1[] = {0x68};
	const uint8_t of_2[] = {0, 85, 170, 255, 85}, row_2[] = {0x1b, 0x40};
	const uint8_t of_4[] = {0, 17, 136, 255, 34}, row_4[] = {0x01, 0x8f, 0x20};
	expect_pixels((PngKind){.depth = 1}, 5, 1, row_1, 1, of_1);
	expect_pixels((PngKind){.depth = 2}, 5, 1, row_2, 1, of_2);
	expect_pixels((PngKind){.depth = 4}, 5, 1, row_4, 1, of_4);
}

Test(png, keeps_the_upper_half_of_16_bits)
{
	const uint8_t rows[] = {0x12, 0xff, 0x00, 0x80, 0xff, 0x00};
	const uint8_t expected[] = {0x12, 0x00, 0xff};
	expect_pixels((PngKind){.depth = 16, .colour_type = PNG_COLOR_TYPE_GRAY}, 3, 1, rows,
		1, expected);
	expect_pixels((PngKind){.depth = 16, .colour_type = PNG_COLOR_TYPE_RGB}, 1, 1, rows,
		3, expected);
}

Test(png, drops_transparency)
{
	const uint8_t rows[] = {1, 2, 3, 0, 40, 50, 60, 255};
	const uint8_t gray[] = {1, 3, 40, 60}, rgb[] = {1, 2, 3, 40, 50, 60};
	expect_pixels((PngKind){.depth = 8, .colour_type = PNG_COLOR_TYPE_GRAY_ALPHA}, 2, 2,
		rows, 1, gray);
	expect_pixels((PngKind){.depth = 8, .colour_type = PNG_COLOR_TYPE_RGB_ALPHA}, 2, 1,
		rows, 3, rgb);
	PngKind clear_gray = PNG_GRAY, clear_rgb = PNG_RGB;
	clear_gray.has_transparency = clear_rgb.has_transparency = true;
	expect_pixels(clear_gray, 2, 4, rows, 1, rows);
	expect_pixels(clear_rgb, 2, 1, rows, 3, rows);
}

Test(png, palettes_become_colours)
{
	const uint8_t row_2[] = {0x1b}, row_8[] = {0, 1, 2, 3};
	for (int i = 0; i < 2; i++) {
		PngKind kind = {.colour_type = PNG_COLOR_TYPE_PALETTE,
			.has_transparency = i == 1};
		kind.depth = 2;
		expect_pixels(kind, 4, 1, row_2, 3, png_colours[0]);
		kind.depth = 8;
		expect_pixels(kind, 2, 2, row_8, 3, png_colours[0]);
	}
}

Test(png, passes_over_chunks_that_are_no_pixels)
{
	const uint8_t pixels[] = {1, 2, 3, 4};
	const char *const names[] = {"iCCP", "zTXt", "gAMA", "eXIf", "xyZz"};
	Bytes file = png_file(PNG_GRAY, 2, 2, pixels, &arena);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		Error err = {0};
		Image image;
		uint8_t *with = arena_alloc(&arena, file.n + 17);
		memcpy(with, file.data, 33);
		memcpy(with + 33, "\0\0\0\5....\1\2\3\4\5crc.", 17);
		memcpy(with + 37, names[i], 4);
		png_seal_chunk(with, 33);
		memcpy(with + 50, file.data + 33, file.n - 33);
		cr_assert(image_read_png((Bytes){with, file.n + 17}, &arena, &image, &err),
			"%s: %s", names[i], err.text);
		cr_expect_arr_eq(image.pixels, pixels, sizeof pixels);
	}
}

/* A file whose header says so, sealed. */
static Bytes claiming(uint32_t width, uint32_t height)
{
	const uint8_t pixels[4] = {0};
	Bytes file = png_file(PNG_GRAY, 2, 2, pixels, &arena);
	uint8_t *claim = arena_copy(&arena, file.data, file.n);
	png_save_uint_32(claim + 16, width);
	png_save_uint_32(claim + 20, height);
	png_seal_chunk(claim, 8);
	return (Bytes){claim, file.n};
}

Test(png, refuses_sizes_that_are_too_large_or_cannot_be_in_the_file)
{
	expect_refused(claiming(16385, 1),
		"16385x1 pixels; 16384 a side and 67108864 in all are the most");
	expect_refused(claiming(1, UINT32_MAX),
		"1x4294967295 pixels; 16384 a side and 67108864 in all are the most");
	expect_refused(claiming(16384, 16384),
		"16384x16384 pixels; 16384 a side and 67108864 in all are the most");
	expect_refused(claiming(8192, 8192), "8192x8192 pixels cannot come of 71 bytes");
	expect_refused(claiming(3, 3), "Not enough image data");
	expect_refused(claiming(0, 1), "Invalid IHDR data");
}

Test(png, refuses_what_is_no_png)
{
	Bytes text = {(const uint8_t *)"\xff\xd8\xff\xe0 a JPEG file, it seems", 25};
	expect_refused(text, "not a PNG file");
	expect_refused((Bytes){0}, "not a PNG file");
	cr_expect_not(image_is_png(text));
	cr_expect(image_is_png((Bytes){(const uint8_t *)"\x89PNG\r\n\x1a\n", 8}));
}

Test(png, a_file_cut_off_anywhere_is_refused)
{
	uint8_t rows[7 * 6 * 3] = {1, 2, 3};
	for (int i = 0; i < 2; i++) {
		PngKind kind = PNG_RGB;
		kind.is_interlaced = i == 1;
		Bytes file = png_file(kind, 7, 6, rows, &arena);
		for (size_t n = 0; n < file.n; n++) {
			Image image;
			Error err = {0};
			Bytes cut = {arena_copy(&arena, file.data, n), n};
			cr_expect_not(image_read_png(cut, &arena, &image, &err), "%zu bytes", n);
			cr_expect_neq(err.text[0], '\0');
		}
	}
}

Test(png, no_flipped_bit_changes_a_pixel)
{
	uint8_t rows[9 * 8];
	for (size_t i = 0; i < sizeof rows; i++)
		rows[i] = (uint8_t)(i * i);
	Bytes file = png_file(PNG_GRAY, 9, 8, rows, &arena);
	for (size_t bit = 0; bit < 8 * file.n; bit++) {
		Image image;
		Error err = {0};
		uint8_t *damaged = arena_copy(&arena, file.data, file.n);
		damaged[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (image_read_png((Bytes){damaged, file.n}, &arena, &image, &err))
			cr_expect_arr_eq(image.pixels, rows, sizeof rows);
		else
			cr_expect_neq(err.text[0], '\0');
	}
}
