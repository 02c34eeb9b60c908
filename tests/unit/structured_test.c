/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/structured.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/quantize/quantize.h"
#include "tests/unit/build.h"
#include "tests/unit/dead_net.h"
#include "tests/unit/random_net.h"

static const ChannelReport *prune_by(Model *model, const Samples *samples,
	StructuredSettings settings)
{
	static ChannelReport report;
	Error err = {0};
	cr_assert(prune_channels(model, samples, &settings, &report, &err), "%s", err.text);
	cr_assert(model_verify(model, &err) && plan_check(model, 1, &err), "%s", err.text);
	return &report;
}

static StructuredSettings share(double sparsity)
{
	StructuredSettings settings = STRUCTURED_DEFAULTS;
	settings.sparsity = sparsity;
	return settings;
}

/* --- A dense layer of four channels, and one that reads them --- */

enum { IN, FIRST, FIRST_BIAS, MIDDLE, SECOND, SECOND_BIAS, OUT };

static const float makes[] = {1, 0, 0, 3, -0.5F, 0.5F, 0.25F, 1};
static const float bias[] = {0, 0, 10, 0};
static const float reads[] = {1, 1, 1, 0.1F};

static Model *two_layers(void)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_values(model, TYPE_FLOAT32, DIMS(4, 2), makes);
	test_values(model, TYPE_FLOAT32, DIMS(4), bias);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_values(model, TYPE_FLOAT32, DIMS(1, 4), reads);
	test_constant(model, TYPE_FLOAT32, DIMS(1));
	test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	test_op(model, "FULLY_CONNECTED", LIST(IN, FIRST, FIRST_BIAS), LIST(MIDDLE));
	test_op(model, "FULLY_CONNECTED", LIST(MIDDLE, SECOND, SECOND_BIAS), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

static const float *constant_of(const Model *model, int tensor, int n)
{
	const Buffer *buffer = model->graphs[0].tensors[tensor].buffer;
	cr_assert_eq(buffer->n_bytes, (size_t)n * sizeof(float));
	return (const float *)(const void *)buffer->data;
}

/* Norms of what makes them are 1, 3, 0.7 and 1.03; of what reads them 1, 1, 1 and 0.1. */
Test(structured, removes_the_channels_of_the_smallest_weights)
{
	Model *model = two_layers();
	const ChannelReport *report = prune_by(model, NULL, share(0.5));
	cr_expect_eq(report->layers[0].before, 4);
	cr_expect_eq(report->layers[0].after, 2);
	cr_expect_eq(report->layers[1].after, 1);
	const float *left = constant_of(model, FIRST, 4);
	cr_expect_eq(left[0], 1);
	cr_expect_eq(left[3], 3);
	cr_expect_eq(constant_of(model, SECOND_BIAS, 1)[0], 0);
	model_free(model);
}

static Array rows_of_two(const float *values, int n)
{
	return (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {n, 2}},
		.data = values};
}

static Samples opened(const Model *model, const Array *data)
{
	static Preprocess how;
	Error err = {0};
	Samples samples;
	how = PREPROCESS_DEFAULTS;
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	return samples;
}

/* Channels are always -1, 3, 11 and 0.75; that of the smallest weight goes, and of the others the first. */
Test(structured, leaves_the_mean_of_what_it_removes)
{
	static const float rows[] = {-1, 1, -1, 1};
	Array data = rows_of_two(rows, 2);
	Model *model = two_layers();
	Samples samples = opened(model, &data);
	prune_by(model, &samples, share(0.75));
	cr_expect_eq(constant_of(model, FIRST, 2)[1], 0.5);
	cr_expect_float_eq(constant_of(model, SECOND_BIAS, 1)[0], -1 + 3 + 0.075, 1e-5);
	cr_expect_eq(constant_of(model, SECOND, 1)[0], 1);
	model_free(model);
}

