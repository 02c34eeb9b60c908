/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/compare.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/infer.h"
#include "passes/quantize/quantize.h"
#include "tests/unit/build.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

enum { IN, OUT, N_COLUMNS = 2 };

/* Twice the input, [batch, 2]; integers have scale 0.5 and zero point 10 in, 1 and -20 out
 * (108 where they are uint8). */
static Model *make_model(DataType type, int batch)
{
	Model *model = test_model_new(1);
	test_computed(model, type, DIMS(batch, N_COLUMNS));
	test_computed(model, type, DIMS(batch, N_COLUMNS));
	test_op(model, "ADD", LIST(IN, IN), LIST(OUT));
	if (type != TYPE_FLOAT32) {
		test_quantized(model, IN, 0.5F, 10);
		test_quantized(model, OUT, 1, -20);
	}
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = type == TYPE_FLOAT32 ? "float" : "int";
	return model;
}

/* The second is rounded to 1.5, the others are held as they are. */
static const float values[] = {1, 1.25F, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static const TensorPair borders[] = {{IN, IN}, {OUT, OUT}};

static bool try_compare(const Model *reference, const Model *other, const Array *data,
	const TensorPair *pairs, int n_pairs, CompareSettings how, Difference *results,
	Error *err)
{
	Preprocess as_is = PREPROCESS_DEFAULTS;
	Samples a, b;
	return samples_open(reference, data, &as_is, &a, err) &&
		samples_open(other, data, &as_is, &b, err) &&
		compare_runs(reference, &a, other, &b, pairs, n_pairs, &how, results, err);
}

static void compare_borders(DataType type, int batch, const float *x, int n_rows,
	CompareSettings how, Difference results[2])
{
	Error err = {0};
	Array data = {"d", TYPE_FLOAT32, {2, {n_rows, N_COLUMNS}}, x, NULL};
	Model *reference = make_model(TYPE_FLOAT32, batch), *other = make_model(type, batch);
	cr_assert(try_compare(reference, other, &data, borders, 2, how, results, &err), "%s",
		err.text);
	model_free(other);
	model_free(reference);
}

Test(compare, holds_an_integer_model_against_its_float_one)
{
	Difference results[2];
	compare_borders(TYPE_INT8, 1, values, 6, COMPARE_DEFAULTS, results);
	cr_expect_eq(results[IN].n, 12);
	cr_expect_eq(results[IN].signal,
		1 + 1.5625 + 9 + 16 + 25 + 36 + 49 + 64 + 81 + 100 + 121 + 144);
	cr_expect_eq(results[IN].noise, 0.0625);
	cr_expect_eq(results[IN].bias, 0.25);
	cr_expect_eq(results[IN].largest, 0.25);
	cr_expect_eq(results[OUT].noise, 0.25, "3, not 2.5");
	cr_expect_eq(results[OUT].bias, 0.5);
	cr_expect_eq(results[OUT].n_rows, 6);
	cr_expect_eq(results[OUT].n_same_top, 6);
}

Test(compare, finds_no_difference_between_a_model_and_itself)
{
	Difference results[2];
	compare_borders(TYPE_FLOAT32, 1, values, 6, COMPARE_DEFAULTS, results);
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(results[i].noise, 0);
		cr_expect_eq(results[i].largest, 0);
		cr_expect_eq(results[i].n_same_top, 6);
		cr_expect(difference_snr(&results[i]) == HUGE_VAL);
	}
}

/* The input holds -69 to 58.5 in steps of 0.5, the output -108 to 147. */
Test(compare, counts_what_the_other_model_cannot_hold)
{
	static const float x[] = {-69.26F, -69.24F, 58.74F, 58.76F};
	Difference results[2];
	compare_borders(TYPE_INT8, 1, x, 2, COMPARE_DEFAULTS, results);
	cr_expect_eq(results[IN].n_saturated, 2);
	cr_expect_eq(results[OUT].n_saturated, 2, "-138.5 and -138.48");
	compare_borders(TYPE_FLOAT32, 1, x, 2, COMPARE_DEFAULTS, results);
	cr_expect_eq(results[IN].n_saturated, 0);
}

