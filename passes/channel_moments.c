/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channel_moments.h"

#include <math.h>
#include <string.h>

#include "passes/real_values.h"

/* What one layer reads. */
typedef struct Watched {
	int op, tensor;
	size_t width; /* columns: values i, i + width, ... of the tensor belong to column i */
	size_t at;    /* where its sums begin among all */
	RealValues values; /* how to read the tensor */
} Watched;

typedef struct Job {
	const Samples *samples;
	const Plan *plan;
	Watched *watched;
	int n_watched;
	size_t n_sums;   /* of all columns, and as many of squares behind them */
	double *sums;    /* [2, n_sums] */
	double **thread; /* the same of the chunk that each thread has */
	float **reals;   /* of each thread, one sample of the largest tensor */
} Job;

/* --- A chunk --- */

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Job *job = context;
	memset(job->thread[chunk->thread], 0, 2 * job->n_sums * sizeof(double));
	return samples_load(job->samples, chunk, worker, err);
}

static void add_sample(const Job *job, const Watched *watched, const float *x, size_t n,
	double *sums)
{
	double *squares = sums + job->n_sums;
	for (size_t i = 0; i < n; i += watched->width)
		for (size_t c = 0; c < watched->width; c++) {
			double value = (double)x[i + c];
			sums[c] += value;
			squares[c] += value * value;
		}
}

static void observe(void *context, const Chunk *chunk, int tensor, const void *values)
{
	const Job *job = context;
	float *x = job->reals[chunk->thread];
	for (int i = 0; i < job->n_watched; i++) {
		const Watched *watched = &job->watched[i];
		if (watched->tensor != tensor)
			continue;
		const uint8_t *from = values;
		for (int k = 0; k < chunk->n; k++) {
			size_t n = plan_count(job->plan, tensor);
			real_values(&watched->values, from, n, x);
			add_sample(job, watched, x, n, job->thread[chunk->thread] + watched->at);
			from += plan_bytes(job->plan, tensor);
		}
	}
}

static void in_order(void *context, const Chunk *chunk)
{
	Job *job = context;
	for (size_t i = 0; i < 2 * job->n_sums; i++)
		job->sums[i] += job->thread[chunk->thread][i];
}

/* --- All --- */

static bool watch(Job *job, const Channels *channels, ChannelWeights *const *layers,
	Arena *arena, Error *err)
{
	const Graph *graph = channels->graph;
	job->watched = arena_array(arena, (size_t)graph->n_ops, sizeof *job->watched);
	for (int i = 0; i < graph->n_ops; i++) {
		if (channels->rules[i] != CHANNELS_MIXED)
			continue;
		Watched *watched = &job->watched[job->n_watched++];
		watched->op = i;
		watched->tensor = data_index(&graph->ops[i]);
		watched->width = (size_t)layers[i]->geometry.width;
		watched->at = job->n_sums;
		job->n_sums += watched->width;
		if (!real_values_of(graph, watched->tensor, &watched->values, err))
			return false;
	}
	return true;
}

static void make_room(Job *job, int n_threads, Arena *arena)
{
	size_t n = (size_t)plan_threads(n_threads), largest = 0;
	for (int i = 0; i < job->n_watched; i++) {
		size_t count = plan_count(job->plan, job->watched[i].tensor);
		largest = count > largest ? count : largest;
	}
	job->sums = arena_array(arena, 2 * job->n_sums, sizeof *job->sums);
	job->thread = arena_array(arena, n, sizeof(double *));
	job->reals = arena_array(arena, n, sizeof(float *));
	for (size_t i = 0; i < n; i++) {
		job->thread[i] = arena_array(arena, 2 * job->n_sums, sizeof(double));
		job->reals[i] = arena_array(arena, largest, sizeof(float));
	}
}

static bool finish_moments(const Job *job, const Watched *watched,
	ChannelMoments *moments, Arena *arena, Error *err)
{
	char label[16];
	moments->mean = arena_array(arena, watched->width, sizeof(double));
	moments->variance = arena_array(arena, watched->width, sizeof(double));
	size_t in_sample = plan_count(job->plan, watched->tensor) / watched->width;
	double n = (double)in_sample * (double)job->samples->n;
	for (size_t c = 0; c < watched->width; c++) {
		double mean = job->sums[watched->at + c] / n;
		double square = job->sums[job->n_sums + watched->at + c] / n;
		if (!isfinite(mean) || !isfinite(square))
			return failed(err, "tensor '%s': values that are not finite",
				tensor_label(plan_graph(job->plan), watched->tensor, label));
		moments->mean[c] = mean;
		moments->variance[c] = fmax(square - mean * mean, 0);
	}
	return true;
}

bool channel_moments(const Model *model, const Samples *samples, const Channels *channels,
	ChannelWeights *const *layers, int n_threads, int batch, Arena *arena,
	ChannelMoments **moments, Error *err)
{
	Arena scratch = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = batch}, err);
	Job job = {.samples = samples, .plan = plan};
	RunHooks hooks = {.context = &job,
		.load = load,
		.observe = observe,
		.in_order = in_order};
	size_t n_ops = (size_t)channels->graph->n_ops;
	bool ok = plan && watch(&job, channels, layers, &scratch, err);
	if (ok) {
		make_room(&job, n_threads, &scratch);
		ok = plan_run(plan, samples->n, n_threads, &hooks, err);
	}
	*moments = arena_array(arena, n_ops, sizeof **moments);
	for (int i = 0; ok && i < job.n_watched; i++)
		ok = finish_moments(&job, &job.watched[i], &(*moments)[job.watched[i].op], arena,
			err);
	plan_free(plan);
	arena_finish(&scratch);
	return ok;
}
