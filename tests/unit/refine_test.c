/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/evaluate.h"
#include "passes/input_model.h"
#include "passes/quantize/quantize.h"
#include "passes/quantize/refine.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/quantized.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

/* A float model, prepared, and data to quantise it with. */
typedef struct Original {
	Model *model;
	Array data;
	Samples samples;
	Preprocess how;
	Calibrated calibrated;
	Arena arena;
} Original;

static void prepare(Original *original, Model *model, Array data)
{
	Error err = {0};
	*original = (Original){.model = model, .data = data, .how = PREPROCESS_DEFAULTS};
	CalibrationSettings calibration = CALIBRATION_DEFAULTS;
	cr_assert(quantize_prepare(model, &err) &&
			samples_open(model, &original->data, &original->how, &original->samples,
				&err) &&
			quantize_calibrate(model, &original->samples, &calibration, &original->arena,
				&original->calibrated, &err),
		"%s", err.text);
}

static void release(Original *original)
{
	model_free(original->model);
	arena_finish(&original->arena);
}

static const RefineSettings nothing = {0};

/* Quantise, and refine; the caller frees the result before the original. */
static Model *refined(Original *original, LayerFormat format,
	const RefineSettings *settings, bool on_data)
{
	Error err = {0};
	Samples samples;
	Model *small = model_copy(original->model);
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.format = format;
	cr_assert(quantize_by_ranges(small, &original->calibrated, &how, &err) &&
			samples_open(small, &original->data, &original->how, &samples, &err),
		"%s", err.text);
	if (settings != &nothing)
		cr_assert(refine(original->model, on_data ? &original->samples : NULL, small,
					  on_data ? &samples : NULL, settings, &err),
			"%s", err.text);
	cr_assert(model_verify(small, &err), "%s", err.text);
	return small;
}

static RefineSettings only(bool compensate, bool scale_search, bool bias_correction)
{
	RefineSettings settings = REFINE_DEFAULTS;
	settings.compensate = compensate;
	settings.scale_search = scale_search;
	settings.bias_correction = bias_correction;
	return settings;
}

static double ratio_of(Original *original, LayerFormat format,
	const RefineSettings *settings, bool on_data, const Array *data)
{
	Arena arena = {0};
	Model *small = refined(original, format, settings, on_data);
	Array outputs = real_outputs_of(small, data, &arena);
	Array wanted = real_outputs_of(original->model, data, &arena);
	double ratio = signal_to_noise(&outputs, &wanted);
	model_free(small);
	arena_finish(&arena);
	return ratio;
}

static void prepare_net(Original *original, uint32_t seed, Arena *arena)
{
	enum { N_ROWS = 24 };
	prepare(original, random_net(seed, 2 + (int)seed % 6),
		(Array){.name = "data",
			.type = TYPE_FLOAT32,
			.shape = {4, {N_ROWS, NET_SIZE, NET_SIZE, NET_CHANNELS}},
			.data = random_net_inputs(seed, N_ROWS, arena)});
}

Test(refine, helps_networks_of_every_operator)
{
	enum { N_NETS = 60 };
	static const LayerFormat formats[] = {LAYER_INT8, LAYER_INT4};
	double before[2] = {0}, after[2] = {0};
	RefineSettings all = REFINE_DEFAULTS;
	for (uint32_t seed = 0; seed < N_NETS; seed++) {
		Arena arena = {0};
		Original original;
		prepare_net(&original, seed, &arena);
		for (int i = 0; i < 2; i++) {
			before[i] +=
				fmin(60, ratio_of(&original, formats[i], &nothing, true, &original.data));
			after[i] +=
				fmin(60, ratio_of(&original, formats[i], &all, true, &original.data));
		}
		release(&original);
		arena_finish(&arena);
	}
	for (int i = 0; i < 2; i++) {
		measured("%d networks to %s: %.1f dB, refined %.1f dB", N_NETS,
			layer_format_name(formats[i]), before[i] / N_NETS, after[i] / N_NETS);
		cr_expect_geq(after[i], before[i]);
	}
}

Test(refine, keeps_to_the_rules_of_quantised_models)
{
	for (uint32_t seed = 0; seed < 30; seed++) {
		Arena arena = {0};
		Original original;
		RefineSettings settings = only(seed % 2, seed % 3 == 0, seed % 5 != 0);
		prepare_net(&original, seed, &arena);
		Model *small = refined(&original, LAYER_INT8, &settings, seed % 4 != 0);
		expect_quantized(small, "refined");
		model_free(small);
		release(&original);
		arena_finish(&arena);
	}
}

static void expect_equal_weights(const Model *a, const Model *b)
{
	const Graph *x = &a->graphs[0], *y = &b->graphs[0];
	cr_assert_eq(x->n_tensors, y->n_tensors);
	for (int i = 0; i < x->n_tensors; i++) {
		const Buffer *of_x = x->tensors[i].buffer, *of_y = y->tensors[i].buffer;
		cr_assert_eq(of_x->n_bytes, of_y->n_bytes);
		cr_expect(of_x->n_bytes == 0 || !memcmp(of_x->data, of_y->data, of_x->n_bytes));
	}
}

