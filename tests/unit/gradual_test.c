/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/gradual.h"

#include <criterion/criterion.h>

#include "passes/tune/lamp.h"
#include "src/train/net.h"
#include "tests/unit/tune_models.h"

static TrainCase the;
static TrainSettings how;
static Model *model;
static Error err;

static const double shares[] = {0.5, 0.9, -1};
static const int few[] = {3, 5, 0};

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
	model = train_case_model();
}

static void free_model(void)
{
	model_free(model);
}

TestSuite(gradual, .init = make_case, .fini = free_model);

static size_t zeros_of(const Model *of, int layer)
{
	size_t n, n_zeros = 0;
	const float *weights = weights_of(of, layer, &n);
	for (size_t i = 0; i < n; i++)
		n_zeros += weights[i] == 0;
	return n_zeros;
}

/* Different values that are not 0. */
static int values_of(const Model *of, int layer)
{
	size_t n;
	int n_values = 0;
	const float *weights = weights_of(of, layer, &n);
	for (size_t i = 0; i < n; i++) {
		bool is_new = weights[i] != 0;
		for (size_t k = 0; k < i; k++)
			is_new &= weights[k] != weights[i];
		n_values += is_new;
	}
	return n_values;
}

static GradualPrune *new_prune(bool is_global, PruneScore score)
{
	GradualPruneSettings settings = GRADUAL_PRUNE_DEFAULTS;
	settings.of_layer = shares;
	settings.is_global = is_global;
	settings.score = score;
	settings.interval = 3;
	GradualPrune *prune = gradual_prune_new(model, &settings, &err);
	cr_assert(prune, "%s", err.text);
	return prune;
}

static GradualCluster *new_cluster(void)
{
	GradualClusterSettings settings = GRADUAL_CLUSTER_DEFAULTS;
	settings.of_layer = few;
	settings.interval = 4;
	GradualCluster *cluster = gradual_cluster_new(model, &settings, &err);
	cr_assert(cluster, "%s", err.text);
	return cluster;
}

Test(gradual, prunes_each_layer_to_its_share)
{
	GradualPrune *prune = new_prune(false, SCORE_MAGNITUDE);
	TrainRule rule = gradual_prune_rule(prune);
	Model *made = tuned(model, &the.data, &how, &rule, 1);
	cr_expect_eq(zeros_of(made, TUNE_CONV), 18);
	cr_expect_eq(zeros_of(made, TUNE_DENSE), 389);
	model_free(made);
	gradual_prune_free(prune);
}

Test(gradual, prunes_all_layers_by_one_threshold)
{
	for (int score = SCORE_MAGNITUDE; score <= SCORE_LAMP; score++) {
		GradualPrune *prune = new_prune(true, (PruneScore)score);
		TrainRule rule = gradual_prune_rule(prune);
		Model *made = tuned(model, &the.data, &how, &rule, 1);
		cr_expect_eq(zeros_of(made, TUNE_CONV) + zeros_of(made, TUNE_DENSE), 18 + 389);
		model_free(made);
		gradual_prune_free(prune);
	}
}

Test(gradual, prunes_along_a_cubic_and_brings_nothing_back)
{
	Net *net = net_new(model, &(NetSettings){.batch = 1}, &err);
	GradualPrune *prune = new_prune(false, SCORE_MAGNITUDE);
	TrainRule rule = gradual_prune_rule(prune);
	Param *dense = net_param(net, 2);
	size_t n_before = 0;
	for (int64_t step = 0; step < 40; step++) {
		rule.before(rule.context, net, step, 40);
		size_t n_zeros = 0;
		for (size_t i = 0; i < dense->count; i++) {
			n_zeros += dense->values[i] == 0;
			dense->gradient[i] = 1;
		}
		double left = step / 3 * 3 < 24 ? 1 - (double)(step / 3 * 3) / 24 : 0;
		cr_expect_float_eq((double)n_zeros, 432 * 0.9 * (1 - left * left * left), 1,
			"step %d: %zu", (int)step, n_zeros);
		cr_expect(n_zeros >= n_before);
		rule.gradients(rule.context, net);
		for (size_t i = 0; i < dense->count; i++)
			cr_assert_eq(dense->gradient[i] == 0, dense->values[i] == 0);
		n_before = n_zeros;
	}
	gradual_prune_free(prune);
	net_free(net);
}

