/* SPDX-License-Identifier: Apache-2.0 */
/* The pass that makes float models int8, on models made for it. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "formats/format.h"
#include "passes/quantize/quantize.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/quantized.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

static bool try_quantize(Model *model, const Array *data,
	const QuantizeSettings *settings, Error *err)
{
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	return samples_open(model, data, &how, &samples, err) &&
		quantize(model, &samples, settings, err);
}

static void expect_refused(Model *model, const Array *data, const char *message)
{
	Error err = {0};
	cr_expect_not(try_quantize(model, data, &QUANTIZE_DEFAULTS, &err), "%s", message);
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

/* What the model gives as float32, then what it gives once it is int8. */
typedef struct Both {
	Array real, integer;
} Both;

static Both run_both(Model *model, const Array *data, const QuantizeSettings *settings,
	Arena *arena)
{
	Error err = {0};
	Both both = {.real = real_outputs_of(model, data, arena)};
	cr_assert(try_quantize(model, data, settings, &err), "%s", err.text);
	expect_quantized(model, model->name);
	both.integer = real_outputs_of(model, data, arena);
	return both;
}

/* --- Networks of every operator --- */

enum { N_ROWS = 32, N_NETS = 200 };

/*
 * A value in 255 steps of a range as wide as that of calibrated data has some 40 dB, of
 * which as many sources of noise as values and weights of ten layers take 13: 27 dB, less
 * where values cancel out, more for the mean at the end.
 */
Test(quantize_pass, keeps_the_signal_of_any_network)
{
	double sum = 0, least = HUGE_VAL;
	for (uint32_t seed = 0; seed < N_NETS; seed++) {
		Arena arena = {0};
		Model *model = random_net(seed, 1 + (int)seed % 8);
		Array data = {.name = "data",
			.type = TYPE_FLOAT32,
			.shape = {4, {N_ROWS, NET_SIZE, NET_SIZE, NET_CHANNELS}},
			.data = random_net_inputs(seed, N_ROWS, &arena)};
		Both both = run_both(model, &data, &QUANTIZE_DEFAULTS, &arena);
		double ratio = signal_to_noise(&both.integer, &both.real);
		cr_expect_geq(ratio, 20, "net %u: %.1f dB", seed, ratio);
		sum += fmin(ratio, 60); /* some are exact */
		least = fmin(least, ratio);
		model_free(model);
		arena_finish(&arena);
	}
	measured("%d networks: %.1f dB on average, %.1f dB at least", N_NETS, sum / N_NETS,
		least);
	cr_expect_geq(sum / N_NETS, 27);
}

Test(quantize_pass, makes_models_that_go_round)
{
	for (uint32_t seed = 0; seed < 40; seed++) {
		Arena arena = {0};
		Error err = {0};
		Bytes file;
		Model *model = random_net(seed, 6);
		Array data = {.name = "data",
			.type = TYPE_FLOAT32,
			.shape = {4, {4, NET_SIZE, NET_SIZE, NET_CHANNELS}},
			.data = random_net_inputs(seed, 4, &arena)};
		QuantizeSettings how = QUANTIZE_DEFAULTS;
		how.input_type = seed % 2 ? TYPE_FLOAT32 : TYPE_UINT8;
		how.output_type = seed % 3 ? TYPE_FLOAT32 : TYPE_UINT8;
		Both both = run_both(model, &data, &how, &arena);
		cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
		Model *again = model_from_bytes(file, "again", &err);
		cr_assert(again, "%s", err.text);
		expect_quantized(again, "again");
		Array out = real_outputs_of(again, &data, &arena);
		size_t n_bytes = (size_t)shape_count(out.shape) * sizeof(float);
		cr_expect(memcmp(out.data, both.integer.data, n_bytes) == 0, "net %u", seed);
		model_free(again);
		model_free(model);
		arena_finish(&arena);
	}
}

/* --- Layers that are hard to quantise --- */

enum { IN, WEIGHTS, BIAS, OUT };

