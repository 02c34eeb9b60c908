/* SPDX-License-Identifier: Apache-2.0 */
/* Real models whose weights share few values: how many there are, and what it costs. */
#include "passes/cluster/cluster.h"

#include <criterion/criterion.h>

#include "passes/cluster/cluster_data.h"
#include "passes/layers/layer_weights.h"
#include "tests/golden/recorded.h"

static LayerClusters *clustered(Model *model, ClusterSettings settings, Arena *arena)
{
	Error err = {0};
	size_t n = (size_t)layer_count(model);
	bool *chosen = arena_array(arena, n, sizeof *chosen);
	LayerClusters *layers = arena_array(arena, n, sizeof *layers);
	for (size_t i = 0; i < n; i++)
		chosen[i] = true;
	settings.chosen = chosen;
	cr_assert(cluster(model, &settings, layers, &err), "%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	return layers;
}

/* Different bytes among those of a channel, which are step apart. */
static int count_different(const int8_t *values, size_t n, size_t step)
{
	bool is_there[256] = {false};
	int different = 0;
	for (size_t i = 0; i < n; i++) {
		bool *it = &is_there[128 + values[i * step]];
		different += !*it;
		*it = true;
	}
	return different;
}

static bool has_zero(const int8_t *values, size_t n, size_t step)
{
	for (size_t i = 0; i < n; i++)
		if (values[i * step] == 0)
			return true;
	return false;
}

/* Each channel of a tensor has at most k values, and a 0 where it had one. */
static void expect_at_most(const Tensor *before, const Tensor *after, int k)
{
	const Quantization *q = after->quantization;
	size_t n = values_count(after), channels = (size_t)q->n_scales;
	size_t run = channels > 1 ? (size_t)tensor_scale_run(after) : n;
	size_t length = n / channels, step = run == 1 ? channels : 1;
	const int8_t *was = (const int8_t *)before->buffer->data;
	const int8_t *is = (const int8_t *)after->buffer->data;
	for (size_t c = 0; c < channels; c++) {
		size_t first = run == 1 ? c : c * length;
		cr_expect_leq(count_different(is + first, length, step), k);
		if (has_zero(was + first, length, step))
			cr_expect(has_zero(is + first, length, step));
	}
}

Test(cluster, leaves_at_most_k_integers_a_channel_of_keyword_spotting)
{
	for (int k = 2; k <= 32; k *= 2) {
		Arena arena = {0};
		Model *before = shared_model("kws_int8"), *model = model_copy(before);
		LayerClusters *layers = clustered(model, (ClusterSettings){.k = k}, &arena);
		int n_layers = 0;
		for (int i = 0; i < layer_count(model); i++) {
			if (layers[i].weights < 0)
				continue;
			n_layers++;
			expect_at_most(&before->graphs[0].tensors[layers[i].weights],
				&model->graphs[0].tensors[layers[i].weights], k);
		}
		cr_expect_eq(n_layers, 10);
		model_free(model);
		model_free(before);
		arena_finish(&arena);
	}
}

static double accuracy_at(const Model *original, ClusterSettings settings)
{
	Arena arena = {0};
	Array x = shared_array("kws/kws_dev_x.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	Model *model = model_copy(original);
	if (settings.k > 0)
		clustered(model, settings, &arena);
	double accuracy = accuracy_of(model, &x, &y);
	model_free(model);
	arena_finish(&arena);
	return accuracy;
}

Test(cluster, loses_less_accuracy_with_values_for_each_channel)
{
	Model *model = shared_model("kws_int8");
	double before = accuracy_at(model, (ClusterSettings){0});
	for (int k = 4; k <= 16; k *= 2) {
		double tensor =
			accuracy_at(model, (ClusterSettings){.k = k, .per = CLUSTER_PER_TENSOR});
		double channel =
			accuracy_at(model, (ClusterSettings){.k = k, .per = CLUSTER_PER_CHANNEL});
		measured(
			"kws_int8, %.2f %% right: %.2f %% with %d values a channel, %.2f %% with "
			"%d a tensor",
			100 * before, 100 * channel, k, 100 * tensor, k);
		cr_expect_gt(channel, tensor + 0.02, "k %d", k);
	}
	model_free(model);
}

/* --- With data --- */

/* How much a model, clustered for the first 300 rows of keyword spotting, gets right of the
 * other 300. */
static double accuracy_with_data(const Model *original, ClusterSettings settings)
{
	Arena arena = {0};
	Error err = {0};
	Array x = shared_array("kws/kws_dev_x.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	Array seen = rows_of(x, 0, 300), rest = rows_of(x, 300, 300);
	Array labels = rows_of(y, 300, 300);
	Preprocess how = PREPROCESS_DEFAULTS;
	Model *before = model_copy(original), *model = model_copy(original);
	bool chosen[64];
	LayerClusters layers[64];
	Samples samples, again;
	for (int i = 0; i < 64; i++)
		chosen[i] = true;
	settings.chosen = chosen;
	settings.batch = 8;
	cr_assert(samples_open(before, &seen, &how, &samples, &err) &&
			samples_open(model, &seen, &how, &again, &err) &&
			cluster_with_data(before, &samples, model, &again, &settings, layers, &err),
		"%s", err.text);
	cr_expect(model_verify(model, &err), "%s", err.text);
	for (int i = 0; i < layer_count(model); i++)
		if (layers[i].weights >= 0)
			cr_expect_leq(layers[i].most_after, settings.k);
	double accuracy = accuracy_of(model, &rest, &labels);
	model_free(model);
	model_free(before);
	arena_finish(&arena);
	return accuracy;
}

Test(cluster, keeps_far_more_accuracy_with_data)
{
	Model *model = shared_model("kws_int8");
	for (int k = 4; k <= 16; k *= 2) {
		double tensor = accuracy_with_data(model,
			(ClusterSettings){.k = k, .per = CLUSTER_PER_TENSOR});
		double channel = accuracy_with_data(model,
			(ClusterSettings){.k = k, .per = CLUSTER_PER_CHANNEL});
		measured(
			"kws_int8, 300 rows to choose by, 300 others: %.2f %% right with %d values "
			"a channel, %.2f %% with %d a tensor",
			100 * channel, k, 100 * tensor, k);
		cr_expect_gt(channel, 0.84);
		cr_expect_gt(tensor, 0.75);
	}
	model_free(model);
}
