/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "passes/cluster/cluster.h"
#include "passes/prune/prune.h"
#include "passes/tune/tune_clusters.h"
#include "passes/tune/tune_mask.h"
#include "src/graph/roles.h"
#include "tests/unit/tune_models.h"

static TrainCase the;
static TrainSettings how;
static Model *model, *before;
static Error err;

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
	how.optimizer.weight_decay = 0.1;
	model = train_case_model();
}

/* The original frees last: copies share its bytes. */
static void free_models(void)
{
	model_free(model);
	model_free(before);
	model = before = NULL;
}

TestSuite(tune, .init = make_case, .fini = free_models);

static void half_pruned(void)
{
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (const double[]){0.5, 0.75, -1};
	cr_assert(prune(model, &settings, &err), "%s", err.text);
}

static void clustered(int k, ClusterPer per)
{
	ClusterSettings settings = CLUSTER_DEFAULTS;
	LayerClusters layers[TUNE_LAYERS];
	settings.chosen = (const bool[]){true, true, false};
	settings.k = k;
	settings.per = per;
	cr_assert(cluster(model, &settings, layers, &err), "%s", err.text);
}

/* Train by rules; `before` is what the model was. */
static void tune(const TrainRule *rules, int n_rules)
{
	before = model;
	model = tuned(before, &the.data, &how, rules, n_rules);
}

static void expect_zeros_kept(int layer)
{
	size_t n, n_moved = 0;
	const float *was = weights_of(before, layer, &n), *is = weights_of(model, layer, &n);
	for (size_t i = 0; i < n; i++) {
		cr_expect_eq(was[i] == 0, is[i] == 0, "layer %d, weight %zu: %.9g, then %.9g",
			layer, i, (double)was[i], (double)is[i]);
		n_moved += was[i] != is[i];
	}
	cr_expect(n_moved > 0);
}

/* Weights first, first + step ... that were equal are so, and no others. */
static void expect_clusters_kept(int layer, size_t first, size_t length)
{
	size_t n;
	const float *was = weights_of(before, layer, &n), *is = weights_of(model, layer, &n);
	for (size_t i = first; i < first + length; i++)
		for (size_t k = first; k < i; k++)
			cr_expect_eq(was[i] == was[k], is[i] == is[k], "layer %d, %zu and %zu", layer,
				i, k);
}

Test(tune, keeps_zeros_through_momentum_and_decay)
{
	half_pruned();
	TuneMask *mask = tune_mask_new(model, NULL, 0, &err);
	cr_assert(mask, "%s", err.text);
	cr_expect_eq(tune_mask_zeros(mask), 18 + 324);
	tune(&(TrainRule[]){tune_mask_rule(mask)}[0], 1);
	expect_zeros_kept(TUNE_CONV);
	expect_zeros_kept(TUNE_DENSE);
	tune_mask_free(mask);
}

Test(tune, passes_over_layers_of_few_zeros)
{
	half_pruned();
	TuneMask *mask = tune_mask_new(model, NULL, 0.6, &err);
	cr_expect_not(tune_mask_keeps(mask, TUNE_CONV));
	cr_expect(tune_mask_keeps(mask, TUNE_DENSE));
	tune_mask_free(mask);
}

Test(tune, keeps_clusters_of_a_tensor_and_their_zeros)
{
	half_pruned();
	clustered(6, CLUSTER_PER_TENSOR);
	TuneClusters *clusters = tune_clusters_new(model, NULL, &err);
	cr_assert(clusters, "%s", err.text);
	cr_expect_eq(tune_clusters_of(clusters, TUNE_CONV), 5);
	cr_expect_eq(tune_clusters_of(clusters, TUNE_DENSE), 5);
	cr_expect_eq(tune_clusters_of(clusters, TUNE_SOFTMAX), 0);
	tune(&(TrainRule[]){tune_clusters_rule(clusters)}[0], 1);
	for (int layer = TUNE_CONV; layer <= TUNE_DENSE; layer++) {
		size_t n;
		weights_of(model, layer, &n);
		expect_clusters_kept(layer, 0, n);
		expect_zeros_kept(layer);
	}
	tune_clusters_free(clusters);
}

/* Each of the three channels of the dense layer has four values, none in common. */
static Model *channel_clustered(void)
{
	Model *made = train_case_model();
	size_t n;
	const float *values = weights_of(made, TUNE_DENSE, &n);
	float *coarse = arena_array(&made->arena, n, sizeof *coarse);
	for (size_t i = 0; i < n; i++)
		coarse[i] = 0.01F * (float)(i % 4 + 1) + (float)(i / 144) + 0 * values[i];
	Graph *graph = &made->graphs[0];
	model_set_constant(made, &graph->tensors[weights_index(&graph->ops[TUNE_DENSE])],
		coarse, n * sizeof *coarse);
	return made;
}

Test(tune, keeps_clusters_of_channels)
{
	model_free(model);
	model = channel_clustered();
	how.epochs = 1;
	TuneClusters *clusters = tune_clusters_new(model, NULL, &err);
	tune(&(TrainRule[]){tune_clusters_rule(clusters)}[0], 1);
	for (size_t c = 0; c < 3; c++)
		expect_clusters_kept(TUNE_DENSE, c * 144, 144);
	tune_clusters_free(clusters);
}

Test(tune, learns_shared_values_by_the_sum_of_gradients)
{
	uint16_t cluster[] = {1, 2, 0, 1, 1, 2};
	Members members = {.n = 6, .channels = {2, 1}, .cluster = cluster};
	Real gradient[] = {1, 10, 100, 2, 4, 20}, values[] = {3, 1, 0, 3, 3, 2};
	members_sum(&members, gradient);
	cr_expect_arr_eq(gradient, ((Real[]){7, 30, 0, 7, 7, 30}), sizeof gradient);
	members_tie(&members, values);
	cr_expect_arr_eq(values, ((Real[]){3, 1.5F, 0, 3, 3, 1.5F}), sizeof values);
	members.is_per_channel = true;
	Real apart[] = {1, 10, 100, 2, 4, 20};
	members_sum(&members, apart);
	cr_expect_arr_eq(apart, ((Real[]){5, 30, 0, 2, 5, 30}), sizeof apart);
}

Test(tune, is_the_same_for_any_number_of_threads)
{
	half_pruned();
	clustered(6, CLUSTER_PER_TENSOR);
	TuneMask *mask = tune_mask_new(model, NULL, 0, &err);
	TuneClusters *clusters = tune_clusters_new(model, NULL, &err);
	const TrainRule rules[] = {tune_mask_rule(mask), tune_clusters_rule(clusters)};
	Model *other = model_copy(model);
	tune(rules, 2);
	how.n_threads = 3;
	cr_assert(train(other, &the.data, &how, rules, 2, NULL, NULL, &err));
	cr_expect(same_constants(model, other));
	model_free(other);
	tune_clusters_free(clusters);
	tune_mask_free(mask);
}
