/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tune_rules.h"

#include <math.h>

#include "cmd/prune_shares.h"
#include "passes/quantize/stored_ranges.h"
#include "src/base/hash.h"

/* A layer with fewer zeros than this was not pruned: some are 0 by chance, or by their start. */
#define PRUNED_SHARE 0.1

bool tune_options_check(const TuneOptions *options, Error *err)
{
	bool prunes = options->sparsity >= 0 || options->plan;
	if (options->keep_sparsity && options->free_sparsity)
		return failed(err, "--keep-sparsity and --no-keep-sparsity exclude each other");
	if (options->keep_clusters && options->free_clusters)
		return failed(err, "--keep-clusters and --no-keep-clusters exclude each other");
	if (options->sparsity >= 1)
		return failed(err, "--sparsity 1 would leave no weights");
	if (options->values && options->keep_clusters)
		return failed(err, "--values makes clusters anew: leave out --keep-clusters");
	if (!prunes && (options->is_global || options->score != SCORE_MAGNITUDE))
		return failed(err, "--global and --score are for a --sparsity");
	if (!prunes && !options->values && (options->layers.skip.n || options->layers.only.n))
		return failed(err, "--skip and --only are for a --sparsity or --values");
	if (options->per_channel && !options->values)
		return failed(err, "--per is for --values");
	if (options->train.how.batch_norm &&
		(options->values || options->keep_clusters || options->qat))
		return failed(err,
			"--batch-norm changes all weights of a channel when it is folded: not with "
			"%s",
			options->values              ? "--values"
				: options->keep_clusters ? "--keep-clusters"
										 : "--qat");
	return true;
}

/* --- What is kept --- */

typedef struct WeightCounts {
	size_t n, zeros;
} WeightCounts;

static bool count_weights(const Model *model, int layer, WeightCounts *counts, Error *err)
{
	Error why = {0};
	Arena scratch = {0};
	const float *values = NULL;
	const Graph *graph = &model->graphs[0];
	int weights = layer_weights(model, layer, &why);
	*counts = (WeightCounts){0};
	if (weights < 0)
		return true;
	bool ok = weights_as_real(graph, weights, &scratch, &values, err);
	counts->n = ok ? values_count(&graph->tensors[weights]) : 0;
	for (size_t i = 0; i < counts->n; i++)
		counts->zeros += values[i] == 0;
	arena_finish(&scratch);
	return ok;
}

static void keep_rule(TrainKeeping *keeping, TrainRule rule)
{
	keeping->rules[keeping->n_rules++] = rule;
}

static void keep_text(TrainKeeping *keeping, Arena *arena, const char *text)
{
	keeping->text =
		keeping->text ? arena_text(arena, "%s\n%s", keeping->text, text) : text;
}

static bool keep_zeros(TuneRules *rules, const Model *model, Arena *arena,
	TrainKeeping *keeping, Error *err)
{
	const TuneOptions *options = rules->options;
	if (options->free_sparsity)
		return true;
	rules->mask =
		tune_mask_new(model, NULL, options->keep_sparsity ? 0 : PRUNED_SHARE, err);
	if (!rules->mask)
		return false;
	size_t n = tune_mask_zeros(rules->mask);
	if (n == 0)
		return !options->keep_sparsity ||
			failed(err, "%s: --keep-sparsity: no weight is 0", model->name);
	keep_rule(keeping, tune_mask_rule(rules->mask));
	keep_text(keeping, arena, arena_text(arena, "%zu weights of 0 stay 0", n));
	cJSON_AddNumberToObject(keeping->json, "zeros", (double)n);
	return true;
}

/* Layers in which weights share values on purpose: each value has two weights at least, on
 * average. Few weights have few values anyway. */
static bool find_clustered(const TuneClusters *clusters, const Model *model, bool *chosen,
	int *n_layers, Error *err)
{
	for (int i = 0; i < layer_count(model); i++) {
		WeightCounts counts;
		size_t values = (size_t)tune_clusters_of(clusters, i);
		if (!count_weights(model, i, &counts, err))
			return false;
		chosen[i] = values > 0 && 2 * values <= counts.n - counts.zeros;
		*n_layers += chosen[i];
	}
	return true;
}

static bool keep_values(TuneRules *rules, const Model *model, Arena *arena,
	TrainKeeping *keeping, Error *err)
{
	const TuneOptions *options = rules->options;
	bool *chosen = arena_array(arena, (size_t)layer_count(model), sizeof *chosen);
	int n = 0;
	if (options->free_clusters || options->values)
		return true;
	rules->clusters = tune_clusters_new(model, NULL, err);
	if (!rules->clusters || !find_clustered(rules->clusters, model, chosen, &n, err))
		return false;
	if (n == 0)
		return !options->keep_clusters ||
			failed(err, "%s: --keep-clusters: no layer's weights share few values",
				model->name);
	if (options->train.how.batch_norm)
		return failed(err,
			"%s: weights share values, which --batch-norm would tear apart: give "
			"--no-keep-clusters, or leave it out",
			model->name);
	tune_clusters_free(rules->clusters);
	rules->clusters = tune_clusters_new(model, chosen, err);
	if (!rules->clusters)
		return false;
	keep_rule(keeping, tune_clusters_rule(rules->clusters));
	keep_text(keeping, arena,
		arena_text(arena, "%d layer%s: weights that share a value go on sharing one", n,
			n == 1 ? "" : "s"));
	cJSON_AddNumberToObject(keeping->json, "clustered_layers", n);
	return true;
}

