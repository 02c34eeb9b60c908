/* SPDX-License-Identifier: Apache-2.0 */
/* Models by bytes and accuracy: which are the best, where their names have room. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/pareto_plot.h"

static Pareto points_of(int n, const uint64_t *bytes, const double *scores, Arena *arena)
{
	Error err = {0};
	Pareto pareto = {.arena = arena};
	for (int i = 0; i < n; i++) {
		char name[32];
		snprintf(name, sizeof name, "model_%d", i);
		cr_assert(pareto_add(&pareto, name, bytes[i], scores[i], &err), "%s", err.text);
	}
	pareto_sort(&pareto);
	return pareto;
}

/* --- The front --- */

Test(pareto, the_front_are_those_that_none_beats)
{
	static const uint64_t bytes[] = {300, 100, 200, 200, 50, 400, 300};
	static const double scores[] = {0.9, 0.5, 0.7, 0.8, 0.1, 0.85, 0.9};
	static const char *const sorted[] = {"model_4", "model_1", "model_3", "model_2",
		"model_0", "model_6", "model_5"};
	static const bool on_front[] = {true, true, true, false, true, false, false};
	Arena arena = {0};
	Pareto pareto = points_of(7, bytes, scores, &arena);
	for (int i = 0; i < 7; i++) {
		cr_expect_str_eq(pareto.list[i].name, sorted[i]);
		cr_expect(eq(int, pareto.list[i].on_front, on_front[i]), "%d", i);
	}
	arena_finish(&arena);
}

Test(pareto, a_score_of_0_may_be_the_best)
{
	static const uint64_t bytes[] = {300};
	static const double scores[] = {0};
	Arena arena = {0};
	Pareto pareto = points_of(1, bytes, scores, &arena);
	cr_expect(pareto.list[0].on_front);
	arena_finish(&arena);
}

/* --- Files --- */

/* What reading a text gives, or the error without the file's name. */
static bool read_text(const char *text, Pareto *pareto, Error *err)
{
	char path[] = "/tmp/pareto_test_XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
	bool ok = pareto_read(pareto, path, err);
	remove(path);
	if (!ok)
		memmove(err->text, err->text + strlen(path) + 2,
			strlen(err->text) - strlen(path) - 1);
	return ok;
}

Test(pareto, is_read_with_and_without_a_header_and_percentages)
{
	static const char *const texts[] = {
		"name,bytes,accuracy\n\"a, b\",100,0.5\nc,200,75%\n",
		"\"a, b\";100;50 %\r\nc;200;0.75\r\n\r\n",
		"a, b\t100\t5e-1\nc\t200\t75.0%",
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		Arena arena = {0};
		Error err = {0};
		Pareto pareto = {.arena = &arena};
		cr_assert(read_text(texts[i], &pareto, &err), "%s", err.text);
		cr_assert(eq(int, pareto.n, 2));
		cr_expect_str_eq(pareto.list[0].name, "a, b");
		cr_expect(eq(u64, pareto.list[0].bytes, 100));
		cr_expect(eq(dbl, pareto.list[0].score, 0.5));
		cr_expect(eq(dbl, pareto.list[1].score, 0.75));
		arena_finish(&arena);
	}
}

Test(pareto, says_which_line_it_cannot_read)
{
	static const char *const texts[][2] = {
		{"a,100\n", "line 1: expected three values: name, bytes, accuracy"},
		{"a,100,0.5\nb,1,2,3\n", "line 2: expected three values: name, bytes, accuracy"},
		{"n,b,a\na,0,0.5\n", "line 2: bytes: expected a whole number, 1 or more"},
		{"a,1.5,0.5\n", "line 1: bytes: expected a whole number, 1 or more"},
		{"a,1e30,0.5\n", "line 1: bytes: expected a whole number, 1 or more"},
		{"a,100,91.2\n",
			"line 1: accuracy: expected a share from 0 to 1, or a percentage as 91.2%"},
		{"a,100,nan\n",
			"line 1: accuracy: expected a share from 0 to 1, or a percentage as 91.2%"},
		{"a,100,%\n",
			"line 1: accuracy: expected a share from 0 to 1, or a percentage as 91.2%"},
		{"\"a,100,0.5\n", "line 1: quotes that do not close"},
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		Arena arena = {0};
		Error err = {0};
		Pareto pareto = {.arena = &arena};
		cr_expect(not(read_text(texts[i][0], &pareto, &err)), "%s", texts[i][0]);
		cr_expect_str_eq(err.text, texts[i][1]);
		arena_finish(&arena);
	}
}

/* --- The picture --- */

static const Box room = {100, 100, 1000, 700};

static bool is_within(const Box *box)
{
	return box->left >= room.left && box->right <= room.right && box->top >= room.top &&
		box->bottom <= room.bottom;
}

static bool overlap(const Box *a, const Box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom &&
		b->top < a->bottom;
}

/* Points with numbers that look like any; returns whether all names had room. */
static bool expect_apart(int n, uint32_t seed)
{
	uint64_t bytes[200];
	double scores[200];
	Arena arena = {0};
	for (int i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] = 1000 + (seed >> 12) % 100000;
		scores[i] = (double)(seed >> 20) / 4096;
	}
	Pareto pareto = points_of(n, bytes, scores, &arena);
	Axes axes = pareto_axes(&pareto, room, 100, (ByteUnit){"KiB", 1024});
	Point places[200];
	PlacedLabel labels[200];
	for (int i = 0; i < n; i++) {
		const ParetoPoint *point = &pareto.list[i];
		places[i] = axes_point(&axes, (double)point->bytes / 1024, 100 * point->score);
		Box at = {places[i].x, places[i].y, places[i].x, places[i].y};
		cr_expect(is_within(&at), "%d of %d", i, n);
	}
	int n_labels;
	bool is_named = pareto_labels(&pareto, places, room, &arena, labels, &n_labels);
	cr_expect(gt(int, n_labels, 0));
	for (int i = 0; i < n_labels; i++) {
		cr_expect(is_within(&labels[i].box));
		for (int k = 0; k < n; k++) {
			Box at = {places[k].x - 5, places[k].y - 5, places[k].x + 5, places[k].y + 5};
			cr_expect(not(overlap(&labels[i].box, &at)));
		}
		for (int k = 0; k < i; k++)
			cr_expect(not(overlap(&labels[i].box, &labels[k].box)));
	}
	arena_finish(&arena);
	return is_named;
}

Test(pareto_labels, overlap_neither_each_other_nor_points)
{
	for (uint32_t seed = 0; seed < 20; seed++) {
		cr_expect(expect_apart(1, seed));
		cr_expect(expect_apart(2, seed));
		expect_apart(12, seed);
		expect_apart(200, seed);
	}
}

Test(pareto_plot, of_names_without_room_has_a_list_below)
{
	uint64_t bytes[90];
	double scores[90];
	Arena arena = {0};
	for (int i = 0; i < 90; i++) {
		bytes[i] = 1000 + 10 * (uint64_t)i;
		scores[i] = 0.5 + 0.001 * i;
	}
	Pareto few = points_of(2, bytes, scores, &arena);
	Pareto many = points_of(90, bytes, scores, &arena);
	Canvas named = pareto_plot(&few, "accuracy", true, &arena);
	Canvas listed = pareto_plot(&many, "AUC", false, &arena);
	cr_expect(eq(int, named.width, listed.width));
	cr_expect(eq(int, listed.height, named.height + MOST_LISTED / 2 * LINE_HEIGHT + GAP));
	arena_finish(&arena);
}
