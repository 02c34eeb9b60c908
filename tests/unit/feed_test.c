/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/feed.h"
#include "src/data/source.h"
#include "tests/unit/shared.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

static const FeedInput float_input = {TYPE_FLOAT32, 0, 0, {2, {1, 4}}};
static const FeedInput int8_input = {TYPE_INT8, 0.5F, 10, {2, {1, 4}}};
static const FeedInput uint8_input = {TYPE_UINT8, 0.5F, 10, {2, {1, 4}}};

/* Feed the single row of four values; the result is in out. */
static void feed_row(DataType type, const void *values, const FeedInput *input,
	const Preprocess *how, void *out)
{
	Error err = {0};
	Feed feed;
	Array data = {.name = "x.npy", .type = type, .shape = {2, {1, 4}}, .data = values};
	cr_assert(feed_open(&data, input, how, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 0, feed.n_rows, out, &err), "%s", err.text);
}

static void expect_refused(DataType type, Shape shape, const FeedInput *input,
	const Preprocess *how, const char *expected)
{
	static const double zeros[8] = {0};
	Error err = {0};
	Feed feed;
	Array data = {.name = "x.npy", .type = type, .shape = shape, .data = zeros};
	cr_expect_not(feed_open(&data, input, how, &feed, &err), "%s", expected);
	cr_expect_str_eq(err.text, expected);
}

static const Shape row_of_4 = {2, {1, 4}};

Test(feed, data_of_the_inputs_own_type_goes_in_as_it_is)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	const int8_t bytes[4] = {-128, -1, 0, 127};
	const float reals[4] = {-0.0F, FLT_MIN / 2, FLT_MAX, 0.1F};
	int8_t out_bytes[4];
	float out_reals[4];
	feed_row(TYPE_INT8, bytes, &int8_input, &how, out_bytes);
	cr_expect_arr_eq(out_bytes, bytes, sizeof bytes);
	feed_row(TYPE_FLOAT32, reals, &float_input, &how, out_reals);
	cr_expect_arr_eq(out_reals, reals, sizeof reals);
}

Test(feed, floats_are_quantised_halves_away_from_zero_and_saturated)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	const float x[4] = {0.25F, -0.25F, 1e30F, -1e30F};
	const int8_t expected[4] = {11, 9, 127, -128};
	const uint8_t expected_unsigned[4] = {11, 9, 255, 0};
	int8_t out[4];
	feed_row(TYPE_FLOAT32, x, &int8_input, &how, out);
	cr_expect_arr_eq(out, expected, 4);
	feed_row(TYPE_FLOAT32, x, &uint8_input, &how, out);
	cr_expect_arr_eq(out, expected_unsigned, 4);
}

Test(feed, quantises_to_int16)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	const FeedInput input = {TYPE_INT16, 0.001F, 0, row_of_4};
	const double x[4] = {0.5, -0.5, 40, -40};
	const int16_t expected[4] = {500, -500, 32767, -32768};
	int16_t out[4];
	feed_row(TYPE_FLOAT64, x, &input, &how, out);
	cr_expect_arr_eq(out, expected, sizeof expected);
}

Test(feed, numbers_of_every_type_become_floats)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	const uint8_t uint8[4] = {0, 1, 255, 7};
	const uint16_t half[4] = {0x3c00, 0xc000, 0x0001, 0x7bff};
	const int64_t int64[4] = {0, -1, INT64_MIN, 1 << 20};
	const bool bools[4] = {false, true, true, false};
	float out[4];
	feed_row(TYPE_UINT8, uint8, &float_input, &how, out);
	cr_expect_arr_eq(out, ((float[]){0, 1, 255, 7}), sizeof out);
	feed_row(TYPE_FLOAT16, half, &float_input, &how, out);
	cr_expect_arr_eq(out, ((float[]){1, -2, 0x1p-24F, 65504}), sizeof out);
	feed_row(TYPE_INT64, int64, &float_input, &how, out);
	cr_expect_arr_eq(out, ((float[]){0, -1, -0x1p63F, 0x1p20F}), sizeof out);
	feed_row(TYPE_BOOL, bools, &float_input, &how, out);
	cr_expect_arr_eq(out, ((float[]){0, 1, 1, 0}), sizeof out);
}

