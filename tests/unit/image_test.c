/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "src/base/rng.h"
#include "tests/unit/shared.h"

static Arena arena;

static void finish(void)
{
	arena_finish(&arena);
}

TestSuite(image, .fini = finish);

static Image new_image(int width, int height, int channels)
{
	Image image = {width, height, channels, NULL};
	image.pixels = arena_alloc(&arena, (size_t)(width * height * channels));
	return image;
}

/* 6 x 5 of colours: (37 x^2 + 11 y^3 + 29 x y + 83 c) mod 256. */
static Image pattern(void)
{
	Image image = new_image(6, 5, 3);
	for (int i = 0; i < 6 * 5 * 3; i++) {
		int c = i % 3, x = i / 3 % 6, y = i / 18;
		image.pixels[i] = (uint8_t)(37 * x * x + 11 * y * y * y + 29 * x * y + 83 * c);
	}
	return image;
}

static Image random_image(int width, int height, int channels, Rng *rng)
{
	Image image = new_image(width, height, channels);
	for (int i = 0; i < width * height * channels; i++)
		image.pixels[i] = (uint8_t)rng_next(rng);
	return image;
}

Test(image, gray_is_what_pillow_makes_of_colours)
{
	/* Image.fromarray(pattern).convert("L"), Pillow 9.4 */
	static const uint8_t expected[] = {68, 105, 186, 145, 148, 195, 79, 145, 105, 63, 95,
		125, 156, 71, 134, 151, 182, 91, 109, 203, 145, 161, 101, 159, 80, 157, 128, 143,
		112, 199};
	Image gray = image_convert(pattern(), 1, &arena);
	cr_assert_eq(gray.channels, 1);
	cr_assert(gray.width == 6 && gray.height == 5);
	cr_expect_arr_eq(gray.pixels, expected, sizeof expected);
}

Test(image, gray_becomes_three_equal_channels_and_gray_again)
{
	Rng rng = rng_new(1);
	Image gray = random_image(5, 4, 1, &rng);
	Image colour = image_convert(gray, 3, &arena);
	cr_assert_eq(colour.channels, 3);
	for (int i = 0; i < 60; i++)
		cr_expect_eq(colour.pixels[i], gray.pixels[i / 3]);
	Image again = image_convert(colour, 1, &arena);
	cr_expect_arr_eq(again.pixels, gray.pixels, 20);
}

Test(image, resizes_to_what_pillow_gives)
{
	/* Image.fromarray(pattern).resize((4, 3) and (9, 7), Image.BILINEAR), Pillow 9.4 */
	static const uint8_t smaller[] = {23, 106, 189, 130, 140, 142, 131, 104, 170, 122,
		163, 155, 96, 126, 188, 134, 131, 79, 134, 141, 123, 98, 138, 132, 125, 117, 159,
		98, 181, 137, 145, 142, 71, 173, 160, 83};
	static const uint8_t larger[] = {0, 83, 166, 19, 102, 185, 56, 139, 179, 129, 212, 82,
		113, 196, 151, 78, 161, 244, 79, 162, 245, 119, 202, 157, 157, 240, 67, 6, 89,
		172, 33, 116, 199, 81, 140, 205, 166, 127, 119, 160, 97, 125, 136, 73, 156, 149,
		86, 169, 126, 136, 164, 100, 183, 156, 33, 116, 199, 70, 117, 200, 119, 112, 182,
		170, 88, 110, 166, 66, 112, 155, 55, 126, 183, 83, 105, 118, 110, 156, 47, 130,
		213, 88, 171, 254, 136, 91, 174, 168, 38, 78, 111, 151, 21, 90, 173, 128, 93, 176,
		216, 134, 217, 87, 84, 167, 122, 23, 106, 189, 54, 137, 220, 112, 159, 150, 159,
		181, 69, 115, 186, 25, 108, 191, 54, 125, 177, 96, 180, 111, 102, 143, 135, 90,
		93, 176, 76, 106, 79, 162, 119, 147, 157, 125, 208, 144, 95, 178, 114, 101, 184,
		66, 132, 172, 42, 201, 71, 111, 178, 133, 88, 138, 221, 48, 192, 19, 102, 141, 96,
		179, 84, 167, 250, 65, 148, 231, 83, 166, 121, 125, 165, 35, 204, 74, 114, 193,
		148, 103, 161, 244, 71};
	Image small = image_resize(pattern(), 4, 3, &arena);
	Image large = image_resize(pattern(), 9, 7, &arena);
	cr_assert(small.width == 4 && small.height == 3 && small.channels == 3);
	cr_assert(large.width == 9 && large.height == 7 && large.channels == 3);
	cr_expect_arr_eq(small.pixels, smaller, sizeof smaller);
	cr_expect_arr_eq(large.pixels, larger, sizeof larger);
}

Test(image, of_the_same_size_stays_as_it_is)
{
	Image image = pattern();
	cr_expect_eq(image_resize(image, 6, 5, &arena).pixels, image.pixels);
	cr_expect_eq(image_convert(image, 3, &arena).pixels, image.pixels);
}

Test(image, resizing_keeps_white_white_and_black_black)
{
	static const int sizes[] = {1, 2, 3, 7, 31, 96, 255, 1000};
	for (int value = 0; value < 256; value += 255) {
		Image image = new_image(61, 43, 1);
		memset(image.pixels, value, 61 * 43);
		for (int i = 0; i < 8; i++) {
			Image out = image_resize(image, sizes[i], sizes[7 - i], &arena);
			for (int k = 0; k < sizes[i] * sizes[7 - i]; k++)
				cr_assert_eq(out.pixels[k], value);
		}
	}
}

/* One line of pixels by the definition, unrounded. */
static void resize_line(const double *from, int n_from, double *to, int n_to)
{
	double step = (double)n_from / n_to, reach = step > 1 ? step : 1;
	for (int i = 0; i < n_to; i++) {
		double sum = 0, weights = 0;
		for (int k = 0; k < n_from; k++) {
			double weight = 1 - fabs(k + 0.5 - (i + 0.5) * step) / reach;
			sum += weight > 0 ? weight * from[k] : 0;
			weights += weight > 0 ? weight : 0;
		}
		to[i] = sum / weights;
	}
}

/* The greatest difference to the definition without any rounding. */
static double distance(Image image, Image resized)
{
	int width = resized.width, height = resized.height;
	double *rows = arena_array(&arena, (size_t)(image.height * width), sizeof *rows);
	double line[64], out[64], worst = 0;
	for (int y = 0; y < image.height; y++) {
		for (int x = 0; x < image.width; x++)
			line[x] = image.pixels[y * image.width + x];
		resize_line(line, image.width, rows + y * width, width);
	}
	for (int x = 0; x < width; x++) {
		for (int y = 0; y < image.height; y++)
			line[y] = rows[y * width + x];
		resize_line(line, image.height, out, height);
		for (int y = 0; y < height; y++)
			worst = fmax(worst, fabs(out[y] - resized.pixels[y * width + x]));
	}
	return worst;
}

Test(image, resizing_is_within_a_gray_level_of_the_definition)
{
	Rng rng = rng_new(1);
	double worst = 0;
	for (int i = 0; i < 300; i++) {
		int size[4];
		for (int k = 0; k < 4; k++)
			size[k] = 1 + (int)(rng_next(&rng) % 64);
		Image image = random_image(size[0], size[1], 1, &rng);
		Image resized = image_resize(image, size[2], size[3], &arena);
		worst = fmax(worst, distance(image, resized));
	}
	measured("resizing 300 random images: at most %.3f gray levels off", worst);
	cr_expect_leq(worst, 1.01);
}
