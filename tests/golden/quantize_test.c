/* SPDX-License-Identifier: Apache-2.0 */
/* Real float models made int8, beside the official int8 ones; `--verbose` shows the numbers. */
#include "passes/quantize/quantize.h"

#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "tests/golden/recorded.h"
#include "tests/unit/quantized.h"

static Model *quantized(const char *name, const Array *data,
	const QuantizeSettings *settings)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Model *model = shared_model(name);
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(quantize(model, &samples, settings, &err), "%s: %s", name, err.text);
	expect_quantized(model, name);
	return model;
}

/* --- Accuracy --- */

/* With the default calibration within 0.3 points of float, otherwise within one; a point is
 * one row in a hundred. */
static void expect_accurate(const char *name, const Array *calibration, const Array *x,
	const Array *y)
{
	static const struct {
		const char *name;
		CalibrationMethod method;
		double points;
	} ways[] = {{"mse, the default", CALIBRATE_MSE, 0.3}, {"minmax", CALIBRATE_MINMAX, 1},
		{"percentile", CALIBRATE_PERCENTILE, 1}};
	Model *model = shared_model(name);
	double real = accuracy_of(model, x, y);
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	cr_expect_eq(how.calibration.method, ways[0].method);
	for (int i = 0; i < 3; i++) {
		how.calibration.method = ways[i].method;
		Model *small = quantized(name, calibration, &how);
		double integer = accuracy_of(small, x, y);
		measured("%s: %.4f as float32, %.4f as int8 calibrated by %s", name, real,
			integer, ways[i].name);
		cr_expect_geq(integer, real - ways[i].points / 100, "%s: %.4f, not %.4f", name,
			integer, real);
		model_free(small);
	}
	model_free(model);
}

Test(quantize_models, keeps_the_accuracy_of_keyword_spotting)
{
	Arena arena = {0};
	Array x = shared_array("kws/kws_dev_xf.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	expect_accurate("kws_float", &x, &x, &y);
	arena_finish(&arena);
}

Test(quantize_models, keeps_the_accuracy_of_image_classification)
{
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz", &arena);
	Array calibration = rows_of(train, 0, 500);
	Array x = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	Array y = shared_array("cifar10/cifar10_test2k.npz:y", &arena);
	expect_accurate("ic_float", &calibration, &x, &y);
	arena_finish(&arena);
}

/* --- Noise --- */

/* What is measured, and calibrated on; an official int8 file gets the same inputs, and is
 * held against the same float outputs. */
typedef struct Comparison {
	const char *name, *official;
	Array calibration, x;
	const char *what;
	CalibrationMethod method;
} Comparison;

static void expect_clearer(const Comparison *c)
{
	Arena arena = {0};
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.calibration.method = c->method;
	Model *model = shared_model(c->name), *theirs = shared_model(c->official);
	Model *ours = quantized(c->name, &c->calibration, &how);
	Array real = real_outputs_of(model, &c->x, &arena);
	Array a = real_outputs_of(ours, &c->x, &arena),
		  b = real_outputs_of(theirs, &c->x, &arena);
	double our_ratio = signal_to_noise(&a, &real),
		   their_ratio = signal_to_noise(&b, &real);
	measured("%s: %.2f dB %s, %s %.2f dB", c->name, our_ratio, c->what, c->official,
		their_ratio);
	cr_expect_geq(our_ratio, their_ratio, "%s: %.2f dB %s, official %.2f", c->name,
		our_ratio, c->what, their_ratio);
	model_free(ours);
	model_free(theirs);
	model_free(model);
	arena_finish(&arena);
}

static void expect_clearer_than(const char *official, const char *name, const char *data)
{
	Arena arena = {0};
	Array x = shared_array(data, &arena);
	int n = x.shape.dims[0], half = n / 2;
	Array first = rows_of(x, 0, half), rest = rows_of(x, half, n - half);
	expect_clearer(&(Comparison){name, official, x, x, "by minmax", CALIBRATE_MINMAX});
	expect_clearer(
		&(Comparison){name, official, x, x, "by percentile", CALIBRATE_PERCENTILE});
	expect_clearer(&(Comparison){name, official, x, x, "by mse", CALIBRATE_MSE});
	expect_clearer(&(Comparison){name, official, first, rest, "by mse on rows not seen",
		CALIBRATE_MSE});
	arena_finish(&arena);
}

Test(quantize_models, is_clearer_than_the_official_person_detection)
{
	expect_clearer_than("vww_int8", "vww_float", "golden/vww_float_x.npy");
}

Test(quantize_models, is_clearer_than_the_official_anomaly_detection)
{
	expect_clearer_than("ad_int8", "ad_float", "golden/ad_float_x.npy");
}

Test(quantize_models, is_clearer_than_the_official_image_classification)
{
	expect_clearer_than("ic_int8", "ic_float", "golden/ic_float_x.npy");
}

/* --- The same file again --- */

static void expect_same_bytes(const char *name, const char *data,
	CalibrationMethod method)
{
	static const struct {
		int n_threads, batch;
	} ways[] = {{1, 8}, {1, 8}, {2, 8}, {5, 3}, {0, 64}};
	Arena arena = {0};
	Array x = shared_array(data, &arena);
	Bytes first = {0};
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		Error err = {0};
		Bytes file;
		QuantizeSettings how = QUANTIZE_DEFAULTS;
		how.calibration.method = method;
		how.calibration.n_threads = ways[i].n_threads;
		how.calibration.batch = ways[i].batch;
		Model *model = quantized(name, &x, &how);
		cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
		first = i == 0 ? file : first;
		cr_assert_eq(file.n, first.n);
		cr_expect(memcmp(file.data, first.data, file.n) == 0, "%s, %d threads", name,
			ways[i].n_threads);
		model_free(model);
	}
	arena_finish(&arena);
}

Test(quantize_models, gives_the_same_bytes_on_any_number_of_threads)
{
	expect_same_bytes("kws_float", "golden/kws_float_x.npy", CALIBRATE_MINMAX);
	expect_same_bytes("kws_float", "golden/kws_float_x.npy", CALIBRATE_AVERAGE);
	expect_same_bytes("kws_float", "golden/kws_float_x.npy", CALIBRATE_ENTROPY);
	expect_same_bytes("kws_float", "golden/kws_float_x.npy", CALIBRATE_MSE);
	expect_same_bytes("ad_float", "golden/ad_float_x.npy", CALIBRATE_PERCENTILE);
}

/* --- What the application sees --- */

Test(quantize_models, has_the_same_values_whatever_the_types_at_the_borders)
{
	static const DataType types[] = {TYPE_INT8, TYPE_UINT8, TYPE_FLOAT32};
	Arena arena = {0};
	Array x = shared_array("golden/kws_float_x.npy", &arena);
	Array first = {0};
	for (int i = 0; i < 9; i++) {
		QuantizeSettings how = QUANTIZE_DEFAULTS;
		how.input_type = types[i % 3];
		how.output_type = types[i / 3];
		Model *model = quantized("kws_float", &x, &how);
		const Graph *graph = &model->graphs[0];
		cr_expect_eq(graph->tensors[graph->inputs[0]].type, how.input_type);
		cr_expect_eq(graph->tensors[graph->outputs[0]].type, how.output_type);
		Array out = real_outputs_of(model, &x, &arena);
		first = i == 0 ? out : first;
		size_t n_bytes = (size_t)shape_count(out.shape) * sizeof(float);
		cr_expect(memcmp(out.data, first.data, n_bytes) == 0, "%s to %s",
			type_name(how.input_type), type_name(how.output_type));
		model_free(model);
	}
	arena_finish(&arena);
}
