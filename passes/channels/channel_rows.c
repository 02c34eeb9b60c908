/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_rows.h"

#include <math.h>
#include <string.h>

#include "passes/real_values.h"

/* What one layer reads, and which positions of it are kept. */
typedef struct Watched {
	int tensor;
	RealValues values;
	ChannelRows *rows;
	int64_t n_samples, n_positions; /* kept, and in each of them */
	int64_t of_positions;
} Watched;

typedef struct Job {
	const Samples *samples;
	int64_t n_samples; /* that are run */
	const Plan *plan;
	Watched *watched;
	int n_watched;
} Job;

/* --- Which positions --- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void choose_rows(Watched *watched, int64_t n_samples, size_t count, size_t width,
	Arena *arena)
{
	int64_t most = least(MOST_ROWS, MOST_ROW_VALUES / (int64_t)width);
	most = most < 1 ? 1 : most;
	watched->of_positions = (int64_t)(count / width);
	watched->n_samples = least(n_samples, most);
	watched->n_positions = least(watched->of_positions, most / watched->n_samples);
	watched->rows->width = width;
	watched->rows->n = (size_t)(watched->n_samples * watched->n_positions);
	watched->rows->values =
		arena_array(arena, watched->rows->n * width, sizeof *watched->rows->values);
}

/* Which of the kept samples this one is; -1 where it is none. */
static int64_t place_among_kept(const Watched *watched, int64_t sample, int64_t of)
{
	int64_t i = (sample * watched->n_samples + of - 1) / of;
	return i < watched->n_samples && i * of / watched->n_samples == sample ? i : -1;
}

/* Evenly over the positions, from another one in each sample. */
static int64_t position(const Watched *watched, int64_t kept_sample, int64_t i)
{
	int64_t first = kept_sample * 7919 % watched->of_positions;
	return (first + i * watched->of_positions / watched->n_positions) %
		watched->of_positions;
}

/* --- Running --- */

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Job *job = context;
	const Samples *samples = job->samples;
	uint8_t *to = worker_values(worker, samples->input);
	size_t bytes = plan_bytes(job->plan, samples->input);
	for (int i = 0; i < chunk->n; i++) {
		int64_t place = (chunk->first + i) * samples->n / job->n_samples;
		if (!samples_read(samples, place, to + (size_t)i * bytes, err))
			return false;
	}
	return true;
}

static void keep_sample(const Job *job, const Watched *watched, int64_t kept,
	const uint8_t *values)
{
	size_t width = watched->rows->width;
	size_t row_bytes = plan_bytes(job->plan, watched->tensor) /
		plan_count(job->plan, watched->tensor) * width;
	float *to = watched->rows->values + (size_t)(kept * watched->n_positions) * width;
	for (int64_t i = 0; i < watched->n_positions; i++, to += width) {
		size_t at = (size_t)position(watched, kept, i);
		real_values(&watched->values, values + at * row_bytes, width, to);
	}
}

/* Each sample has rows of its own, whichever thread comes by them. */
static void observe(void *context, const Chunk *chunk, int tensor, const void *values)
{
	const Job *job = context;
	for (int i = 0; i < job->n_watched; i++) {
		const Watched *watched = &job->watched[i];
		if (watched->tensor != tensor)
			continue;
		for (int k = 0; k < chunk->n; k++) {
			int64_t kept = place_among_kept(watched, chunk->first + k, job->n_samples);
			if (kept >= 0)
				keep_sample(job, watched, kept,
					(const uint8_t *)values + (size_t)k * plan_bytes(job->plan, tensor));
		}
	}
}

/* --- All --- */

static bool watch(Job *job, const Channels *channels, int only, Arena *arena,
	Arena *scratch, ChannelRows *rows, Error *err)
{
	const Graph *graph = channels->graph;
	job->watched = arena_array(scratch, (size_t)graph->n_ops, sizeof *job->watched);
	for (int i = 0; i < graph->n_ops; i++) {
		if (channels->rules[i] != CHANNELS_MIXED || (only >= 0 && i != only))
			continue;
		Watched *watched = &job->watched[job->n_watched++];
		watched->tensor = data_index(&graph->ops[i]);
		watched->rows = &rows[i];
		int width = layer_geometry(graph, &graph->ops[i]).width;
		if (!real_values_of(graph, watched->tensor, &watched->values, err))
			return false;
		choose_rows(watched, job->n_samples, plan_count(job->plan, watched->tensor),
			(size_t)width, arena);
	}
	return true;
}

static bool check_finite(const Job *job, Error *err)
{
	char label[16];
	for (int i = 0; i < job->n_watched; i++) {
		const Watched *watched = &job->watched[i];
		for (size_t k = 0; k < watched->rows->n * watched->rows->width; k++)
			if (!isfinite(watched->rows->values[k]))
				return failed(err, "tensor '%s': values that are not finite",
					tensor_label(plan_graph(job->plan), watched->tensor, label));
	}
	return true;
}

bool channel_rows(const Model *model, const Samples *samples, const Channels *channels,
	int only, int n_threads, int batch, Arena *arena, ChannelRows **rows, Error *err)
{
	Arena scratch = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = batch}, err);
	Job job = {.samples = samples,
		.n_samples = least(samples->n, MOST_ROW_SAMPLES),
		.plan = plan};
	RunHooks hooks = {.context = &job, .load = load, .observe = observe};
	*rows = arena_array(arena, (size_t)channels->graph->n_ops, sizeof **rows);
	bool ok = plan && watch(&job, channels, only, arena, &scratch, *rows, err) &&
		plan_run(plan, job.n_samples, n_threads, &hooks, err) && check_finite(&job, err);
	plan_free(plan);
	arena_finish(&scratch);
	return ok;
}
