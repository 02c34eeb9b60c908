/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/calibrate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/build.h"
#include "tests/unit/random_s8.h"

enum { N_ROWS = 1000, N_COLUMNS = 7, N_VALUES = N_ROWS * N_COLUMNS };

/* Tensors: the input, the input by -2, and a list that no operator computes. */
enum { IN, FACTOR, PRODUCT, LIST_TENSOR };

static Model *make_model(void)
{
	static const float factor = -2;
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, N_COLUMNS));
	test_values(model, TYPE_FLOAT32, DIMS(1), &factor);
	test_computed(model, TYPE_FLOAT32, DIMS(1, N_COLUMNS));
	test_ints(model, LIST(1, 2));
	test_op(model, "MUL", LIST(IN, FACTOR), LIST(PRODUCT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(PRODUCT));
	model->name = "m";
	return model;
}

/* Uniform in [-1, 1], with two values far out. */
static float *make_values(Arena *arena)
{
	uint32_t state = 7;
	float *values = arena_array(arena, N_VALUES, sizeof *values);
	for (int i = 0; i < N_VALUES; i++)
		values[i] = (float)random_between(&state, -1000, 1000) / 1000;
	values[3333] = 50;
	values[4444] = -40;
	return values;
}

static bool calibrated(const float *values, const CalibrationSettings *settings,
	Range *ranges, Error *err)
{
	Preprocess how = PREPROCESS_DEFAULTS;
	Array data = {"data", TYPE_FLOAT32, {2, {N_ROWS, N_COLUMNS}}, values};
	Samples samples;
	Model *model = make_model();
	cr_assert(samples_open(model, &data, &how, &samples, err), "%s", err->text);
	bool ok = calibrate(model, &samples, settings, ranges, NULL, err);
	model_free(model);
	return ok;
}

Test(calibrate, finds_the_smallest_and_the_largest_value)
{
	Arena arena = {0};
	Error err = {0};
	Range ranges[4];
	cr_assert(calibrated(make_values(&arena), &CALIBRATION_DEFAULTS, ranges, &err), "%s",
		err.text);
	cr_expect(ranges[IN].low == -40 && ranges[IN].high == 50);
	cr_expect(ranges[PRODUCT].low == -100 && ranges[PRODUCT].high == 80);
	cr_expect_gt(ranges[FACTOR].low, ranges[FACTOR].high, "a constant is not seen");
	cr_expect_gt(ranges[LIST_TENSOR].low, ranges[LIST_TENSOR].high);
	arena_finish(&arena);
}

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

/* The value that so many lie below, and as many above, up to the width of a bin. */
Test(calibrate, cuts_off_a_share_at_each_end)
{
	static const double percentiles[] = {50, 75, 90, 99, 99.9, 99.99, 100};
	Arena arena = {0};
	float *values = make_values(&arena);
	float *sorted = arena_copy(&arena, values, N_VALUES * sizeof *values);
	qsort(sorted, N_VALUES, sizeof *sorted, compare_floats);
	double bin = 90.0 / HISTOGRAM_BINS;
	for (size_t i = 0; i < sizeof percentiles / sizeof percentiles[0]; i++) {
		Error err = {0};
		Range ranges[4];
		CalibrationSettings how = CALIBRATION_DEFAULTS;
		how.method = CALIBRATE_PERCENTILE;
		how.percentile = percentiles[i];
		cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
		int beyond = (int)((1 - percentiles[i] / 100) * N_VALUES);
		double low = (double)sorted[beyond], high = (double)sorted[N_VALUES - 1 - beyond];
		cr_expect(fabs((double)ranges[IN].low - low) <= bin &&
				fabs((double)ranges[IN].high - high) <= bin,
			"%g%%: %g to %g, not %g to %g", percentiles[i], (double)ranges[IN].low,
			(double)ranges[IN].high, low, high);
		cr_expect_leq(ranges[IN].low, ranges[IN].high);
	}
	arena_finish(&arena);
}

Test(calibrate, gives_the_same_on_any_number_of_threads)
{
	Arena arena = {0};
	float *values = make_values(&arena);
	Range first[4];
	for (int i = 0; i < 6; i++) {
		Error err = {0};
		Range ranges[4];
		CalibrationSettings how = CALIBRATION_DEFAULTS;
		how.method = CALIBRATE_PERCENTILE;
		how.percentile = 99;
		how.n_threads = i;
		how.batch = 1 + 5 * i;
		cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
		if (i == 0)
			memcpy(first, ranges, sizeof first);
		cr_expect(memcmp(first, ranges, sizeof first) == 0, "%d threads", i);
	}
	arena_finish(&arena);
}

Test(calibrate, takes_values_that_are_all_the_same)
{
	Arena arena = {0};
	Error err = {0};
	Range ranges[4];
	CalibrationSettings how = CALIBRATION_DEFAULTS;
	how.method = CALIBRATE_PERCENTILE;
	float *values = arena_array(&arena, N_VALUES, sizeof *values);
	cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
	cr_expect(ranges[IN].low == 0 && ranges[IN].high == 0);
	arena_finish(&arena);
}

Test(calibrate, refuses_what_is_not_finite)
{
	static const float bad[] = {NAN, INFINITY, -INFINITY};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		Arena arena = {0};
		Error err = {0};
		Range ranges[4];
		float *values = make_values(&arena);
		values[1234] = bad[i];
		cr_expect_not(calibrated(values, &CALIBRATION_DEFAULTS, ranges, &err));
		cr_expect(strstr(err.text, "row 176"), "%s", err.text);
		arena_finish(&arena);
	}
}

/* Finite data that overflow inside the model. */
Test(calibrate, names_the_tensor_that_is_not_finite)
{
	Arena arena = {0};
	Error err = {0};
	Range ranges[4];
	float *values = make_values(&arena);
	values[1234] = 3e38F;
	cr_expect_not(calibrated(values, &CALIBRATION_DEFAULTS, ranges, &err));
	cr_expect_str_eq(err.text, "m: tensor '#2': values that are not finite");
	arena_finish(&arena);
}
