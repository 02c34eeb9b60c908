/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which way of calibrating is best, on how many samples: int8 models calibrated on one part
 * of the data and scored on another. `make check` shows the tables.
 */
#include <criterion/criterion.h>
#include <math.h>

#include "passes/evaluate.h"
#include "passes/quantize/quantize.h"
#include "src/data/labels.h"
#include "tests/golden/recorded.h"

typedef struct Method {
	const char *name;
	CalibrationMethod method;
} Method;

static const Method methods[] = {
	{"minmax", CALIBRATE_MINMAX},
	{"average", CALIBRATE_AVERAGE},
	{"percentile", CALIBRATE_PERCENTILE},
	{"entropy", CALIBRATE_ENTROPY},
	{"mse", CALIBRATE_MSE},
};
static const int numbers[] = {10, 50, 100, 300};
enum {
	N_METHODS = sizeof methods / sizeof methods[0],
	N_NUMBERS = sizeof numbers / sizeof numbers[0],
};

static Model *calibrated(const char *name, const Array *data, CalibrationMethod method)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	Samples samples;
	Model *model = shared_model(name);
	settings.calibration.method = method;
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(quantize(model, &samples, &settings, &err), "%s: %s", name, err.text);
	return model;
}

/* In points: right answers of a hundred. */
static double points(const Model *model, const Array *x, const Array *y)
{
	return 100 * accuracy_of(model, x, y);
}

/* Data in two parts: samples of one calibrate, and the rows of the other are scored. */
typedef struct Split {
	const char *model, *what;
	Array calibration[2], x[2], y[2];
	int n_draws; /* how often samples are drawn, spread evenly over the part */
} Split;

/* The mean over both directions and all draws: a single model's accuracy on a few hundred
 * rows says little, as it may lie a point above that of float32. */
static double mean_points(const Split *split, CalibrationMethod method, int n_samples)
{
	double sum = 0;
	int room = split->calibration[0].shape.dims[0] - n_samples;
	int n_draws = room > 0 ? split->n_draws : 1;
	for (int draw = 0; draw < n_draws; draw++) {
		int first = n_draws > 1 ? room / (n_draws - 1) * draw : 0;
		for (int side = 0; side < 2; side++) {
			Array rows = rows_of(split->calibration[side], first, n_samples);
			Model *model = calibrated(split->model, &rows, method);
			sum += points(model, &split->x[side], &split->y[side]);
			model_free(model);
		}
	}
	return sum / (2 * n_draws);
}

/* The default must be within half a point of the best of each column. */
static void compare(const Split *split)
{
	double best[N_NUMBERS] = {0}, chosen[N_NUMBERS] = {0};
	Model *real = shared_model(split->model);
	measured("%s as float32: %.2f %%; as int8 on 10, 50, 100, 300 samples, %s:",
		split->model,
		(points(real, &split->x[0], &split->y[0]) +
			points(real, &split->x[1], &split->y[1])) /
			2,
		split->what);
	model_free(real);
	for (int m = 0; m < N_METHODS; m++) {
		double found[N_NUMBERS];
		for (int i = 0; i < N_NUMBERS; i++) {
			found[i] = mean_points(split, methods[m].method, numbers[i]);
			best[i] = found[i] > best[i] ? found[i] : best[i];
			if (methods[m].method == CALIBRATION_DEFAULTS.method)
				chosen[i] = found[i];
		}
		measured("%s by %-10s %.2f %.2f %.2f %.2f", split->model, methods[m].name,
			found[0], found[1], found[2], found[3]);
	}
	for (int i = 0; i < N_NUMBERS; i++)
		cr_expect_geq(chosen[i], best[i] - 0.5, "%s, %d samples: %.2f, best %.2f",
			split->model, numbers[i], chosen[i], best[i]);
}

Test(calibration_models, by_default_is_as_good_as_any_for_keyword_spotting)
{
	Arena arena = {0};
	Array x = shared_array("kws/kws_dev_xf.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	Array first = rows_of(x, 0, 300), last = rows_of(x, 300, 300);
	compare(&(Split){
		.model = "kws_float",
		.what = "one half of kws_dev scored on the other",
		.calibration = {first, last},
		.x = {last, first},
		.y = {rows_of(y, 300, 300), rows_of(y, 0, 300)},
		.n_draws = 4,
	});
	arena_finish(&arena);
}

Test(calibration_models, by_default_is_as_good_as_any_for_image_classification)
{
#ifdef UNDER_ASAN
	cr_skip_test("takes minutes under the sanitizers");
#endif
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz", &arena);
	Array x = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	Array y = shared_array("cifar10/cifar10_test2k.npz:y", &arena);
	compare(&(Split){
		.model = "ic_float",
		.what = "halves of train10k scored on all of test2k",
		.calibration = {rows_of(train, 0, 5000), rows_of(train, 5000, 5000)},
		.x = {x, x},
		.y = {y, y},
		.n_draws = 1,
	});
	arena_finish(&arena);
}

/* --- Noise, where there are too few labels for accuracy --- */

static double noise_ratio(const char *name, const Array *calibration, const Array *x,
	CalibrationMethod method)
{
	Arena arena = {0};
	Model *real = shared_model(name), *model = calibrated(name, calibration, method);
	Array a = real_outputs_of(model, x, &arena), b = real_outputs_of(real, x, &arena);
	double ratio = signal_to_noise(&a, &b);
	model_free(model);
	model_free(real);
	arena_finish(&arena);
	return ratio;
}

static void show_noise(const char *name, const char *data)
{
	Arena arena = {0};
	Array x = shared_array(data, &arena);
	int n = x.shape.dims[0], half = n / 2;
	Array halves[] = {rows_of(x, 0, half), rows_of(x, half, n - half)};
	for (int m = 0; m < N_METHODS; m++) {
		double forth = noise_ratio(name, &halves[0], &halves[1], methods[m].method);
		double back = noise_ratio(name, &halves[1], &halves[0], methods[m].method);
		measured("%s: %-10s %.2f dB, halves exchanged %.2f dB", name, methods[m].name,
			forth, back);
		cr_expect_geq(fmin(forth, back), 10, "%s by %s", name, methods[m].name);
	}
	arena_finish(&arena);
}

Test(calibration_models, leaves_a_clear_signal_on_rows_not_seen)
{
	show_noise("vww_float", "golden/vww_float_x.npy");
	show_noise("ad_float", "golden/ad_float_x.npy");
	show_noise("ic_float", "golden/ic_float_x.npy");
	show_noise("kws_float", "golden/kws_float_x.npy");
}
