/* SPDX-License-Identifier: Apache-2.0 */
/* Weights before and after, as pictures show them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "cmd/weight_pairs.h"
#include "cmd/weights_plot.h"
#include "passes/prune/prune.h"
#include "passes/quantize/weight_only.h"
#include "src/data/png.h"
#include "tests/unit/build.h"
#include "tests/unit/random_net.h"

static WeightPairs pairs_of(const Model *before, const Model *after, Arena *arena)
{
	Error err = {0};
	WeightPairs pairs;
	cr_assert(weight_pairs(before, after, arena, &pairs, &err), "%s", err.text);
	return pairs;
}

Test(weight_pairs, are_the_same_layers_before_and_after)
{
	Arena arena = {0};
	Error err = {0};
	Model *before = random_net(3, 12), *after = model_copy(before);
	PruneSettings how = PRUNE_DEFAULTS;
	double *shares = arena_array(&arena, (size_t)before->graphs[0].n_ops, sizeof *shares);
	for (int i = 0; i < before->graphs[0].n_ops; i++)
		shares[i] = 0.75;
	how.of_layer = shares;
	cr_assert(prune(after, &how, &err), "%s", err.text);
	WeightPairs pairs = pairs_of(before, after, &arena);
	cr_assert(gt(int, pairs.n, 0));
	for (int i = 0; i < pairs.n; i++) {
		const WeightPair *pair = &pairs.list[i];
		cr_assert(eq(sz, pair->before.n, pair->after.n));
		cr_expect(pair->before.is_counted && pair->after.is_counted);
		for (size_t k = 0; k < pair->before.n; k++)
			cr_expect(pair->after.values[k] == 0 ||
				pair->after.values[k] == pair->before.values[k]);
	}
	WeightPair sum = weight_pairs_sum(&pairs, &arena);
	cr_expect(eq(int, sum.layer, -1));
	double share = (double)sum.after.counts.n_zeros / (double)sum.after.n;
	cr_expect(gt(dbl, share, 0.5), "%g", share);
	model_free(after);
	model_free(before);
	arena_finish(&arena);
}

Test(weight_pairs, reach_through_what_dequantises_float16)
{
	Arena arena = {0};
	Error err = {0};
	Model *before = random_net(5, 10), *after = model_copy(before);
	cr_assert(quantize_float16(after, &err), "%s", err.text);
	WeightPairs same = pairs_of(before, before, &arena);
	WeightPairs pairs = pairs_of(before, after, &arena);
	cr_expect(eq(int, pairs.n, same.n));
	for (int i = 0; i < pairs.n; i++)
		for (size_t k = 0; k < pairs.list[i].before.n; k++)
			cr_expect(epsilon_eq(flt, pairs.list[i].before.values[k],
				pairs.list[i].after.values[k], 0.01f));
	model_free(after);
	model_free(before);
	arena_finish(&arena);
}

Test(weight_pairs, without_weights_there_is_nothing_to_draw)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "RELU", LIST(in), LIST(out));
	const WeightsPlot plot = {.path = "a.png", .title = "a"};
	cr_expect(not(weights_plot(&plot, model, model, &arena, &file, &err)));
	cr_expect_str_eq(err.text,
		"a.png: no layer has weights in both models that could be drawn");
	const WeightsPlot none = {.path = NULL, .title = "a"};
	cr_expect(weights_plot(&none, model, model, &arena, &file, &err));
	cr_expect(eq(sz, file.n, 0));
	model_free(model);
	arena_finish(&arena);
}

Test(weight_histogram, counts_each_value_once_and_zero_in_the_middle)
{
	const float values[] = {0, 0, -1, 1, 0.5f, -0.5f, 9, -9};
	const WeightSide side = {.values = values, .n = 8};
	double shares[N_BINS], sum = 0;
	weight_histogram(&side, 1, shares);
	for (int i = 0; i < N_BINS; i++)
		sum += shares[i];
	cr_expect(epsilon_eq(dbl, sum, 1, 1e-12));
	cr_expect(eq(dbl, shares[ZERO_BIN], 2 / 8.0));
	cr_expect(eq(dbl, shares[0], 2 / 8.0));
	cr_expect(eq(dbl, shares[N_BINS - 1], 2 / 8.0));
}

Test(weight_histogram, of_every_int8_is_flat)
{
	float values[255];
	for (int i = 0; i < 255; i++)
		values[i] = 0.013f * (float)(i - 127);
	const WeightSide side = {.values = values, .n = 255};
	const WeightPair pair = {.before = side, .after = side};
	double shares[N_BINS];
	weight_histogram(&side, weight_pair_limit(&pair), shares);
	for (int i = 0; i < N_BINS; i++)
		cr_expect(epsilon_eq(dbl, shares[i], 1.0 / N_BINS, 1e-12), "%d", i);
}

Test(weight_histogram, has_a_limit_whatever_there_is)
{
	const float zeros[] = {0, 0}, large[] = {3e38f, -1};
	const WeightSide none = {.values = zeros, .n = 2}, most = {.values = large, .n = 2};
	double limit = weight_pair_limit(&(WeightPair){.before = none, .after = none});
	cr_expect(eq(dbl, limit, 1));
	limit = weight_pair_limit(&(WeightPair){.before = most, .after = none});
	cr_expect(ge(dbl, limit, 3e38));
	cr_expect(isfinite(limit));
}

Test(weights_plot, is_the_same_each_time_whatever_the_weights_are)
{
	static const float odd[][4] = {{0, 0, 0, 0}, {3e38f, -3e38f, 1e-38f, 0}, {1, 1, 1, 1},
		{-5, 0, 0, 0}};
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		Arena arena = {0};
		Error err = {0};
		Bytes files[2];
		Image image;
		Model *model = test_model_new(1);
		int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
		int weights = test_values(model, TYPE_FLOAT32, DIMS(2, 2), odd[i]);
		int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
		test_op(model, "FULLY_CONNECTED", LIST(in, weights), LIST(out));
		const WeightsPlot plot = {.path = "a.png", .title = "a"};
		for (int k = 0; k < 2; k++)
			cr_assert(weights_plot(&plot, model, model, &arena, &files[k], &err), "%s",
				err.text);
		cr_assert(eq(sz, files[0].n, files[1].n));
		cr_expect(eq(int, memcmp(files[0].data, files[1].data, files[0].n), 0));
		cr_assert(image_read_png(files[0], &arena, &image, &err), "%s", err.text);
		cr_expect(eq(int, image.width, 1330));
		model_free(model);
		arena_finish(&arena);
	}
}
