/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "cmd/axes.h"
#include "cmd/chart.h"
#include "cmd/figure.h"
#include "src/data/png.h"

/* --- Axes --- */

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

Test(axes, ticks_are_round_and_within)
{
	double ticks[MOST_TICKS];
	Axis linear = {-0.5, 1.2, false};
	cr_assert(eq(int, axis_ticks(&linear, 5, ticks), 4));
	cr_expect(eq(dbl, ticks[0], -0.5));
	cr_expect(eq(dbl, ticks[1], 0));
	cr_expect(eq(dbl, ticks[3], 1));
	Axis log_axis = {15, 1100, true};
	cr_assert(eq(int, axis_ticks(&log_axis, 8, ticks), 6));
	cr_expect(eq(dbl, ticks[0], 20));
	cr_expect(eq(dbl, ticks[5], 1000));
	cr_expect(eq(int, axis_ticks(&log_axis, 3, ticks), 2));
	Axis narrow = {52, 58, true}; /* no power of ten, nor 2 or 5 times one */
	cr_expect(ge(int, axis_ticks(&narrow, 8, ticks), 3));
}

Test(axes, values_lie_between_the_edges)
{
	Axes axes = {{100, 10, 300, 210}, {1, 100, true}, {0, 50, false}};
	Point low = axes_point(&axes, 1, 0), high = axes_point(&axes, 100, 50);
	Point middle = axes_point(&axes, 10, 25);
	cr_expect(eq(dbl, low.x, 100));
	cr_expect(eq(dbl, low.y, 210));
	cr_expect(eq(dbl, high.x, 300));
	cr_expect(eq(dbl, high.y, 10));
	cr_expect(epsilon_eq(dbl, middle.x, 200, 1e-9));
	cr_expect(eq(dbl, middle.y, 110));
}

Test(axes, from_0_they_reach_a_round_number)
{
	Axis axis = axis_from_0(83.2, 5);
	cr_expect(eq(dbl, axis.high, 100));
	axis = axis_from_0(100, 5);
	cr_expect(eq(dbl, axis.high, 100));
	axis = axis_from_0(0, 5);
	cr_expect(gt(dbl, axis.high, 0));
}

Test(axes, bytes_are_told_in_their_unit)
{
	Arena arena = {0};
	cr_expect_str_eq(bytes_text(&arena, 0), "0 B");
	cr_expect_str_eq(bytes_text(&arena, 4095), "4095 B");
	cr_expect_str_eq(bytes_text(&arena, 4096), "4 KiB");
	cr_expect_str_eq(bytes_text(&arena, 36.5 * 1024), "36.5 KiB");
	cr_expect_str_eq(bytes_text(&arena, 16.0 * 1024 * 1024), "16 MiB");
	arena_finish(&arena);
}

Test(axes, names_are_cut_to_a_width)
{
	static const char *const names[] = {"", "Relu", "model/conv2d_3/Relu;model/b;model/c",
		"\xc3\xa4\xff\x01 a name with no letters that are shown \xf0\x9f\x98\x80"};
	Arena arena = {0};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		for (int width = 40; width < 600; width += 37) {
			const char *all[] = {name_within(&arena, names[i], width),
				text_end_within(&arena, names[i], width),
				text_start_within(&arena, names[i], width)};
			for (int k = 0; k < 3; k++)
				cr_expect(le(int, canvas_text_width(all[k], TEXT_SIZE), width), "%s",
					all[k]);
		}
	cr_expect_str_eq(name_within(&arena, names[2], 600), "model/conv2d_3/Relu");
	cr_expect_str_eq(text_end_within(&arena, "abcdefghijkl", 80), "...ghijkl");
	cr_expect_str_eq(text_start_within(&arena, "abcdefghijkl", 80), "abcde...");
	arena_finish(&arena);
}

