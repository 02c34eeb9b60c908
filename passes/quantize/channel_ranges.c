/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/channel_ranges.h"

#include <pthread.h>

typedef struct Job {
	const Samples *samples;
	const Plan *plan;
	Range **ranges;
	pthread_mutex_t lock; /* of all ranges: extremes merge in any order */
} Job;

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Job *job = context;
	return samples_load(job->samples, chunk, worker, err);
}

static void widen(Range *range, float x)
{
	range->low = x < range->low ? x : range->low;
	range->high = x > range->high ? x : range->high;
}

static void observe(void *context, const Chunk *chunk, int tensor, const void *values)
{
	Job *job = context;
	if (!job->ranges[tensor])
		return;
	const Tensor *t = &plan_graph(job->plan)->tensors[tensor];
	size_t n_channels = (size_t)t->dims[t->rank - 1];
	size_t n = (size_t)chunk->n * plan_count(job->plan, tensor) / n_channels;
	const float *x = values;
	pthread_mutex_lock(&job->lock);
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < n_channels; c++)
			widen(&job->ranges[tensor][c], *x++);
	pthread_mutex_unlock(&job->lock);
}

bool channel_ranges(const Model *model, const Samples *samples, int n_threads, int batch,
	Range **ranges, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = batch;
	Plan *plan = plan_new(model, &how, err);
	if (!plan)
		return false;
	Job job = {.samples = samples, .plan = plan, .ranges = ranges};
	RunHooks hooks = {.context = &job, .load = load, .observe = observe};
	pthread_mutex_init(&job.lock, NULL);
	bool ok = plan_run(plan, samples->n, n_threads, &hooks, err);
	pthread_mutex_destroy(&job.lock);
	plan_free(plan);
	return ok;
}