static double output_for(const Model *model, const float row[2])
{
	Error err = {0};
	Plan *plan = plan_new(model, &PLAN_DEFAULTS, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	memcpy(worker_values(worker, IN), row, 2 * sizeof *row);
	worker_run(worker, 1, NULL, NULL);
	double out = (double)*(const float *)worker_values(worker, OUT);
	worker_free(worker);
	plan_free(plan);
	return out;
}

/* Four channels of two inputs: two of them say all that there is to know. */
Test(structured, lets_what_stays_make_up_for_what_goes)
{
	static const float rows[] = {-1, 1, 2, 0.5F, 0.25F, -2, 1, 1, -0.5F, -1, 0, 2};
	Array data = rows_of_two(rows, 6);
	Model *model = two_layers(), *smaller = two_layers();
	Samples samples = opened(smaller, &data);
	cr_expect_eq(prune_by(smaller, &samples, share(0.5))->n_removed, 2);
	for (int i = 0; i < 6; i++)
		cr_expect_float_eq(output_for(smaller, rows + 2 * i),
			output_for(model, rows + 2 * i), 0.15, "%g for %g",
			output_for(smaller, rows + 2 * i), output_for(model, rows + 2 * i));
	model_free(smaller);
	model_free(model);
}

Test(structured, gives_the_same_on_more_threads)
{
	Model *model = dead_net(3, 8), *again = model_copy(model);
	Arena arena = {0};
	Error err = {0};
	Samples samples;
	Preprocess how = PREPROCESS_DEFAULTS;
	Array inputs = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {40, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(3, 40, &arena)};
	StructuredSettings settings = share(0.4);
	cr_assert(samples_open(model, &inputs, &how, &samples, &err), "%s", err.text);
	settings.batch = 3;
	settings.n_threads = 1;
	prune_by(model, &samples, settings);
	settings.n_threads = 4;
	prune_by(again, &samples, settings);
	expect_same_bytes(model, again, 1, 4);
	model_free(again);
	model_free(model);
	arena_finish(&arena);
}

Test(structured, leaves_layers_alone_that_are_to_keep_theirs)
{
	Model *model = two_layers();
	StructuredSettings settings = share(0.5);
	settings.of_layer = (const double[]){-1, 0.5};
	cr_expect_eq(prune_by(model, NULL, settings)->n_removed, 0);
	settings.is_global = true;
	cr_expect_eq(prune_by(model, NULL, settings)->n_removed, 0);
	settings.is_global = false;
	settings.of_layer = (const double[]){0.25, -1};
	cr_expect_eq(prune_by(model, NULL, settings)->n_removed, 1);
	model_free(model);
}

Test(structured, empties_no_layer)
{
	Model *model = two_layers();
	StructuredSettings settings = share(0.99);
	cr_expect_eq(prune_by(model, NULL, settings)->n_removed, 3);
	settings.is_global = true;
	cr_expect_eq(prune_by(model, NULL, settings)->n_removed, 0);
	model_free(model);
}

Test(structured, refuses_to_remove_everything)
{
	Error err = {0};
	ChannelReport report;
	Model *model = two_layers();
	StructuredSettings all = share(1);
	cr_expect_not(prune_channels(model, NULL, &all, &report, &err));
	cr_expect_str_eq(err.text, "sparsity 1; it must be at least 0 and below 1");
	model_free(model);
}

Test(structured, refuses_weights_that_are_not_finite)
{
	Error err = {0};
	ChannelReport report;
	Model *model = two_layers();
	StructuredSettings half = share(0.5);
	((float *)(void *)model->graphs[0].tensors[FIRST].buffer->data)[2] = NAN;
	cr_expect_not(prune_channels(model, NULL, &half, &report, &err));
	cr_expect_str_eq(err.text, "m: weights that are not finite, or too large to compare");
	model_free(model);
}

/* --- Any network --- */

static void expect_running(uint32_t seed, bool to_int8, bool is_global)
{
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	QuantizeSettings quantization = QUANTIZE_DEFAULTS;
	quantization.input_type = TYPE_FLOAT32;
	StructuredSettings settings = share(0.5);
	Model *model = dead_net(seed, 2 + (int)seed % 10);
	Array inputs = {.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {16, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(seed, 16, &arena)};
	cr_assert(samples_open(model, &inputs, &how, &samples, &err), "%s", err.text);
	cr_assert(!to_int8 || quantize(model, &samples, &quantization, &err), "%s", err.text);
	cr_assert(samples_open(model, &inputs, &how, &samples, &err), "%s", err.text);
	settings.is_global = is_global;
	Model *blind = model_copy(model);
	prune_by(blind, NULL, settings);
	prune_by(model, &samples, settings);
	model_free(blind);
	model_free(model);
	arena_finish(&arena);
}

Test(structured, makes_any_network_one_that_runs)
{
	for (uint32_t seed = 0; seed < 100; seed++)
		expect_running(seed, seed % 2, seed % 3 == 0);
}