Test(gradual, lamp_sets_a_weight_against_those_no_smaller)
{
	const float weights[] = {-2, 0, 1, 4, -1};
	float scores[5];
	lamp_scores(weights, 5, scores);
	cr_expect_float_eq((double)scores[0], 4.0 / 20, 1e-7);
	cr_expect_eq(scores[1], 0);
	cr_expect_float_eq((double)scores[2], 1.0 / 22, 1e-7);
	cr_expect_eq(scores[3], 1);
	cr_expect_eq(scores[4], scores[2]);
}

Test(gradual, clusters_to_k_values_and_learns)
{
	GradualCluster *cluster = new_cluster();
	TrainRule rule = gradual_cluster_rule(cluster);
	TrainResult result;
	Model *made = model_copy(model);
	cr_assert(train(made, &the.data, &how, &rule, 1, NULL, &result, &err), "%s",
		err.text);
	cr_expect_eq(values_of(made, TUNE_CONV), 3);
	cr_expect_eq(values_of(made, TUNE_DENSE), 5);
	cr_expect(result.epochs[3].accuracy > 0.9, "%g", result.epochs[3].accuracy);
	model_free(made);
	gradual_cluster_free(cluster);
}

Test(gradual, prunes_and_clusters_together)
{
	GradualPrune *prune = new_prune(false, SCORE_LAMP);
	GradualCluster *cluster = new_cluster();
	const TrainRule rules[] = {gradual_prune_rule(prune), gradual_cluster_rule(cluster)};
	Model *made = tuned(model, &the.data, &how, rules, 2);
	cr_expect_eq(zeros_of(made, TUNE_CONV), 18);
	cr_expect_eq(zeros_of(made, TUNE_DENSE), 389);
	cr_expect_eq(values_of(made, TUNE_CONV), 2);
	cr_expect_eq(values_of(made, TUNE_DENSE), 4);
	gradual_cluster_free(cluster);
	gradual_prune_free(prune);
	model_free(made);
}

/* 40 steps: pruning ends with the 24th, clusters are fixed with the 28th. */
Test(gradual, is_the_same_with_a_break_in_any_phase)
{
	GradualPrune *prune = new_prune(true, SCORE_LAMP);
	GradualCluster *cluster = new_cluster();
	const TrainRule rules[] = {gradual_prune_rule(prune), gradual_cluster_rule(cluster)};
	Model *made = tuned(model, &the.data, &how, rules, 2);
	const int breaks[] = {1, 10, 24, 25, 28, 29, 37};
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
		GradualPrune *prunes[] = {new_prune(true, SCORE_LAMP),
			new_prune(true, SCORE_LAMP)};
		GradualCluster *clusters[] = {new_cluster(), new_cluster()};
		TrainRule parts[2][2];
		for (int k = 0; k < 2; k++) {
			parts[k][0] = gradual_prune_rule(prunes[k]);
			parts[k][1] = gradual_cluster_rule(clusters[k]);
		}
		Model *again =
			tuned_with_a_break(model, &the.data, &how, parts[0], parts[1], 2, breaks[i]);
		cr_expect(same_constants(made, again), "%d", breaks[i]);
		model_free(again);
		for (int k = 0; k < 2; k++) {
			gradual_prune_free(prunes[k]);
			gradual_cluster_free(clusters[k]);
		}
	}
	gradual_cluster_free(cluster);
	gradual_prune_free(prune);
	model_free(made);
}

Test(gradual, refuses_what_it_cannot_remember)
{
	GradualCluster *cluster = new_cluster();
	TrainRule rule = gradual_cluster_rule(cluster);
	uint16_t numbers[36 + 432] = {[7] = 300};
	cr_expect_not(rule.restore(rule.context, numbers, sizeof numbers - 1, &err));
	cr_expect_str_eq(err.text, "gradual clustering: 935 bytes for 468 weights");
	err = (Error){0};
	cr_expect_not(rule.restore(rule.context, numbers, sizeof numbers, &err));
	cr_expect_str_eq(err.text, "gradual clustering: weight 7 is of cluster 300");
	gradual_cluster_free(cluster);
}