Test(compare, takes_the_first_samples_alone_where_told_to)
{
	Difference results[2];
	CompareSettings how = COMPARE_DEFAULTS;
	how.max_samples = 1;
	compare_borders(TYPE_INT8, 1, values, 6, how, results);
	cr_expect_eq(results[IN].n, 2);
	cr_expect_eq(results[IN].signal, 2.5625);
	how.max_samples = 7;
	compare_borders(TYPE_INT8, 1, values, 6, how, results);
	cr_expect_eq(results[IN].n, 12);
}

/* In a batch of 3 the second row alone has its largest value elsewhere. */
Test(compare, tells_rows_of_a_models_own_batch_apart)
{
	static const float x[] = {1, 2, 3.24F, 3.25F, 5, 6, 7, 8, 9, 10, 11, 12};
	Difference results[2];
	compare_borders(TYPE_INT8, 3, x, 6, COMPARE_DEFAULTS, results);
	cr_expect_eq(results[IN].n, 12);
	cr_expect_eq(results[IN].n_rows, 6);
	cr_expect_eq(results[IN].n_same_top, 6);
	static const float swapped[] = {1, 2, 3.1F, 3.2F, 5, 6, 7, 8, 9, 10, 11, 12};
	compare_borders(TYPE_INT8, 3, swapped, 6, COMPARE_DEFAULTS, results);
	cr_expect_eq(results[IN].n_same_top, 5, "3 and 3: the first counts");
}

Test(compare, holds_one_tensor_against_several)
{
	static const TensorPair pairs[] = {{IN, OUT}, {OUT, OUT}, {IN, IN}, {IN, OUT}};
	Error err = {0};
	Array data = {"d", TYPE_FLOAT32, {2, {6, N_COLUMNS}}, values, NULL};
	Difference results[4];
	Model *model = make_model(TYPE_FLOAT32, 1);
	cr_assert(try_compare(model, model, &data, pairs, 4, COMPARE_DEFAULTS, results, &err),
		"%s", err.text);
	cr_expect_eq(results[0].noise, results[0].signal, "2x - x is x");
	cr_expect_eq(results[1].noise, 0);
	cr_expect_eq(results[2].noise, 0);
	cr_expect(memcmp(&results[0], &results[3], sizeof results[0]) == 0);
	model_free(model);
}

/* --- Real numbers, of every integer type --- */

/* The input goes out as it is: only what it stands for counts. */
static Model *through_model(DataType type, float scale, int zero)
{
	Model *model = test_model_new(1);
	test_computed(model, type, DIMS(1, N_COLUMNS));
	int shape = test_ints(model, LIST(1, N_COLUMNS));
	test_computed(model, type, DIMS(1, N_COLUMNS));
	test_op(model, "RESHAPE", LIST(IN, shape), LIST(2));
	if (scale > 0) {
		test_quantized(model, IN, scale, zero);
		test_quantized(model, 2, scale, zero);
	}
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(2));
	model->name = "m";
	return model;
}

Test(compare, reads_every_integer_type_of_activations)
{
	static const struct {
		DataType type;
		float scale;
		int zero;
	} types[] = {
		{TYPE_INT8, 0.25F, -128},
		{TYPE_UINT8, 0.25F, 0},
		{TYPE_INT16, 0.25F, 0},
	};
	static const TensorPair pair = {IN, IN};
	Array data = {"d", TYPE_FLOAT32, {2, {6, N_COLUMNS}}, values, NULL};
	Model *reference = make_model(TYPE_FLOAT32, 1);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		Error err = {0};
		Difference result;
		Model *other = through_model(types[i].type, types[i].scale, types[i].zero);
		cr_assert(try_compare(reference, other, &data, &pair, 1, COMPARE_DEFAULTS,
					  &result, &err),
			"%s", err.text);
		cr_expect_eq(result.noise, 0, "%s", type_name(types[i].type));
		cr_expect_eq(result.n, 12);
		model_free(other);
	}
	model_free(reference);
}

