/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/calibrate.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* What is gathered of a tensor. Merging is by minimum, maximum and whole counts, so that
 * the order in which threads bring their parts does not matter. */
typedef struct Seen {
	Range range;
	bool not_finite;
	int64_t *bins; /* HISTOGRAM_BINS; NULL where none is counted */
} Seen;

typedef struct Calibration {
	const char *model_name;
	const Plan *plan;
	const Samples *samples;
	const CalibrationSettings *settings;
	Seen *seen; /* one a tensor */
	pthread_mutex_t lock;
} Calibration;

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Calibration *calibration = context;
	return samples_load(calibration->samples, chunk, worker, err);
}

static void progress(void *context, int64_t done, int64_t total)
{
	const Calibration *calibration = context;
	const Progress *to = calibration->settings->progress;
	if (to)
		to->report(to->context, "calibrating", done, total);
}

static void observe_range(void *context, const Chunk *chunk, int tensor,
	const void *values)
{
	Calibration *calibration = context;
	if (plan_graph(calibration->plan)->tensors[tensor].type != TYPE_FLOAT32)
		return;
	const float *x = values;
	size_t count = (size_t)chunk->n * plan_count(calibration->plan, tensor);
	float low = FLT_MAX, high = -FLT_MAX;
	bool not_finite = false;
	for (size_t i = 0; i < count; i++) {
		low = x[i] < low ? x[i] : low;
		high = x[i] > high ? x[i] : high;
		not_finite |= !(fabsf(x[i]) <= FLT_MAX);
	}
	pthread_mutex_lock(&calibration->lock);
	Seen *seen = &calibration->seen[tensor];
	seen->range.low = low < seen->range.low ? low : seen->range.low;
	seen->range.high = high > seen->range.high ? high : seen->range.high;
	seen->not_finite |= not_finite;
	pthread_mutex_unlock(&calibration->lock);
}

static int bin_of(Range range, float x)
{
	double width = (double)range.high - (double)range.low;
	int bin =
		width > 0 ? (int)(((double)x - (double)range.low) / width * HISTOGRAM_BINS) : 0;
	return bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1;
}

static void observe_histogram(void *context, const Chunk *chunk, int tensor,
	const void *values)
{
	Calibration *calibration = context;
	Seen *seen = &calibration->seen[tensor];
	if (!seen->bins)
		return;
	const float *x = values;
	size_t count = (size_t)chunk->n * plan_count(calibration->plan, tensor);
	int64_t bins[HISTOGRAM_BINS] = {0};
	for (size_t i = 0; i < count; i++)
		bins[bin_of(seen->range, x[i])]++;
	pthread_mutex_lock(&calibration->lock);
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		seen->bins[i] += bins[i];
	pthread_mutex_unlock(&calibration->lock);
}

/* Cut off, at each end, as many values as lie beyond the percentile. */
static Range percentile_range(const Seen *seen, double percentile)
{
	int64_t total = 0;
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		total += seen->bins[i];
	int64_t beyond = (int64_t)((1 - percentile / 100) * (double)total);
	int first = 0, last = HISTOGRAM_BINS - 1;
	for (int64_t cut = seen->bins[0]; cut <= beyond && first < last;
		 cut += seen->bins[first])
		first++;
	for (int64_t cut = seen->bins[last]; cut <= beyond && last > first;
		 cut += seen->bins[last])
		last--;
	double low = (double)seen->range.low;
	double width = ((double)seen->range.high - low) / HISTOGRAM_BINS;
	return (Range){(float)(low + first * width), (float)(low + (last + 1) * width)};
}

static bool observe_all(Calibration *calibration,
	void (*observe)(void *, const Chunk *, int, const void *), Error *err)
{
	RunHooks hooks = {
		.context = calibration,
		.load = load,
		.observe = observe,
		.progress = progress,
	};
	return plan_run(calibration->plan, calibration->samples->n,
		calibration->settings->n_threads, &hooks, err);
}

static bool check_finite(const Calibration *calibration, Error *err)
{
	char label[16];
	const Graph *graph = plan_graph(calibration->plan);
	for (int i = 0; i < graph->n_tensors; i++)
		if (calibration->seen[i].not_finite)
			return failed(err, "%s: tensor '%s': values that are not finite",
				calibration->model_name, tensor_label(graph, i, label));
	return true;
}

static bool find_percentiles(Calibration *calibration, Arena *arena, Error *err)
{
	const Graph *graph = plan_graph(calibration->plan);
	for (int i = 0; i < graph->n_tensors; i++) {
		Seen *seen = &calibration->seen[i];
		if (seen->range.low <= seen->range.high)
			seen->bins = arena_array(arena, HISTOGRAM_BINS, sizeof *seen->bins);
	}
	if (!observe_all(calibration, observe_histogram, err))
		return false;
	for (int i = 0; i < graph->n_tensors; i++) {
		Seen *seen = &calibration->seen[i];
		if (seen->bins)
			seen->range = percentile_range(seen, calibration->settings->percentile);
	}
	return true;
}

static bool calibrate_plan(Calibration *calibration, Range *ranges, Range *extremes,
	Arena *arena, Error *err)
{
	int n = plan_graph(calibration->plan)->n_tensors;
	calibration->seen = arena_array(arena, (size_t)n, sizeof *calibration->seen);
	for (int i = 0; i < n; i++)
		calibration->seen[i].range = (Range){FLT_MAX, -FLT_MAX};
	if (!observe_all(calibration, observe_range, err) || !check_finite(calibration, err))
		return false;
	for (int i = 0; extremes && i < n; i++)
		extremes[i] = calibration->seen[i].range;
	if (calibration->settings->method == CALIBRATE_PERCENTILE &&
		!find_percentiles(calibration, arena, err))
		return false;
	for (int i = 0; i < n; i++)
		ranges[i] = calibration->seen[i].range;
	return true;
}

bool calibrate(const Model *model, const Samples *samples,
	const CalibrationSettings *settings, Range *ranges, Range *extremes, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = settings->batch;
	Plan *plan = plan_new(model, &how, err);
	if (!plan)
		return false;
	Arena arena = {0};
	Calibration calibration = {
		.model_name = model->name,
		.plan = plan,
		.samples = samples,
		.settings = settings,
	};
	pthread_mutex_init(&calibration.lock, NULL);
	bool ok = calibrate_plan(&calibration, ranges, extremes, &arena, err);
	pthread_mutex_destroy(&calibration.lock);
	arena_finish(&arena);
	plan_free(plan);
	return ok;
}
