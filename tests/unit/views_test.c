/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/views.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/data/feed.h"

enum { ROWS = 100, WIDTH = 3 };

/* [ROWS, WIDTH] of int16, counting up. */
static Array counting(Arena *arena)
{
	int16_t *values = arena_array(arena, ROWS * WIDTH, sizeof *values);
	for (int i = 0; i < ROWS * WIDTH; i++)
		values[i] = (int16_t)i;
	return (Array){.name = "x.npy",
		.type = TYPE_INT16,
		.shape = {2, {ROWS, WIDTH}},
		.data = values};
}

Test(views, a_shuffle_takes_every_row_once_and_depends_on_the_seed_alone)
{
	Arena arena = {0};
	RowOrder order = row_order(ROWS, INT32_MAX, true, 1, &arena);
	RowOrder again = row_order(ROWS, INT32_MAX, true, 1, &arena);
	RowOrder other = row_order(ROWS, INT32_MAX, true, 2, &arena);
	bool seen[ROWS] = {false};
	cr_assert_eq(order.n, ROWS);
	for (int i = 0; i < ROWS; i++) {
		cr_assert(order.rows[i] >= 0 && order.rows[i] < ROWS && !seen[order.rows[i]]);
		seen[order.rows[i]] = true;
	}
	cr_expect_arr_eq(order.rows, again.rows, ROWS * sizeof *order.rows);
	cr_expect_neq(memcmp(order.rows, other.rows, ROWS * sizeof *order.rows), 0);
	arena_finish(&arena);
}

Test(views, a_limit_takes_the_first_of_the_same_shuffle)
{
	Arena arena = {0};
	RowOrder all = row_order(ROWS, INT32_MAX, true, 1, &arena);
	RowOrder few = row_order(ROWS, 7, true, 1, &arena);
	cr_assert_eq(few.n, 7);
	cr_expect_arr_eq(few.rows, all.rows, 7 * sizeof *few.rows);
	cr_expect_null(row_order(ROWS, 7, false, 1, &arena).rows);
	arena_finish(&arena);
}

Test(views, rows_can_be_read_from_any_element_on)
{
	Arena arena = {0};
	Error err = {0};
	Array array = counting(&arena);
	int16_t part[10];
	RowOrder order = row_order(ROWS, 50, true, 3, &arena);
	cr_assert(array_take_rows(&array, &order, &arena, &err), "%s", err.text);
	cr_expect(shape_equal(array.shape, (Shape){2, {50, WIDTH}}));
	for (size_t first = 0; first + 10 <= 50 * WIDTH; first++) {
		cr_assert(array_read(&array, first, 10, part, &err));
		for (size_t i = 0; i < 10; i++) {
			size_t at = first + i;
			cr_assert_eq(part[i], order.rows[at / WIDTH] * WIDTH + (int)(at % WIDTH));
		}
	}
	array_close(&array);
	arena_finish(&arena);
}

Test(views, labels_must_be_as_many_as_the_data_had_rows)
{
	Arena arena = {0};
	Error err = {0};
	Array array = counting(&arena);
	RowOrder order = row_order(ROWS + 1, 5, false, 1, &arena);
	cr_expect_not(array_take_rows(&array, &order, &arena, &err));
	cr_expect_str_eq(err.text, "x.npy: 100 rows, the data have 101");
	arena_finish(&arena);
}

/* [2, 3, 4, 5], channels first, where each value says its own place. */
static Array channels_first(Arena *arena, DataType type)
{
	enum { N = 2 * 3 * 4 * 5 };
	size_t bytes = (size_t)type_bits(type) / 8;
	uint8_t *values = arena_array(arena, N, bytes);
	for (size_t i = 0; i < N; i++)
		values[i * bytes] = (uint8_t)i;
	return (
		Array){.name = "x.npy", .type = type, .shape = {4, {2, 3, 4, 5}}, .data = values};
}

static void expect_turned(Array array, Arena *arena)
{
	Error err = {0};
	size_t bytes = (size_t)type_bits(array.type) / 8;
	cr_assert(array_channels_last(&array, (Shape){4, {1, 4, 5, 3}}, arena, &err), "%s",
		err.text);
	cr_expect(shape_equal(array.shape, (Shape){4, {2, 4, 5, 3}}));
	cr_assert(array_load(&array, arena, &err));
	const uint8_t *values = array.data;
	for (int n = 0; n < 2; n++)
		for (int place = 0; place < 20; place++)
			for (int c = 0; c < 3; c++)
				cr_assert_eq(values[(size_t)(n * 60 + place * 3 + c) * bytes],
					n * 60 + c * 20 + place);
}

Test(views, channels_first_become_channels_last)
{
	Arena arena = {0};
	expect_turned(channels_first(&arena, TYPE_UINT8), &arena);
	expect_turned(channels_first(&arena, TYPE_INT16), &arena);
	expect_turned(channels_first(&arena, TYPE_FLOAT32), &arena);
	expect_turned(channels_first(&arena, TYPE_FLOAT64), &arena);
	Array flat = channels_first(&arena, TYPE_UINT8);
	flat.shape = (Shape){2, {2, 60}};
	expect_turned(flat, &arena);
	arena_finish(&arena);
}

Test(views, part_of_a_row_is_turned_as_the_whole)
{
	Arena arena = {0};
	Error err = {0};
	Array array = channels_first(&arena, TYPE_UINT8);
	uint8_t whole[120], part[120];
	cr_assert(array_channels_last(&array, (Shape){4, {1, 4, 5, 3}}, &arena, &err));
	cr_assert(array_read(&array, 0, 120, whole, &err));
	for (size_t first = 0; first < 120; first += 7) {
		cr_assert(array_read(&array, first, 120 - first, part, &err));
		cr_assert_arr_eq(part, whole + first, 120 - first);
	}
	array_close(&array);
	arena_finish(&arena);
}

Test(views, other_dimensions_are_not_channels_first)
{
	Arena arena = {0};
	Error err = {0}, flat = {0};
	Array array = channels_first(&arena, TYPE_UINT8);
	cr_expect_not(array_channels_last(&array, (Shape){4, {1, 5, 4, 3}}, &arena, &err));
	cr_expect_str_eq(err.text,
		"x.npy: shape 2x3x4x5 is not the model's input, 1x5x4x3, channels first");
	cr_expect_not(array_channels_last(&array, (Shape){2, {1, 60}}, &arena, &flat));
	cr_expect_str_eq(flat.text, "--layout: the model's input, 1x60, has no channels");
	arena_finish(&arena);
}

Test(views, data_that_look_like_channels_first_are_told_so)
{
	Arena arena = {0};
	Error err = {0};
	Array array = channels_first(&arena, TYPE_FLOAT32);
	const FeedInput input = {TYPE_FLOAT32, 0, 0, {4, {1, 4, 5, 3}}};
	const Preprocess how = PREPROCESS_DEFAULTS;
	Feed feed;
	cr_expect_not(feed_open(&array, &input, &how, &feed, &err));
	cr_expect_str_eq(err.text,
		"x.npy: shape 2x3x4x5 does not fit the model's input, 1x4x5x3; it looks like "
		"channels first: --layout nchw");
	arena_finish(&arena);
}
