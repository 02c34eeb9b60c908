/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/prune_data.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/layers/layer_weights.h"
#include "passes/quantize/quantize.h"
#include "src/base/rng.h"
#include "src/graph/roles.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/quantized.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

/* --- Pruning --- */

static double *same_share(const Model *model, double share, Arena *arena)
{
	double *shares = arena_array(arena, (size_t)layer_count(model), sizeof *shares);
	for (int i = 0; i < layer_count(model); i++)
		shares[i] = share;
	return shares;
}

/* A pruned copy; the caller frees it before the model. */
static Model *pruned_by(const Model *model, const Array *data,
	const PruneSettings *settings)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples original_samples, samples;
	Model *copy = model_copy(model);
	if (settings->method == PRUNE_MAGNITUDE)
		cr_assert(prune(copy, settings, &err), "%s", err.text);
	else
		cr_assert(samples_open(model, data, &how, &original_samples, &err) &&
				samples_open(copy, data, &how, &samples, &err) &&
				prune_with_data(model, &original_samples, copy, &samples, settings, &err),
			"%s", err.text);
	cr_assert(model_verify(copy, &err), "%s", err.text);
	return copy;
}

static Model *pruned(const Model *model, const Array *data, PruneMethod method,
	double share)
{
	Arena arena = {0};
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.method = method;
	settings.of_layer = same_share(model, share, &arena);
	Model *result = pruned_by(model, data, &settings);
	arena_finish(&arena);
	return result;
}

static const float *weights_of(const Model *model, int layer, Arena *arena, size_t *n)
{
	Error err = {0};
	const float *values = NULL;
	const Graph *graph = &model->graphs[0];
	int weights = layer_weights(model, layer, &err);
	*n = weights < 0 ? 0 : values_count(&graph->tensors[weights]);
	cr_assert(weights < 0 || weights_as_real(graph, weights, arena, &values, &err));
	return values;
}

static size_t count_zeros(const Model *model, int layer)
{
	Arena arena = {0};
	size_t n, n_zeros = 0;
	const float *values = weights_of(model, layer, &arena, &n);
	for (size_t i = 0; i < n; i++)
		n_zeros += values[i] == 0;
	arena_finish(&arena);
	return n_zeros;
}

static void expect_equal_constants(const Model *a, const Model *b)
{
	const Graph *x = &a->graphs[0], *y = &b->graphs[0];
	cr_assert_eq(x->n_tensors, y->n_tensors);
	for (int i = 0; i < x->n_tensors; i++) {
		const Buffer *of_x = x->tensors[i].buffer, *of_y = y->tensors[i].buffer;
		cr_assert_eq(of_x->n_bytes, of_y->n_bytes);
		cr_expect(of_x->n_bytes == 0 || !memcmp(of_x->data, of_y->data, of_x->n_bytes));
	}
}

/* --- Networks of every operator --- */

enum { N_ROWS = 48 };