Test(feed, scale_mean_and_std_apply_in_this_order)
{
	const double mean[1] = {0.5}, std[1] = {0.25};
	const Preprocess how = {.scale = 1 / 255.0,
		.n_mean = 1,
		.n_std = 1,
		.mean = mean,
		.std = std,
		.data_zero_point = NO_ZERO_POINT};
	const uint8_t x[4] = {0, 255, 51, 102};
	const int8_t quantised[4] = {6, 14, 8, 9};
	float out[4];
	int8_t q[4];
	feed_row(TYPE_UINT8, x, &float_input, &how, out);
	cr_expect_arr_eq(out, ((float[]){-2, 2, -1.2F, -0.4F}), sizeof out);
	feed_row(TYPE_UINT8, x, &int8_input, &how, q);
	cr_expect_arr_eq(q, quantised, 4);
	feed_row(TYPE_UINT8, x, &uint8_input, &how, q);
	cr_expect_arr_eq(q, quantised, 4, "own type, but the options make it real numbers");
}

Test(feed, mean_and_std_may_be_one_a_channel)
{
	const double mean[2] = {10, 20}, std[2] = {1, 2};
	const Preprocess how = {.scale = 1,
		.n_mean = 2,
		.n_std = 2,
		.mean = mean,
		.std = std,
		.data_zero_point = NO_ZERO_POINT};
	const FeedInput input = {TYPE_FLOAT32, 0, 0, {3, {1, 2, 2}}};
	Error err = {0};
	Feed feed;
	const int32_t x[8] = {0, 0, 0, 0, 11, 22, 12, 24};
	float out[4];
	Array data = {.name = "x.npy",
		.type = TYPE_INT32,
		.shape = {3, {2, 2, 2}},
		.data = x};
	cr_assert(feed_open(&data, &input, &how, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 1, 1, out, &err), "%s", err.text);
	cr_expect_arr_eq(out, ((float[]){1, 1, 2, 2}), sizeof out);

	Preprocess three = how;
	three.n_std = 3;
	expect_refused(TYPE_INT32, data.shape, &input, &three,
		"--std: 3 values; 1 or 2 are wanted");
}

Test(feed, integers_that_stand_for_something_else_need_both_options)
{
	const Preprocess plain = PREPROCESS_DEFAULTS;
	const Preprocess scaled = {.scale = 1, .data_scale = 0.25, .data_zero_point = -4};
	const Preprocess half = {.scale = 1,
		.data_scale = 2,
		.data_zero_point = NO_ZERO_POINT};
	const int8_t x[4] = {-4, 0, 4, 100};
	float out[4];
	int8_t q[4];
	feed_row(TYPE_INT8, x, &float_input, &scaled, out);
	cr_expect_arr_eq(out, ((float[]){0, 1, 2, 26}), sizeof out);
	feed_row(TYPE_INT8, x, &int8_input, &scaled, q);
	cr_expect_arr_eq(q, ((int8_t[]){10, 12, 14, 62}), 4);
	expect_refused(TYPE_INT8, row_of_4, &float_input, &plain,
		"x.npy: int8 data into an input of float32: say what it stands for with "
		"--data-scale and --data-zero-point");
	expect_refused(TYPE_INT8, row_of_4, &float_input, &half,
		"--data-scale and --data-zero-point go together");
	expect_refused(TYPE_FLOAT32, row_of_4, &float_input, &scaled,
		"x.npy: --data-scale is for integers, not float32");
}

Test(feed, options_that_would_do_nothing_are_refused)
{
	const Preprocess how = {.scale = 2, .data_zero_point = NO_ZERO_POINT};
	expect_refused(TYPE_INT8, row_of_4, &int8_input, &how,
		"x.npy: int8 data goes into the int8 input as it is: --scale, --mean and --std "
		"need --data-scale and --data-zero-point beside them");
}

Test(feed, options_out_of_range_are_refused)
{
	const double zero[1] = {0}, endless[1] = {(double)INFINITY};
	Preprocess std = PREPROCESS_DEFAULTS, mean = std, scale = std;
	std.n_std = 1;
	std.std = zero;
	expect_refused(TYPE_FLOAT32, row_of_4, &float_input, &std,
		"--std: 0 would divide by nothing");
	mean.n_mean = 1;
	mean.mean = endless;
	expect_refused(TYPE_FLOAT32, row_of_4, &float_input, &mean, "--mean: inf");
	scale.data_scale = -1;
	scale.data_zero_point = 0;
	expect_refused(TYPE_INT8, row_of_4, &float_input, &scale,
		"--data-scale: -1 is not above 0");
}

Test(feed, types_without_a_rule_are_refused)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	const FeedInput integers = {TYPE_INT32, 0, 0, row_of_4};
	expect_refused(TYPE_FLOAT32, row_of_4, &integers, &how,
		"x.npy: float32 data into an input of plain int32");
	expect_refused(TYPE_COMPLEX64, row_of_4, &float_input, &how,
		"x.npy: complex64 data into an input of float32");
}

