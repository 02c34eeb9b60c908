/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/cluster.h"

#include "passes/cluster/cluster_parts.h"
#include "passes/cluster/cluster_set.h"
#include "src/base/threads.h"

/* A set of values to choose. */
typedef struct Job {
	const ClusterPart *part;
	int64_t channel;
} Job;

typedef struct Clustering {
	SetSettings settings;
	Job *jobs;
	int n_jobs;
} Clustering;

static size_t set_count(const ClusterPart *part)
{
	return part->is_per_channel ? part->units.channels.n : 1;
}

static void make_jobs(Clustering *work, const ClusterParts *parts, Arena *arena)
{
	size_t n = 0;
	for (int i = 0; i < parts->n; i++)
		n += set_count(&parts->parts[i]);
	work->jobs = arena_array(arena, n, sizeof *work->jobs);
	for (int i = 0; i < parts->n; i++) {
		const ClusterPart *part = &parts->parts[i];
		for (size_t c = 0; c < set_count(part); c++)
			work->jobs[work->n_jobs++] = (Job){
				.part = part,
				.channel = part->is_per_channel ? (int64_t)c : WHOLE_TENSOR,
			};
	}
}

static void do_job(void *context, int worker, int item)
{
	(void)worker;
	const Clustering *work = context;
	const Job *job = &work->jobs[item];
	cluster_set(&job->part->units, job->channel, work->settings);
}

void cluster_unseen(const ClusterParts *parts, const ClusterSettings *settings)
{
	Arena scratch = {0};
	Clustering work = {.settings = {settings->k, settings->lambda}};
	make_jobs(&work, parts, &scratch);
	parallel_for(settings->n_threads, work.n_jobs, do_job, &work);
	arena_finish(&scratch);
}

bool cluster(Model *model, const ClusterSettings *settings, LayerClusters *layers,
	Error *err)
{
	Arena arena = {0};
	ClusterParts parts;
	bool ok = cluster_parts(model, settings, &arena, &parts, layers, err);
	if (ok) {
		cluster_unseen(&parts, settings);
		for (int i = 0; i < parts.n; i++)
			store_part(model, &parts.parts[i], layers);
	}
	arena_finish(&arena);
	return ok;
}