Test(refine, gives_the_same_on_any_number_of_threads)
{
	Arena arena = {0};
	Original original;
	prepare_net(&original, 5, &arena);
	RefineSettings settings = REFINE_DEFAULTS;
	settings.n_threads = 1;
	Model *one = refined(&original, LAYER_INT4, &settings, true);
	settings.n_threads = 4;
	Model *four = refined(&original, LAYER_INT4, &settings, true);
	expect_equal_weights(one, four);
	model_free(one);
	model_free(four);
	release(&original);
	arena_finish(&arena);
}

/* --- What it is worth --- */

typedef struct Step {
	const char *name;
	RefineSettings settings;
	bool on_data;
} Step;

/* Quantised on some rows, measured on others. */
static void compare_steps(const char *name, Array calibration, Array rest,
	LayerFormat format, double *first, double *last)
{
	const Step steps[] = {
		{"nearest", nothing, true},
		{"without data", only(true, true, false), false},
		{"biases", only(false, false, true), true},
		{"scales, biases", only(false, true, true), true},
		{"all", REFINE_DEFAULTS, true},
	};
	enum { N_STEPS = sizeof steps / sizeof steps[0] };
	Original original;
	prepare(&original, shared_model(name), calibration);
	for (int i = 0; i < N_STEPS; i++) {
		double ratio = ratio_of(&original, format, i == 0 ? &nothing : &steps[i].settings,
			steps[i].on_data, &rest);
		measured("%s to %s, %s: %.1f dB", name, layer_format_name(format), steps[i].name,
			ratio);
		*first = i == 0 ? ratio : *first;
		*last = ratio;
	}
	release(&original);
}

Test(refine, wins_back_what_four_bits_lose_of_kws)
{
	Arena arena = {0};
	Array all = shared_array("kws/kws_dev_xf.npy", &arena);
	double nearest, refined_ratio;
	compare_steps("kws_float", rows_of(all, 0, 300), rows_of(all, 300, 300), LAYER_INT4,
		&nearest, &refined_ratio);
	cr_expect_geq(refined_ratio, nearest + 6);
	cr_expect_geq(refined_ratio, 20);
	arena_finish(&arena);
}

Test(refine, wins_back_what_four_bits_lose_of_ic)
{
#ifdef UNDER_ASAN
	cr_skip_test("minutes under the address sanitizer; the others go the same ways");
#endif
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz:x", &arena);
	Array test = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	double nearest, refined_ratio;
	compare_steps("ic_float", rows_of(train, 0, 300), rows_of(test, 0, 500), LAYER_INT4,
		&nearest, &refined_ratio);
	cr_expect_geq(refined_ratio, nearest + 10);
	cr_expect_geq(refined_ratio, 13);
	arena_finish(&arena);
}

/* Beside int16 activations, the rounding of weights is nearly all there is. */
Test(refine, wins_with_int16_activations_too)
{
	Arena arena = {0};
	Array all = shared_array("kws/kws_dev_xf.npy", &arena);
	double nearest, refined_ratio;
	compare_steps("kws_float", rows_of(all, 0, 300), rows_of(all, 300, 300), LAYER_INT16,
		&nearest, &refined_ratio);
	cr_expect_geq(refined_ratio, nearest + 3);
	arena_finish(&arena);
}

/* --- Without data --- */

Test(refine, knows_which_inputs_cannot_be_negative)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int positive = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int reshaped = test_computed(model, TYPE_FLOAT32, DIMS(1, 2, 2));
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int shape = test_ints(model, LIST(1, 2, 2));
	test_op(model, "RELU", LIST(in), LIST(positive));
	test_op(model, "RESHAPE", LIST(positive, shape), LIST(reshaped));
	test_op(model, "ADD", LIST(positive, in), LIST(sum));
	const Graph *graph = &model->graphs[0];
	cr_expect_not(never_negative(graph, in));
	cr_expect(never_negative(graph, positive));
	cr_expect(never_negative(graph, reshaped));
	cr_expect_not(never_negative(graph, sum));
	model_free(model);
}

Test(refine, passes_over_a_layer_of_constants)
{
	static const float constant[] = {1, -2}, weights[] = {0.5F, 0.3F, -0.7F, 1};
	static const float rows[] = {1, 2, -1, 0.5F, 3, -2, 0, 1};
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int fixed = test_values(model, TYPE_FLOAT32, DIMS(1, 2), constant);
	int weight = test_values(model, TYPE_FLOAT32, DIMS(2, 2), weights);
	int made = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "FULLY_CONNECTED", LIST(fixed, weight), LIST(made));
	test_op(model, "ADD", LIST(in, made), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	Original original;
	Array data = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {4, 2}},
		.data = rows};
	prepare(&original, model, data);
	RefineSettings all = REFINE_DEFAULTS;
	cr_expect_geq(ratio_of(&original, LAYER_INT8, &all, true, &data), 30);
	release(&original);
}
