/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/calibrate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "passes/quantize/histogram_range.h"
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

static bool calibrated_on(int n_rows, const float *values,
	const CalibrationSettings *settings, Range *ranges, Range *extremes, Error *err)
{
	Preprocess how = PREPROCESS_DEFAULTS;
	Array data = {
		.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {n_rows, N_COLUMNS}},
		.data = values,
	};
	Samples samples;
	Model *model = make_model();
	cr_assert(samples_open(model, &data, &how, &samples, err), "%s", err->text);
	bool ok = calibrate(model, &samples, settings, ranges, extremes, err);
	model_free(model);
	return ok;
}

static bool calibrated(const float *values, const CalibrationSettings *settings,
	Range *ranges, Error *err)
{
	return calibrated_on(N_ROWS, values, settings, ranges, NULL, err);
}

static CalibrationSettings settings_of(CalibrationMethod method)
{
	CalibrationSettings how = CALIBRATION_DEFAULTS;
	how.method = method;
	return how;
}

static const CalibrationMethod methods[] = {CALIBRATE_MINMAX, CALIBRATE_AVERAGE,
	CALIBRATE_PERCENTILE, CALIBRATE_ENTROPY, CALIBRATE_MSE};
enum { N_METHODS = sizeof methods / sizeof methods[0] };