static size_t rows_in(Shape data, Shape input)
{
	static const float zeros[1] = {0};
	const Preprocess how = PREPROCESS_DEFAULTS;
	const FeedInput wanted = {TYPE_FLOAT32, 0, 0, input};
	Error err = {0};
	Feed feed;
	Array array = {.name = "x.npy", .type = TYPE_FLOAT32, .shape = data, .data = zeros};
	return feed_open(&array, &wanted, &how, &feed, &err) ? feed.n_rows : 0;
}

Test(feed, rows_match_after_dropping_ones_or_flat)
{
	const Shape kws = {4, {1, 49, 10, 1}}, image = {4, {-1, 32, 32, 3}};
	cr_expect_eq(rows_in((Shape){4, {600, 49, 10, 1}}, kws), 600);
	cr_expect_eq(rows_in((Shape){3, {600, 49, 10}}, kws), 600);
	cr_expect_eq(rows_in((Shape){4, {600, 1, 49, 10}}, kws), 600);
	cr_expect_eq(rows_in((Shape){2, {600, 490}}, kws), 600);
	cr_expect_eq(rows_in((Shape){3, {5, 28, 28}}, (Shape){2, {1, 784}}), 5);
	cr_expect_eq(rows_in((Shape){4, {5, 32, 32, 3}}, image), 5);
	cr_expect_eq(rows_in((Shape){4, {5, 3, 32, 32}}, image), 0);
	cr_expect_eq(rows_in((Shape){3, {600, 10, 49}}, kws), 0);
	cr_expect_eq(rows_in((Shape){0}, kws), 0);
}

Test(feed, a_sample_without_batch_is_one_row)
{
	const Shape kws = {4, {1, 49, 10, 1}};
	cr_expect_eq(rows_in((Shape){3, {49, 10, 1}}, kws), 1);
	cr_expect_eq(rows_in((Shape){1, {640}}, (Shape){2, {1, 640}}), 1);
	cr_expect_eq(rows_in((Shape){2, {49, 10}}, kws), 0, "only in exactly its shape");
}

Test(feed, shapes_that_do_not_fit_are_both_shown)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	expect_refused(TYPE_FLOAT32, (Shape){2, {2, 3}}, &float_input, &how,
		"x.npy: shape 2x3 does not fit the model's input, 1x4");
}

Test(feed, values_that_are_no_numbers_are_named)
{
	const Preprocess plain = PREPROCESS_DEFAULTS;
	const Preprocess large = {.scale = 1e300, .data_zero_point = NO_ZERO_POINT};
	float x[1200] = {0}, out[1200];
	Array data = {.name = "x.npy",
		.type = TYPE_FLOAT32,
		.shape = {2, {300, 4}},
		.data = x};
	Feed feed;
	Error nan = {0}, inf = {0}, range = {0};

	x[299 * 4 + 3] = (float)NAN;
	cr_assert(feed_open(&data, &float_input, &plain, &feed, &nan));
	cr_expect(feed_rows(&feed, 0, 299, out, &nan), "the rows before it are fine");
	cr_expect_not(feed_rows(&feed, 298, 2, out, &nan));
	cr_expect_str_eq(nan.text, "x.npy: row 299, value 3 is nan");

	x[17 * 4] = -(float)INFINITY;
	cr_assert(feed_open(&data, &int8_input, &plain, &feed, &inf));
	cr_expect_not(feed_rows(&feed, 0, 300, out, &inf));
	cr_expect_str_eq(inf.text, "x.npy: row 17, value 0 is -inf");

	x[5] = 1;
	cr_assert(feed_open(&data, &int8_input, &large, &feed, &range));
	cr_expect_not(feed_rows(&feed, 0, 300, out, &range));
	cr_expect_str_eq(range.text, "x.npy: row 1, value 1: 1 goes beyond float32");
}

/* A reader that counts up, and fails from some element on. */
typedef struct Counting {
	ArrayReader reader;
	size_t fails_at;
	bool is_closed;
} Counting;

static bool count_up(const ArrayReader *reader, size_t first, size_t count, void *to,
	Error *err)
{
	const Counting *counting = (const Counting *)reader;
	uint16_t *values = to;
	for (size_t i = 0; i < count; i++)
		values[i] = (uint16_t)(first + i);
	return first + count <= counting->fails_at || failed(err, "x.npy: too far");
}

static void note_closing(ArrayReader *reader)
{
	((Counting *)reader)->is_closed = true;
}