static const float two_rows[] = {1, -1, 0.5F, 0.25F, -0.125F, 1, -1, 0.75F};
static const Array rows = {.name = "data",
	.type = TYPE_FLOAT32,
	.shape = {2, {2, 4}},
	.data = two_rows};

static Model *dense_model(const float weights[12], const float bias[3])
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_values(model, TYPE_FLOAT32, DIMS(3, 4), weights);
	test_values(model, TYPE_FLOAT32, DIMS(3), bias);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS, BIAS), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

/* Each output within so many steps of its scale; the inputs' own rounding takes three. */
static void expect_near(const Model *model, const Both *both, double steps)
{
	const Graph *graph = &model->graphs[0];
	const Tensor *out = &graph->tensors[graph->outputs[0]];
	double scale = (double)out->quantization->scale[0];
	const float *a = both->integer.data, *b = both->real.data;
	for (int64_t i = 0; i < shape_count(both->real.shape); i++)
		cr_expect(fabs((double)a[i] - (double)b[i]) <= steps * scale, "%g, not %g",
			(double)a[i], (double)b[i]);
}

Test(quantize_pass, takes_channels_of_nothing_but_zeros)
{
	static const float weights[12] = {1, 2, 3, 4, 0, 0, 0, 0, -1, -2, 1, 2};
	static const float bias[3] = {0, 0.5F, 0};
	Arena arena = {0};
	Model *model = dense_model(weights, bias);
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	expect_near(model, &both, 4);
	model_free(model);
	arena_finish(&arena);
}

/* In int32 the bias would be 1e12 of its scale, were the weights' scale not made larger. */
Test(quantize_pass, takes_biases_far_larger_than_their_weights)
{
	static const float weights[12] = {1, 2, 3, 4, 1e-9F, 0, 0, 0, -1, -2, 1, 2};
	static const float bias[3] = {0, 5, -5};
	Arena arena = {0};
	Model *model = dense_model(weights, bias);
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	expect_near(model, &both, 2);
	model_free(model);
	arena_finish(&arena);
}

Test(quantize_pass, takes_weights_too_small_for_any_scale)
{
	static const float weights[12] = {1, 2, 3, 4, 1e-44F, 0, 0, 1e-45F, -1, -2, 1, 2};
	static const float bias[3] = {0, 1e-42F, 0};
	Arena arena = {0};
	Model *model = dense_model(weights, bias);
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	expect_near(model, &both, 4);
	model_free(model);
	arena_finish(&arena);
}

/* A layer whose outputs are all cut off: there is no range, but it must run. */
Test(quantize_pass, takes_layers_that_give_nothing)
{
	static const float weights[12] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 1, 1};
	static const float bias[3] = {-90, -90, -90};
	Arena arena = {0};
	Model *model = dense_model(weights, bias);
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	int share = test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	model->graphs[0].ops[0].attrs.dense.activation = ACTIVATION_RELU;
	test_op(model, "SUB", LIST(OUT, OUT), LIST(sum));
	test_op(model, "SOFTMAX", LIST(sum), LIST(share))->attrs.softmax.beta = 1;
	test_outputs(model, LIST(share));
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	expect_near(model, &both, 1);
	model_free(model);
	arena_finish(&arena);
}

Test(quantize_pass, refuses_numbers_that_no_scale_holds)
{
	static const float weights[12] = {1, 2, 3, 4, 1, 0, 0, 0, -1, -2, 1, 2};
	float broken[12], bias[3] = {0, NAN, 0};
	memcpy(broken, weights, sizeof broken);
	broken[5] = NAN;
	Model *model = dense_model(broken, (const float[3]){0});
	model->graphs[0].ops[0].attrs.dense.activation = ACTIVATION_RELU6;
	Error err = {0};
	cr_expect_not(try_quantize(model, &rows, &QUANTIZE_DEFAULTS, &err));
	cr_expect(strstr(err.text, "not finite"), "%s", err.text);
	model_free(model);
	err = (Error){0};
	model = dense_model(weights, bias);
	cr_expect_not(try_quantize(model, &rows, &QUANTIZE_DEFAULTS, &err));
	cr_expect(strstr(err.text, "not finite"), "%s", err.text);
	model_free(model);
}