/* --- What is added --- */

static void keep_from(const TuneRules *rules, TrainKeeping *keeping, double until)
{
	int first = gradual_epochs(until, rules->options->train.how.epochs);
	if (first > keeping->keep_from)
		keeping->keep_from = first;
}

/* As often as usual, but where there are few steps at least PHASES times. */
static int interval_of(const TuneRules *rules, const TrainSource *source, double until,
	int usual)
{
	enum { PHASES = 30 };
	const TrainSettings *how = &rules->options->train.how;
	double n = (double)source->data.n * (1 - how->validation);
	double steps = ceil(n / how->batch) * how->epochs * until / PHASES;
	return steps >= usual ? usual : steps >= 1 ? (int)steps : 1;
}

static bool add_pruning(TuneRules *rules, const Model *model, const TrainSource *source,
	Arena *arena, TrainKeeping *keeping, Hash *hash, Error *err)
{
	const TuneOptions *options = rules->options;
	size_t n = (size_t)layer_count(model);
	if (options->sparsity < 0 && !options->plan)
		return true;
	const PruneOptions asked = {
		.sparsity = options->sparsity,
		.plan = options->plan,
		.layers = options->layers,
	};
	GradualPruneSettings how = GRADUAL_PRUNE_DEFAULTS;
	double *shares = arena_array(arena, n, sizeof *shares);
	if (!prune_shares(&asked, model, shares, err))
		return false;
	how.of_layer = shares;
	how.is_global = options->is_global;
	how.score = options->score;
	how.interval = interval_of(rules, source, how.until, how.interval);
	rules->prune = gradual_prune_new(model, &how, err);
	if (!rules->prune)
		return false;
	hash_add(hash, shares, n * sizeof *shares);
	keep_rule(keeping, gradual_prune_rule(rules->prune));
	keep_from(rules, keeping, how.until);
	keep_text(keeping, arena, "weights became 0 gradually");
	return true;
}

static bool add_clustering(TuneRules *rules, const Model *model,
	const TrainSource *source, Arena *arena, TrainKeeping *keeping, Error *err)
{
	const TuneOptions *options = rules->options;
	int n = layer_count(model);
	if (!options->values)
		return true;
	GradualClusterSettings how = GRADUAL_CLUSTER_DEFAULTS;
	int *of_layer = arena_array(arena, (size_t)n, sizeof *of_layer);
	bool *chosen = arena_array(arena, (size_t)n, sizeof *chosen);
	if (!choose_layers(model, &options->layers, chosen, err))
		return failed_in(err, "%s: ", model->name);
	for (int i = 0; i < n; i++)
		of_layer[i] = chosen[i] ? options->values : 0;
	how.of_layer = of_layer;
	how.per_channel = options->per_channel;
	how.interval = interval_of(rules, source, how.until, how.interval);
	rules->cluster = gradual_cluster_new(model, &how, err);
	if (!rules->cluster)
		return false;
	keep_rule(keeping, gradual_cluster_rule(rules->cluster));
	keep_from(rules, keeping, how.until);
	keep_text(keeping, arena,
		arena_text(arena, "weights came to share %d values %s", options->values,
			options->per_channel ? "a channel" : "a layer"));
	return true;
}

/* The last of all: it rounds what the others leave. */
static bool add_rounding(TuneRules *rules, const Model *model, Arena *arena,
	TrainKeeping *keeping, Error *err)
{
	if (!rules->options->qat)
		return true;
	const TuneQuantSettings how = TUNE_QUANT_DEFAULTS;
	rules->quant = tune_quant_new(model, &how, NULL, err);
	if (!rules->quant)
		return failed_in(err, "--qat: ");
	keep_rule(keeping, tune_quant_rule(rules->quant));
	keep_from(rules, keeping, how.until);
	keep_text(keeping, arena, "figures are those of int8, for which it has the ranges");
	cJSON_AddTrueToObject(keeping->json, "int8_ranges");
	return true;
}

/* --- All of it --- */

static uint64_t salt_of(const TuneOptions *options, Hash hash)
{
	const int64_t numbers[] = {options->keep_sparsity, options->free_sparsity,
		options->keep_clusters, options->free_clusters, options->is_global,
		(int64_t)options->score, options->values, options->per_channel, options->qat};
	hash_add(&hash, numbers, sizeof numbers);
	return hash.value;
}

bool tune_rules_make(void *context, const Model *model, const TrainSource *source,
	Arena *arena, TrainKeeping *keeping, Error *err)
{
	TuneRules *rules = context;
	Hash hash = HASH_START;
	keeping->json = cJSON_CreateObject();
	bool ok = keep_zeros(rules, model, arena, keeping, err) &&
		add_pruning(rules, model, source, arena, keeping, &hash, err) &&
		keep_values(rules, model, arena, keeping, err) &&
		add_clustering(rules, model, source, arena, keeping, err) &&
		add_rounding(rules, model, arena, keeping, err);
	keeping->salt = salt_of(rules->options, hash);
	return ok;
}

bool tune_rules_finish(void *context, Model *model, Error *err)
{
	(void)err;
	const TuneRules *rules = context;
	if (rules->quant)
		store_ranges(model, tune_quant_ranges(rules->quant).ranges);
	return true;
}

void tune_rules_free(TuneRules *rules)
{
	tune_quant_free(rules->quant);
	tune_mask_free(rules->mask);
	tune_clusters_free(rules->clusters);
	gradual_prune_free(rules->prune);
	gradual_cluster_free(rules->cluster);
}