Test(feed, takes_rows_from_a_reader)
{
	enum { ROWS = 5000, COUNT = ROWS * 4 };
	const Preprocess how = {.scale = 0.5, .data_zero_point = NO_ZERO_POINT};
	Counting counting = {{count_up, note_closing}, 4 * 4990, false};
	Array data = {
		.name = "x.npy",
		.type = TYPE_UINT16,
		.shape = {2, {ROWS, 4}},
		.reader = &counting.reader,
	};
	Error err = {0};
	Feed feed;
	static float out[COUNT];
	cr_assert(feed_open(&data, &float_input, &how, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 3, 4900, out, &err), "%s", err.text);
	for (int i = 0; i < 4900 * 4; i++)
		cr_assert_eq(out[i], (float)(12 + i) / 2);
	cr_expect_not(feed_rows(&feed, 3, 4990, out, &err));
	cr_expect_str_eq(err.text, "x.npy: too far");

	const FeedInput own = {TYPE_UINT16, 0, 0, row_of_4};
	const Preprocess plain = PREPROCESS_DEFAULTS;
	uint16_t same[8];
	cr_assert(feed_open(&data, &own, &plain, &feed, &err));
	cr_assert(feed_rows(&feed, 100, 2, same, &err));
	cr_expect(same[0] == 400 && same[7] == 407);
	array_close(&data);
	cr_expect(counting.is_closed);
}

Test(feed, counts_what_saturates)
{
	const Preprocess how = PREPROCESS_DEFAULTS;
	/* int8_input holds -69 to 58.5 */
	const float x[8] = {58.5F, 58.7F, 58.8F, -69, -69.2F, -69.3F, 1e30F, 0};
	int8_t out[8];
	float same[8];
	double low, high;
	FeedCounts counts = {0};
	Error err = {0};
	Feed feed;
	Array data = {
		.name = "x.npy",
		.type = TYPE_FLOAT32,
		.shape = {2, {2, 4}},
		.data = x,
	};
	cr_assert(feed_open(&data, &int8_input, &how, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 0, 2, out, &err), "nobody counts");
	feed.counts = &counts;
	cr_assert(feed_rows(&feed, 0, 2, out, &err), "%s", err.text);
	cr_expect_eq(counts.n_quantized, 8);
	cr_expect_eq(counts.n_saturated, 3, "what rounds to the last value is not beyond it");
	feed_input_range(&int8_input, &low, &high);
	cr_expect(low == -69 && high == 58.5);

	cr_assert(feed_open(&data, &float_input, &how, &feed, &err));
	feed.counts = &counts;
	cr_assert(feed_rows(&feed, 0, 2, same, &err));
	cr_expect_eq(counts.n_quantized, 8, "nothing is quantised");
}

static const char *recorded(Arena *arena, const char *name)
{
	char path[SHARED_PATH_BYTES];
	shared_path(arena_text(arena, "data/%s", name), path);
	return arena_text(arena, "%s", path);
}

/* The same features recorded as int8 and as float32: scale 0.584702909, zero point 83. */
Test(feed, recorded_features_convert_into_each_other)
{
	const Shape shape = {4, {1, 49, 10, 1}};
	const FeedInput real = {TYPE_FLOAT32, 0, 0, shape};
	const FeedInput quantised = {TYPE_INT8, 0.584702909F, 83, shape};
	const Preprocess plain = PREPROCESS_DEFAULTS;
	const Preprocess scaled = {.scale = 1,
		.data_scale = 0.584702909,
		.data_zero_point = 83};
	enum { COUNT = 600 * 490 };
	Arena arena = {0};
	Error err = {0};
	Array x, xf;
	Feed feed;
	cr_assert(array_open(recorded(&arena, "kws/kws_dev_x.npy"), "x", &arena, &x, &err));
	cr_assert(array_open(recorded(&arena, "kws/kws_dev_xf.npy"), "x", &arena, &xf, &err));

	int8_t *q = arena_alloc(&arena, COUNT);
	cr_assert(feed_open(&xf, &quantised, &plain, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 0, 600, q, &err), "%s", err.text);
	cr_expect_eq(memcmp(q, x.data, COUNT), 0);

	float *r = arena_array(&arena, COUNT, sizeof *r);
	const float *expected = xf.data;
	cr_assert(feed_open(&x, &real, &scaled, &feed, &err), "%s", err.text);
	cr_assert(feed_rows(&feed, 0, 600, r, &err), "%s", err.text);
	for (int i = 0; i < COUNT; i++)
		cr_assert_float_eq(r[i], expected[i], 1e-6F * (1 + fabsf(expected[i])));
	arena_finish(&arena);
}