Test(palette, neighbours_differ_in_grey_and_texts_are_legible)
{
	for (int i = 0; i < N_PALETTE; i++) {
		double here = brightness(palette_color(i)),
			   next = brightness(palette_color(i + 1));
		cr_expect(gt(dbl, fabs(here - next), 0.06), "%d", i);
		double ink = brightness(ink_on(palette_color(i)));
		cr_expect(gt(dbl, fabs(here - ink), 0.35), "%d", i);
	}
}

/* --- Charts --- */

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

/* --- Canvas --- */

/* More blue than white; letters have soft edges. */
static int count_blue(const Canvas *canvas)
{
	int n = 0;
	for (int i = 0; i < canvas->width * canvas->height; i++) {
		const uint8_t *p = canvas->pixels + 3 * (size_t)i;
		n += p[2] == 0xff && p[0] < 0x80;
	}
	return n;
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
	cr_expect(gt(int, count_blue(&canvas), 10));
	arena_finish(&arena);
}

Test(canvas, what_lies_beside_it_is_cut_off)
{
	Arena arena = {0};
	Canvas canvas = canvas_new(20, 10, &arena);
	canvas_fill(&canvas, (Box){-1e9, -5, 2, 3}, 1, 0xff0000);
	canvas_fill(&canvas, (Box){18, 8, 1e9, 1e9}, 1, 0xff0000);
	canvas_fill(&canvas, (Box){5, 5, 5, 5}, 1, 0x00ff00);
	canvas_hatch(&canvas, (Box){-50, -50, -1, 50}, 0x00ff00);
	canvas_frame(&canvas, (Box){-50, -50, 50, 50}, 2, 0x00ff00);
	canvas_text(&canvas, -100, 8, 3, 0x00ff00, "far");
	cr_expect(eq(int, count_of(&canvas, 0xff0000), 2 * 3 + 2 * 2));
	cr_expect(eq(int, count_of(&canvas, 0x00ff00), 0));
	arena_finish(&arena);
}

Test(canvas, boxes_may_end_within_pixels)
{
	Arena arena = {0};
	Canvas canvas = canvas_new(4, 1, &arena);
	canvas_fill(&canvas, (Box){0.5, 0, 2, 1}, 1, 0x000000);
	cr_expect(eq(int, canvas.pixels[0], 128));
	cr_expect(eq(int, canvas.pixels[3], 0));
	cr_expect(eq(int, canvas.pixels[6], 255));
	arena_finish(&arena);
}

/* --- Letters --- */

static uint64_t look_of(char letter)
{
	uint64_t seen = 0;
	for (int y = 0; y < GLYPH_HEIGHT + GLYPH_DEPTH; y++)
		for (int x = 0; x < GLYPH_WIDTH; x++)
			seen = seen << 1 | (glyph_distance(letter, x + 0.5, y + 0.5) < 0.1);
	return seen;
}

Test(glyphs, all_of_ascii_are_different)
{
	for (char a = ' '; a <= '~'; a++)
		for (char b = ' '; b < a; b++)
			cr_expect(ne(u64, look_of(a), look_of(b)), "%c %c", a, b);
	cr_expect(eq(u64, look_of('\xff'), look_of('?')));
	cr_expect(eq(u64, look_of('\x01'), look_of(' ')));
}

Test(glyphs, digits_are_equally_wide)
{
	for (char digit = '0'; digit <= '9'; digit++)
		cr_expect(eq(int, glyph_width(digit), GLYPH_WIDTH));
	cr_expect(lt(int, glyph_width('i'), GLYPH_WIDTH));
	cr_expect(eq(int, canvas_text_width("10", 2), 2 * (2 * GLYPH_WIDTH + 1)));
	cr_expect(eq(int, canvas_text_width("", 2), 0));
}

Test(figure, is_a_png_or_nothing)
{
	Error err = {0};
	cr_expect(figure_check("--plot", NULL, &err));
	cr_expect(not(figure_check("--plot", "a.jpg", &err)));
	cr_expect_str_eq(err.text, "--plot a.jpg: a picture is written as .png");
}
