/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cmd/augment_text.h"
#include "src/base/words.h"
#include "src/data/array.h"

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