Test(calibrate, finds_the_smallest_and_the_largest_value)
{
	Arena arena = {0};
	Error err = {0};
	Range ranges[4];
	CalibrationSettings how = settings_of(CALIBRATE_MINMAX);
	cr_assert(calibrated(make_values(&arena), &how, ranges, &err), "%s", err.text);
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
	double bin = 2 * 90.0 / (HISTOGRAM_BINS - 1);
	for (size_t i = 0; i < sizeof percentiles / sizeof percentiles[0]; i++) {
		Error err = {0};
		Range ranges[4];
		CalibrationSettings how = settings_of(CALIBRATE_PERCENTILE);
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

Test(calibrate, gives_the_same_on_any_number_of_threads_and_any_batch)
{
	Arena arena = {0};
	float *values = make_values(&arena);
	for (int m = 0; m < N_METHODS; m++) {
		Range first[4];
		for (int i = 0; i < 6; i++) {
			Error err = {0};
			Range ranges[4];
			CalibrationSettings how = settings_of(methods[m]);
			how.percentile = 99;
			how.n_threads = i;
			how.batch = 1 + 5 * i;
			cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
			if (i == 0)
				memcpy(first, ranges, sizeof first);
			cr_expect(memcmp(first, ranges, sizeof first) == 0, "method %d, %d threads",
				m, i);
		}
	}
	arena_finish(&arena);
}

/* Wherever values are counted, what a range costs can be worked out from the values. */
static double squared_error(const float *values, Range range)
{
	double step = ((double)range.high - (double)range.low) / 255, sum = 0;
	double zero = round(-(double)range.low / step);
	for (int i = 0; i < N_VALUES; i++) {
		double q = round((double)values[i] / step) + zero;
		q = q < 0 ? 0 : q > 255 ? 255 : q;
		double error = (q - zero) * step - (double)values[i];
		sum += error * error;
	}
	return sum / N_VALUES;
}

Test(calibrate, by_mse_finds_a_range_of_less_error_than_any_other_method)
{
	Arena arena = {0};
	float *values = make_values(&arena);
	values[3333] = 5;
	values[4444] = -3;
	double errors[N_METHODS];
	for (int m = 0; m < N_METHODS; m++) {
		Error err = {0};
		Range ranges[4];
		CalibrationSettings how = settings_of(methods[m]);
		cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
		errors[m] = squared_error(values, ranges[IN]);
	}
	for (int m = 0; m < N_METHODS - 1; m++)
		cr_expect_leq(errors[N_METHODS - 1], errors[m] * 1.001, "%d: %g, not %g", m,
			errors[N_METHODS - 1], errors[m]);
	arena_finish(&arena);
}

Test(calibrate, averages_the_extremes_of_samples_in_order)
{
	Arena arena = {0};
	Error err = {0};
	Range ranges[4], extremes[4];
	CalibrationSettings how = settings_of(CALIBRATE_AVERAGE);
	float *values = arena_array(&arena, N_VALUES, sizeof *values);
	double low = 0, high = 0;
	for (int i = 0; i < N_ROWS; i++) {
		values[i * N_COLUMNS] = (float)-i;
		values[i * N_COLUMNS + 6] = (float)(i * i);
		double weight = i < 100 ? 1.0 / (i + 1) : 0.01;
		low = (1 - weight) * low + weight * -i;
		high = (1 - weight) * high + weight * i * i;
	}
	cr_assert(calibrated_on(N_ROWS, values, &how, ranges, extremes, &err));
	cr_expect_float_eq((double)ranges[IN].low, low, 1e-6 * -low);
	cr_expect_float_eq((double)ranges[IN].high, high, 1e-6 * high);
	cr_expect(extremes[IN].low == -999 && extremes[IN].high == 999 * 999);

	how.batch = 3; /* does not divide 100 */
	cr_assert(calibrated_on(100, values, &how, ranges, NULL, &err));
	cr_expect_float_eq(ranges[IN].low, -49.5F, 1e-4F, "the mean of 0 to 99");
	arena_finish(&arena);
}

Test(calibrate, tells_the_extremes_whatever_the_method)
{
	Arena arena = {0};
	float *values = make_values(&arena);
	for (int m = 0; m < N_METHODS; m++) {
		Error err = {0};
		Range ranges[4], extremes[4];
		CalibrationSettings how = settings_of(methods[m]);
		cr_assert(calibrated_on(N_ROWS, values, &how, ranges, extremes, &err));
		cr_expect(extremes[PRODUCT].low == -100 && extremes[PRODUCT].high == 80);
		cr_expect_gt(extremes[LIST_TENSOR].low, extremes[LIST_TENSOR].high);
		cr_expect(ranges[PRODUCT].low >= -100 && ranges[PRODUCT].high <= 80);
	}
	arena_finish(&arena);
}

Test(calibrate, takes_values_that_are_all_the_same)
{
	static const float constants[] = {0, 1, -3, 1e-44F, 3e37F};
	Arena arena = {0};
	float *values = arena_array(&arena, N_VALUES, sizeof *values);
	for (int m = 0; m < N_METHODS; m++) {
		for (size_t k = 0; k < sizeof constants / sizeof constants[0]; k++) {
			Error err = {0};
			Range ranges[4];
			CalibrationSettings how = settings_of(methods[m]);
			float x = constants[k];
			for (int i = 0; i < N_VALUES; i++)
				values[i] = x;
			cr_assert(calibrated(values, &how, ranges, &err), "%s", err.text);
			cr_expect(x < 0 ? ranges[IN].low == x : ranges[IN].high == x, "%d: %g", m,
				(double)x);
			cr_expect(x < 0 ? ranges[IN].high <= 0 : ranges[IN].low >= 0);
		}
	}
	arena_finish(&arena);
}

Test(calibrate, takes_a_single_sample)
{
	static const float sample[N_COLUMNS] = {-1, 3, 0.5F, 0, 0, 2.5F, -0.25F};
	for (int m = 0; m < N_METHODS; m++) {
		Error err = {0};
		Range ranges[4];
		CalibrationSettings how = settings_of(methods[m]);
		cr_assert(calibrated_on(1, sample, &how, ranges, NULL, &err), "%s", err.text);
		cr_expect(ranges[IN].low >= -1 && ranges[IN].low <= -0.95F, "%d: %g", m,
			(double)ranges[IN].low);
		cr_expect(ranges[IN].high >= 2.95F && ranges[IN].high <= 3, "%d: %g", m,
			(double)ranges[IN].high);
	}
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
Test(calibrate, names_the_first_row_for_which_a_tensor_is_not_finite)
{
	Arena arena = {0};
	float *values = make_values(&arena);
	values[1234] = 3e38F;
	values[1235] = -3e38F;
	values[6000] = 3e38F;
	for (int m = 0; m < N_METHODS; m++) {
		for (int n_threads = 1; n_threads <= 4; n_threads++) {
			Error err = {0};
			Range ranges[4];
			CalibrationSettings how = settings_of(methods[m]);
			how.n_threads = n_threads;
			how.batch = 6 * n_threads - 5;
			cr_expect_not(calibrated(values, &how, ranges, &err));
			cr_expect_str_eq(err.text,
				"m: tensor '#2' is not finite: -inf at row 176 of data");
		}
	}
	arena_finish(&arena);
}