/* --- Threads --- */

/* Differences and order of sums do not depend on who computes them. */
Test(compare, gives_the_same_on_any_number_of_threads)
{
	enum { N_ROWS = 100 };
	Arena arena = {0};
	Error err = {0};
	Preprocess as_is = PREPROCESS_DEFAULTS;
	Samples samples;
	Model *reference = random_net(5, 8);
	Array data = {"data", TYPE_FLOAT32, {4, {N_ROWS, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		random_net_inputs(5, N_ROWS, &arena), NULL};
	Model *other = model_copy(reference);
	cr_assert(samples_open(other, &data, &as_is, &samples, &err), "%s", err.text);
	cr_assert(quantize(other, &samples, &QUANTIZE_DEFAULTS, &err), "%s", err.text);
	TensorPair pairs[] = {
		{reference->graphs[0].inputs[0], other->graphs[0].inputs[0]},
		{reference->graphs[0].outputs[0], other->graphs[0].outputs[0]},
	};
	Difference first[2], again[2];
	for (int i = 0; i < 6; i++) {
		CompareSettings how = {.n_threads = i, .batch = 3};
		cr_assert(try_compare(reference, other, &data, pairs, 2, how, i ? again : first,
					  &err),
			"%s", err.text);
		cr_expect(i == 0 || memcmp(first, again, sizeof first) == 0, "%d threads", i);
	}
	cr_expect_gt(first[1].noise, 0);
	model_free(other);
	model_free(reference);
	arena_finish(&arena);
}

/* --- What cannot be compared --- */

static void expect_refused(Model *reference, Model *other, const float *x,
	TensorPair pair, const char *message)
{
	Error err = {0};
	Difference result;
	Array data = {"d", TYPE_FLOAT32, {2, {6, N_COLUMNS}}, x, NULL};
	cr_expect_not(try_compare(reference, other, &data, &pair, 1, COMPARE_DEFAULTS,
					  &result, &err),
		"%s", message);
	cr_expect_str_eq(err.text, message);
	model_free(other);
	model_free(reference);
}

Test(compare, refuses_values_that_are_no_real_numbers)
{
	Model *other = through_model(TYPE_INT8, 0.5F, 0);
	other->graphs[0].tensors[2].quantization = NULL;
	expect_refused(make_model(TYPE_FLOAT32, 1), other, values, (TensorPair){OUT, 2},
		"m: tensor '#2': int8 without one scale and zero point");
	other = through_model(TYPE_INT8, 0.5F, 0);
	other->graphs[0].tensors[2].quantization->zero_point[0] = 128;
	expect_refused(make_model(TYPE_FLOAT32, 1), other, values, (TensorPair){OUT, 2},
		"m: tensor '#2': zero point 128 of int8");
}

Test(compare, refuses_constants_and_what_nobody_computes)
{
	Model *reference = through_model(TYPE_FLOAT32, 0, 0);
	expect_refused(reference, make_model(TYPE_FLOAT32, 1), values, (TensorPair){1, OUT},
		"m: tensor '#1': not computed");
	Model *other = make_model(TYPE_FLOAT32, 1);
	int loose = test_computed(other, TYPE_FLOAT32, DIMS(1, N_COLUMNS));
	expect_refused(make_model(TYPE_FLOAT32, 1), other, values, (TensorPair){OUT, loose},
		"float: tensor '#2': not computed");
}

Test(compare, refuses_tensors_of_different_sizes)
{
	static const float weights[6] = {1, 2, 3, 4, 5, 6};
	Model *other = make_model(TYPE_FLOAT32, 1);
	int w = test_values(other, TYPE_FLOAT32, DIMS(3, N_COLUMNS), weights);
	int wide = test_computed(other, TYPE_FLOAT32, DIMS(1, 3));
	test_op(other, "FULLY_CONNECTED", LIST(OUT, w), LIST(wide));
	other->name = "wide";
	expect_refused(make_model(TYPE_FLOAT32, 1), other, values, (TensorPair){OUT, wide},
		"wide: tensor '#3': 3 values a sample, but '#1' of float has 2");
}

Test(compare, refuses_models_that_take_different_samples)
{
	expect_refused(make_model(TYPE_FLOAT32, 1), make_model(TYPE_INT8, 3), values,
		(TensorPair){OUT, OUT}, "float takes 1 rows at a time, but int takes 3");
}

Test(compare, names_the_sample_that_is_not_finite)
{
	static const float large[] = {1, 2, 3, 4, 5, 6, 7, 3e38F, 9, 10, 11, 12};
	for (int batch = 1; batch < 5; batch++) {
		Error err = {0};
		Difference result;
		Array data = {"d", TYPE_FLOAT32, {2, {6, N_COLUMNS}}, large, NULL};
		Model *reference = make_model(TYPE_FLOAT32, 1), *other = make_model(TYPE_INT8, 1);
		CompareSettings how = {.batch = batch};
		cr_expect_not(
			try_compare(reference, other, &data, &borders[1], 1, how, &result, &err));
		cr_expect_str_eq(err.text,
			"float: tensor '#1': a value of sample 3 is not finite");
		err = (Error){0};
		cr_expect_not(
			try_compare(other, reference, &data, &borders[1], 1, how, &result, &err));
		cr_expect_str_eq(err.text,
			"float: tensor '#1': a value of sample 3 is not finite");
		model_free(other);
		model_free(reference);
	}
}

Test(compare, names_the_model_that_cannot_be_run)
{
	Model *other = make_model(TYPE_FLOAT32, 1);
	int more = test_computed(other, TYPE_FLOAT32, DIMS(1, N_COLUMNS));
	test_custom_op(other, "Own", LIST(OUT), LIST(more));
	other->name = "odd";
	expect_refused(make_model(TYPE_FLOAT32, 1), other, values, (TensorPair){OUT, OUT},
		"odd: operator 1 (Own): cannot be run: this operator is not supported");
}

/* --- Real models --- */

/* The same figures as from all outputs at once. */
Test(compare, agrees_with_outputs_inferred_whole)
{
	Arena arena = {0};
	Error err = {0};
	Model *models[2] = {shared_model("ad_float"), shared_model("ad_int8")};
	Array data = shared_array("golden/ad_float_x.npy", &arena), outputs[2];
	for (int i = 0; i < 2; i++) {
		Preprocess as_is = PREPROCESS_DEFAULTS;
		Samples samples;
		InferSettings how = INFER_DEFAULTS;
		how.dequantize = true;
		cr_assert(samples_open(models[i], &data, &as_is, &samples, &err), "%s", err.text);
		cr_assert(infer(models[i], &samples, &how, &arena, &outputs[i], &err), "%s",
			err.text);
	}
	double signal = 0, noise = 0;
	for (int64_t i = 0; i < shape_count(outputs[0].shape); i++) {
		double b = (double)((const float *)outputs[0].data)[i];
		double d = (double)((const float *)outputs[1].data)[i] - b;
		signal += b * b;
		noise += d * d;
	}
	TensorPair pair = {models[0]->graphs[0].outputs[0], models[1]->graphs[0].outputs[0]};
	Difference result;
	cr_assert(try_compare(models[0], models[1], &data, &pair, 1, COMPARE_DEFAULTS,
				  &result, &err),
		"%s", err.text);
	cr_expect_float_eq(result.signal, signal, 1e-9 * signal);
	cr_expect_float_eq(result.noise, noise, 1e-9 * noise);
	measured("ad_int8 against ad_float: %.2f dB", difference_snr(&result));
	model_free(models[0]);
	model_free(models[1]);
	arena_finish(&arena);
}