/* --- What is shared, and what meets --- */

/* Two layers with the same weights and biases, whose inputs have different scales. */
Test(quantize_pass, gives_each_layer_weights_of_its_own)
{
	static const float weights[16] = {1, 0, 0, 1, 0, 9, 0, 0, 0, 0, 1, 0, 1, 0, 0, -1};
	static const float bias[4] = {1, 2, 3, 4};
	Arena arena = {0};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_values(model, TYPE_FLOAT32, DIMS(4, 4), weights);
	test_values(model, TYPE_FLOAT32, DIMS(4), bias);
	int middle = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS, BIAS), LIST(middle));
	test_op(model, "FULLY_CONNECTED", LIST(middle, WEIGHTS, BIAS), LIST(out));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(out));
	model->name = "m";
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	expect_near(model, &both, 4);
	const Op *ops = model->graphs[0].ops;
	cr_expect_neq(ops[0].inputs[2], ops[1].inputs[2]);
	model_free(model);
	arena_finish(&arena);
}

/* Of what is joined, the shares keep their own scale and go through a QUANTIZE. */
Test(quantize_pass, brings_what_is_concatenated_to_one_scale)
{
	Arena arena = {0};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int shares = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int level = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int constant = test_values(model, TYPE_FLOAT32, DIMS(1, 4), two_rows);
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 16));
	test_op(model, "SOFTMAX", LIST(IN), LIST(shares))->attrs.softmax.beta = 1;
	test_op(model, "TANH", LIST(IN), LIST(level));
	test_op(model, "CONCATENATION", LIST(shares, IN, level, constant), LIST(out))
		->attrs.concatenation.axis = 1;
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(out));
	model->name = "m";
	Both both = run_both(model, &rows, &QUANTIZE_DEFAULTS, &arena);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(graph->n_ops, 5);
	cr_expect_eq(graph->ops[2].code->type, OP_QUANTIZE);
	cr_expect_eq(graph->ops[3].code->type, OP_QUANTIZE);
	expect_near(model, &both, 2);
	model_free(model);
	arena_finish(&arena);
}

/* --- What is refused --- */

Test(quantize_pass, refuses_what_is_quantised_already)
{
	static const float weights[12] = {1}, bias[3] = {1};
	Error err = {0};
	Model *model = dense_model(weights, bias);
	cr_assert(try_quantize(model, &rows, &QUANTIZE_DEFAULTS, &err), "%s", err.text);
	expect_refused(model, &rows, "m: #1: weights are already int8");
	model = dense_model(weights, bias);
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.input_type = TYPE_FLOAT32;
	cr_assert(try_quantize(model, &rows, &how, &err), "%s", err.text);
	expect_refused(model, &rows,
		"m: operator 0 (QUANTIZE) computes int8; a float32 model is needed");
}

Test(quantize_pass, refuses_what_it_cannot_run)
{
	static const float weights[12] = {1}, bias[3] = {1};
	Model *model = dense_model(weights, bias);
	int more = test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	test_custom_op(model, "Own", LIST(OUT), LIST(more));
	expect_refused(model, &rows,
		"m: operator 1 (Own): cannot be run: this operator is not supported");
}

/* A share is 1/256 a step: a 6 is out of its reach, and TFLM compares with one. */
Test(quantize_pass, refuses_what_could_not_be_run_as_int8)
{
	static const float weights[12] = {1}, bias[3] = {1};
	Model *model = dense_model(weights, bias);
	int shares = test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 3));
	test_op(model, "SOFTMAX", LIST(OUT), LIST(shares))->attrs.softmax.beta = 1;
	test_op(model, "RELU6", LIST(shares), LIST(out));
	test_outputs(model, LIST(out));
	expect_refused(model, &rows,
		"m: once quantised: operator 2 (RELU6): scales or zero points "
		"that integer arithmetic cannot hold");
}