static Array net_data(uint32_t seed, Arena *arena)
{
	return (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {N_ROWS, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(seed, N_ROWS, arena)};
}

/* A network, in float32 or integers. */
static Model *net_of(uint32_t seed, const Array *data, bool is_real)
{
	Error err = {0};
	Samples samples;
	Preprocess how = PREPROCESS_DEFAULTS;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	settings.input_type = settings.output_type = TYPE_FLOAT32;
	Model *model = random_net(seed, 2 + (int)seed % 6);
	cr_assert(is_real ||
			(samples_open(model, data, &how, &samples, &err) &&
				quantize(model, &samples, &settings, &err)),
		"%s", err.text);
	return model;
}

static double ratio_of(const Model *model, const Model *original, const Array *data)
{
	Arena arena = {0};
	Array outputs = real_outputs_of(model, data, &arena);
	Array wanted = real_outputs_of(original, data, &arena);
	double ratio = signal_to_noise(&outputs, &wanted);
	arena_finish(&arena);
	return fmin(ratio, 60);
}

static void expect_better_methods(bool is_real)
{
	enum { N_NETS = 40 };
	double sums[PRUNE_SECOND_ORDER + 1] = {0}, global = 0;
	for (uint32_t seed = 0; seed < N_NETS; seed++) {
		Arena arena = {0};
		Array data = net_data(seed, &arena);
		Model *model = net_of(seed, &data, is_real);
		for (PruneMethod method = 0; method <= PRUNE_SECOND_ORDER; method++) {
			Model *small = pruned(model, &data, method, 0.5);
			sums[method] += ratio_of(small, model, &data);
			model_free(small);
		}
		PruneSettings settings = PRUNE_DEFAULTS;
		settings.method = PRUNE_SECOND_ORDER;
		settings.is_global = true;
		settings.of_layer = same_share(model, 0.5, &arena);
		Model *small = pruned_by(model, &data, &settings);
		global += ratio_of(small, model, &data);
		model_free(small);
		model_free(model);
		arena_finish(&arena);
	}
	measured(
		"%d networks of %s, half of the weights pruned: %.1f dB by magnitude, %.1f by "
		"activation, %.1f by second order, %.1f by one threshold",
		N_NETS, is_real ? "float32" : "int8", sums[PRUNE_MAGNITUDE] / N_NETS,
		sums[PRUNE_ACTIVATION] / N_NETS, sums[PRUNE_SECOND_ORDER] / N_NETS,
		global / N_NETS);
	cr_expect_gt(sums[PRUNE_SECOND_ORDER], sums[PRUNE_MAGNITUDE]);
	cr_expect_gt(sums[PRUNE_SECOND_ORDER], sums[PRUNE_ACTIVATION]);
	cr_expect_gt(global, sums[PRUNE_SECOND_ORDER]);
}

Test(prune_data, loses_least_where_weights_make_up_for_others)
{
	expect_better_methods(true);
}

Test(prune_data, loses_least_in_integers_too)
{
	expect_better_methods(false);
}

Test(prune_data, prunes_the_share_that_is_asked_for)
{
	for (uint32_t seed = 0; seed < 20; seed++) {
		Arena arena = {0};
		size_t n;
		Array data = net_data(seed, &arena);
		Model *model = net_of(seed, &data, true);
		for (PruneMethod method = PRUNE_ACTIVATION; method <= PRUNE_SECOND_ORDER;
			 method++) {
			Model *small = pruned(model, &data, method, 0.6);
			for (int i = 0; i < layer_count(model); i++) {
				weights_of(model, i, &arena, &n);
				size_t zeros = count_zeros(small, i), wanted = share_of(0.6, n);
				/* Filters of few weights keep one each. */
				cr_expect(method == PRUNE_ACTIVATION ? zeros <= wanted : zeros == wanted,
					"seed %u, layer %d: %zu of %zu", seed, i, zeros, n);
			}
			model_free(small);
		}
		model_free(model);
		arena_finish(&arena);
	}
}

Test(prune_data, keeps_to_the_rules_of_quantised_models)
{
	for (uint32_t seed = 0; seed < 20; seed++) {
		Arena arena = {0};
		size_t n;
		Array data = net_data(seed, &arena);
		Model *model = net_of(seed, &data, false);
		Model *small = pruned(model, &data, PRUNE_SECOND_ORDER, 0.6);
		expect_quantized(small, "pruned");
		for (int i = 0; i < layer_count(model); i++) {
			weights_of(model, i, &arena, &n);
			cr_expect_geq(count_zeros(small, i), share_of(0.6, n));
		}
		model_free(small);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(prune_data, gives_the_same_on_any_number_of_threads)
{
	for (uint32_t seed = 4; seed < 8; seed++) {
		Arena arena = {0};
		Array data = net_data(seed, &arena);
		Model *model = net_of(seed, &data, seed % 2);
		PruneSettings settings = PRUNE_DEFAULTS;
		settings.method = PRUNE_SECOND_ORDER;
		settings.is_global = seed < 6;
		settings.of_layer = same_share(model, 0.7, &arena);
		settings.n_threads = 1;
		Model *one = pruned_by(model, &data, &settings);
		settings.n_threads = 3;
		settings.batch = 5;
		Model *three = pruned_by(model, &data, &settings);
		expect_equal_constants(one, three);
		model_free(one);
		model_free(three);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(prune_data, prunes_by_a_pattern)
{
	for (uint32_t seed = 0; seed < 8; seed++) {
		Arena arena = {0};
		Array data = net_data(seed, &arena);
		Model *model = net_of(seed, &data, seed % 2);
		for (PruneMethod method = PRUNE_ACTIVATION; method <= PRUNE_SECOND_ORDER;
			 method++) {
			PruneSettings settings = PRUNE_DEFAULTS;
			settings.method = method;
			settings.pattern = (PrunePattern){1, 3};
			settings.of_layer = same_share(model, 0, &arena);
			Model *small = pruned_by(model, &data, &settings);
			settings.method = PRUNE_MAGNITUDE;
			Model *again = pruned_by(small, &data, &settings);
			expect_equal_constants(small, again);
			model_free(again);
			model_free(small);
		}
		model_free(model);
		arena_finish(&arena);
	}
}

Test(prune_data, leaves_alone_what_is_so_already)
{
	Arena arena = {0};
	Array data = net_data(3, &arena);
	Model *model = net_of(3, &data, true);
	Model *small = pruned(model, &data, PRUNE_SECOND_ORDER, 0.6);
	Model *again = pruned(small, &data, PRUNE_SECOND_ORDER, 0.5);
	expect_equal_constants(small, again);
	model_free(again);
	again = pruned(model, &data, PRUNE_SECOND_ORDER, -1);
	expect_equal_constants(model, again);
	model_free(again);
	/* Zeros stay zeros where more go. */
	again = pruned(small, &data, PRUNE_SECOND_ORDER, 0.8);
	for (int i = 0; i < layer_count(model); i++) {
		size_t n;
		const float *before = weights_of(small, i, &arena, &n);
		const float *after = weights_of(again, i, &arena, &n);
		for (size_t k = 0; k < n; k++)
			cr_expect(before[k] != 0 || after[k] == 0);
	}
	model_free(again);
	model_free(small);
	model_free(model);
	arena_finish(&arena);
}

/* --- Single layers --- */

enum { WIDTH = 4, N_SAMPLES = 64 };

/* A FULLY_CONNECTED of four inputs to one output. */
static Model *dense_model(const float *weights)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, WIDTH));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int weight = test_values(model, TYPE_FLOAT32, DIMS(1, WIDTH), weights);
	test_op(model, "FULLY_CONNECTED", LIST(in, weight), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	return model;
}

/* Inputs: two that are the same, one that is always 3, and one of its own. */
static Array dense_data(Arena *arena)
{
	float *rows = arena_array(arena, N_SAMPLES * WIDTH, sizeof *rows);
	Rng rng = rng_new(1);
	for (int i = 0; i < N_SAMPLES; i++) {
		float *row = rows + i * WIDTH;
		row[0] = row[1] = rng_float(&rng) - 0.5F;
		row[2] = 3;
		row[3] = rng_float(&rng) - 0.5F;
	}
	return (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {2, {N_SAMPLES, WIDTH}},
		.data = rows};
}

Test(prune_data, moves_a_weight_to_an_input_that_is_the_same)
{
	Arena arena = {0};
	size_t n;
	Array data = dense_data(&arena);
	Model *model = dense_model((const float[]){1, 1.5F, 2, 1});
	Model *small = pruned(model, &data, PRUNE_SECOND_ORDER, 0.5);
	const float *weights = weights_of(small, 0, &arena, &n);
	/* The constant input goes for nothing, and of the two that are the same one is left. */
	cr_expect_eq(weights[2], 0);
	cr_expect_eq((weights[0] == 0) + (weights[1] == 0), 1);
	cr_expect(fabsf(weights[0] + weights[1] - 2.5F) < 0.1F, "%g, %g", (double)weights[0],
		(double)weights[1]);
	cr_expect(fabsf(weights[3] - 1) < 0.05F, "%g", (double)weights[3]);
	cr_expect_geq(ratio_of(small, model, &data), 25);
	model_free(small);
	model_free(model);
	arena_finish(&arena);
}

Test(prune_data, removes_what_multiplies_little)
{
	Arena arena = {0};
	size_t n;
	Array data = dense_data(&arena);
	Model *model = dense_model((const float[]){2, 1, 0.4F, 1});
	Model *small = pruned(model, &data, PRUNE_ACTIVATION, 0.5);
	const float *weights = weights_of(small, 0, &arena, &n);
	cr_expect_eq(weights[2], 0.4F);
	cr_expect_eq(weights[0], 2);
	cr_expect_eq(count_zeros(small, 0), 2);
	model_free(small);
	model_free(model);
	arena_finish(&arena);
}

Test(prune_data, names_a_weight_that_is_not_finite)
{
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array data = dense_data(&arena);
	Model *model = dense_model((const float[]){1, 2, NAN, 1});
	Model *copy = model_copy(model);
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.method = PRUNE_SECOND_ORDER;
	settings.of_layer = (const double[]){0.5};
	cr_assert(samples_open(model, &data, &how, &samples, &err));
	cr_expect_not(prune_with_data(model, &samples, copy, &samples, &settings, &err));
	cr_expect(strstr(err.text, "value 2 is not finite"), "%s", err.text);
	model_free(copy);
	model_free(model);
	arena_finish(&arena);
}
