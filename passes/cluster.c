/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster.h"

#include "passes/cluster_facts.h"
#include "passes/cluster_set.h"
#include "passes/layer_weights.h"
#include "src/base/threads.h"

/* A tensor to work on. */
typedef struct Part {
	int layer, weights; /* the first layer that has it */
	bool is_per_channel;
	WeightUnits units;
	float *before; /* units.values as they were */
} Part;

/* A set of values to choose. */
typedef struct Job {
	const Part *part;
	int64_t channel;
} Job;

typedef struct Clustering {
	const ClusterSettings *settings;
	Arena arena;
	Part *parts;
	Job *jobs;
	int n_parts, n_jobs;
} Clustering;

/* --- What there is to do --- */

static bool is_per_channel(const ClusterSettings *settings, const WeightUnits *units)
{
	if (settings->per == CLUSTER_PER_SCALE)
		return units->scales && !(settings->lambda > 0);
	return settings->per == CLUSTER_PER_CHANNEL;
}

static bool add_part(Clustering *work, const Model *model, int layer, int weights,
	Error *err)
{
	char label[16];
	Part *part = &work->parts[work->n_parts++];
	*part = (Part){.layer = layer, .weights = weights};
	WeightUnits *units = &part->units;
	if (!weight_units(model, layer, weights, &work->arena, units, err))
		return false;
	part->before = arena_copy(&work->arena, units->values, units->n * sizeof(float));
	part->is_per_channel = is_per_channel(work->settings, units);
	if (!part->is_per_channel && !units->has_one_zero)
		return failed(err,
			"%s: zero points differ from channel to channel: --per channel",
			tensor_label(&model->graphs[0], weights, label));
	return true;
}

/* The tensors, each once. */
static bool gather(Clustering *work, const Model *model, LayerClusters *layers,
	Error *err)
{
	int n = layer_count(model);
	size_t n_tensors = (size_t)model->graphs[0].n_tensors;
	bool *is_taken = arena_array(&work->arena, n_tensors, sizeof *is_taken);
	work->parts = arena_array(&work->arena, (size_t)n, sizeof *work->parts);
	for (int i = 0; i < n; i++) {
		Error ignored = {0};
		int weights = work->settings->chosen[i] ? layer_weights(model, i, &ignored) : -1;
		layers[i] = (LayerClusters){.weights = weights};
		if (weights < 0)
			continue;
		layers[i].is_shared = is_taken[weights];
		if (!is_taken[weights] && !add_part(work, model, i, weights, err))
			return false;
		is_taken[weights] = true;
	}
	return true;
}

static void make_jobs(Clustering *work)
{
	size_t n = 0;
	for (int i = 0; i < work->n_parts; i++)
		n += work->parts[i].is_per_channel ? work->parts[i].units.channels.n : 1;
	work->jobs = arena_array(&work->arena, n, sizeof *work->jobs);
	for (int i = 0; i < work->n_parts; i++) {
		const Part *part = &work->parts[i];
		size_t n_sets = part->is_per_channel ? part->units.channels.n : 1;
		for (size_t c = 0; c < n_sets; c++)
			work->jobs[work->n_jobs++] = (Job){
				.part = part,
				.channel = part->is_per_channel ? (int64_t)c : WHOLE_TENSOR,
			};
	}
}

static void do_job(void *context, int worker, int item)
{
	(void)worker;
	Clustering *work = context;
	const Job *job = &work->jobs[item];
	const SetSettings settings = {work->settings->k, work->settings->lambda};
	cluster_set(&job->part->units, job->channel, settings);
}

/* --- What came of it --- */

static void store_parts(const Clustering *work, Model *model, LayerClusters *layers)
{
	for (int i = 0; i < work->n_parts; i++) {
		const Part *part = &work->parts[i];
		store_units(model, part->weights, &part->units);
		fill_cluster_facts(&part->units, part->before, part->is_per_channel,
			&layers[part->layer]);
	}
}

/* Layers that are not chosen keep their weights to themselves. */
static void unshare(Model *model, const bool *chosen)
{
	Arena scratch = {0};
	int n = layer_count(model);
	double *how = arena_array(&scratch, (size_t)n, sizeof *how);
	for (int i = 0; i < n; i++)
		how[i] = chosen[i] ? 0 : -1;
	if (!model->is_weights_only)
		unshare_weights(model, how);
	arena_finish(&scratch);
}

bool cluster(Model *model, const ClusterSettings *settings, LayerClusters *layers,
	Error *err)
{
	Clustering work = {.settings = settings};
	unshare(model, settings->chosen);
	bool ok = gather(&work, model, layers, err);
	if (ok) {
		make_jobs(&work);
		parallel_for(settings->n_threads, work.n_jobs, do_job, &work);
		store_parts(&work, model, layers);
	}
	arena_finish(&work.arena);
	return ok;
}
