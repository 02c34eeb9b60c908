/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "cmd/augment_text.h"
#include "cmd/canvas.h"
#include "cmd/chart.h"
#include "cmd/glyphs.h"
#include "src/base/words.h"
#include "src/data/array.h"
#include "src/data/png.h"

/* --- --augment --- */

static Augment augment_of(const char *text)
{
	Error err = {0};
	Augment augment = {0};
	cr_assert(augment_read(text, &augment, &err), "%s", err.text);
	return augment;
}

Test(augment_text, reads_numbers_and_has_usual_ones)
{
	Augment all = augment_of("mixup=0.5,shift=3,flip,cutout=4,noise=0.25");
	cr_expect(all.flip);
	cr_expect(eq(int, all.shift, 3));
	cr_expect(eq(int, all.cutout, 4));
	cr_expect(eq(dbl, all.noise, 0.25));
	cr_expect(eq(dbl, all.mixup, 0.5));
	Augment usual = augment_of("shift,noise");
	cr_expect(eq(int, usual.shift, 2));
	cr_expect(eq(dbl, usual.noise, 0.05));
	cr_expect(not(usual.flip));
	cr_expect(eq(int, usual.cutout, 0));
}

Test(augment_text, names_what_it_cannot_read_and_sets_nothing)
{
	static const char *const texts[] = {"", ",", "shift,", "shift=", "shift=0",
		"shift=-1", "shift=1.5", "shift=1e9", "noise=nan", "noise=inf", "noise=1x",
		"flip=1", "flip,flip", "turn",
		"a-word-that-is-much-longer-than-any-that-there-is"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		Error err = {0};
		Augment augment = {.shift = 7};
		cr_expect(not(augment_read(texts[i], &augment, &err)), "%s", texts[i]);
		cr_expect(gt(sz, strlen(err.text), 0));
		cr_expect(eq(int, augment.shift, 7));
	}
}

/* --- Charts --- */

Test(chart, ticks_are_round_and_few)
{
	cr_expect(eq(dbl, chart_step(1, 6), 0.2));
	cr_expect(eq(dbl, chart_step(6, 6), 1));
	cr_expect(eq(dbl, chart_step(7, 6), 2));
	cr_expect(eq(dbl, chart_step(300, 10), 50));
	for (int i = 0; i < 100; i++) {
		double range = 1e-6 * pow(1.37, i);
		double step = chart_step(range, 6);
		cr_expect(le(dbl, range / step, 6 + 1e-9));
		cr_expect(ge(dbl, range / step, 6 / 2.6));
	}
}

static int count_of(const Canvas *canvas, Color color)
{
	int n = 0;
	for (int i = 0; i < canvas->width * canvas->height; i++) {
		const uint8_t *p = canvas->pixels + 3 * (size_t)i;
		n += (Color)(p[0] << 16 | p[1] << 8 | p[2]) == color;
	}
	return n;
}

Test(chart, curves_of_any_numbers_stay_on_the_canvas)
{
	const double odd[] = {(double)NAN, 1e300, -1e300, (double)INFINITY, 0, 5};
	const double flat[] = {2, 2, 2, 2, 2, 2};
	const double none[] = {(double)NAN, (double)NAN, (double)NAN, (double)NAN,
		(double)NAN, (double)NAN};
	const double *const all[] = {odd, flat, none};
	for (int i = 0; i < 3; i++) {
		for (int n = 1; n <= 6; n += 5) {
			Arena arena = {0};
			Canvas canvas = canvas_new(300, 200, &arena);
			const Series series = {"curve", CHART_BLUE, all[i]};
			const Chart chart = {"title", "x", 0, 0, 300, 200, &series, 1, n, 1, "here"};
			chart_draw(&canvas, &chart);
			cr_expect(gt(int, count_of(&canvas, CHART_BLUE), 0));
			arena_finish(&arena);
		}
	}
}

Test(canvas, what_is_drawn_is_in_the_file)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Image image;
	Canvas canvas = canvas_new(40, 30, &arena);
	canvas_line(&canvas, (Point){-50, 10}, (Point){20, 10}, 4, 0xff0000);
	canvas_text(&canvas, 30, 20, 2, 0x0000ff, "Ag\x01?\xff");
	cr_assert(canvas_png(&canvas, &arena, &file, &err), "%s", err.text);
	cr_assert(image_read_png(file, &arena, &image, &err), "%s", err.text);
	cr_expect(eq(int, image.width, 40));
	cr_expect(eq(int, image.height, 30));
	cr_expect(eq(int, memcmp(image.pixels, canvas.pixels, (size_t)40 * 30 * 3), 0));
	cr_expect(gt(int, count_of(&canvas, 0xff0000), 40));
	cr_expect(gt(int, count_of(&canvas, 0x0000ff), 10));
	arena_finish(&arena);
}

Test(glyphs, letters_and_digits_are_all_different)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:%-_/()+=? ";
	uint64_t seen[sizeof letters];
	for (size_t i = 0; i + 1 < sizeof letters; i++) {
		seen[i] = 0;
		for (int y = 0; y < GLYPH_HEIGHT; y++)
			for (int x = 0; x < GLYPH_WIDTH; x++)
				seen[i] = seen[i] << 1 | glyph_pixel(letters[i], x, y);
		for (size_t k = 0; k < i; k++)
			cr_expect(ne(u64, seen[i], seen[k]), "%c %c", letters[i], letters[k]);
	}
	cr_expect(eq(int, glyph_pixel('~', 1, 0), glyph_pixel('?', 1, 0)));
}

/* --- Smaller things --- */

Test(words, tell_how_a_path_ends)
{
	cr_expect(ends_in("a/b.csv", ".csv"));
	cr_expect(ends_in(".csv", ".csv"));
	cr_expect(not(ends_in("csv", ".csv")));
	cr_expect(not(ends_in("a.csv.gz", ".csv")));
}

Test(array, becomes_float32_if_all_of_it_is_finite)
{
	Arena arena = {0};
	Error err = {0};
	Array out;
	double values[] = {1, -2.5, 3, 1e300};
	Array array = {.name = "x.npy",
		.type = TYPE_FLOAT64,
		.shape = {.rank = 2, .dims = {2, 2}},
		.data = values};
	cr_expect(not(array_to_float(&array, &arena, &out, &err)));
	cr_expect_str_eq(err.text, "x.npy: row 1, value 1: 1e+300 is no finite float32");
	values[3] = 4;
	cr_assert(array_to_float(&array, &arena, &out, &err));
	const float wanted[] = {1, -2.5f, 3, 4};
	cr_expect_arr_eq(out.data, wanted, sizeof wanted);
	arena_finish(&arena);
}
