/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/calibrate.h"

#include <math.h>
#include <pthread.h>

#include "passes/quantize/histogram_range.h"
#include "src/base/threads.h"

/* The first value that is not finite, in order of samples, and of computing in a sample. */
typedef struct NotFinite {
	bool found;
	int tensor, sample; /* in the chunk */
	float value;
} NotFinite;

/* What a thread knows of the chunk that it has. */
typedef struct ThreadPart {
	Range *ranges; /* [tensors][batch]: of each sample */
	NotFinite not_finite;
	Histogram *histogram; /* to count a tensor in; NULL where nothing is */
} ThreadPart;

/* What is gathered of a tensor. */
typedef struct Seen {
	Range range;
	double average_low, average_high;
	Histogram *histogram; /* made when first used */
} Seen;

typedef struct Calibration {
	const Model *model;
	const Plan *plan;
	const Samples *samples;
	const CalibrationSettings *settings;
	Arena *arena;
	ThreadPart *parts;
	Seen *seen;           /* one a tensor */
	int64_t n_averaged;   /* samples */
	pthread_mutex_t lock; /* of the histograms and the arena */
} Calibration;

static bool wants_histograms(CalibrationMethod method)
{
	return method == CALIBRATE_PERCENTILE || method == CALIBRATE_ENTROPY ||
		method == CALIBRATE_MSE;
}

static bool is_float(const Calibration *calibration, int tensor)
{
	return plan_graph(calibration->plan)->tensors[tensor].type == TYPE_FLOAT32;
}

static bool load(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Calibration *calibration = context;
	calibration->parts[chunk->thread].not_finite.found = false;
	return samples_load(calibration->samples, chunk, worker, err);
}

static void progress(void *context, int64_t done, int64_t total)
{
	const Calibration *calibration = context;
	const Progress *to = calibration->settings->progress;
	if (to)
		to->report(to->context, "calibrating", done, total);
}

/* Of each sample of a thread's chunk. */
static Range *ranges_of(const Calibration *calibration, int thread, int tensor)
{
	size_t batch = (size_t)plan_batch(calibration->plan);
	return calibration->parts[thread].ranges + (size_t)tensor * batch;
}

/* --- While a chunk runs --- */

static void look_for_not_finite(NotFinite *first, int tensor, int sample,
	const float *values, size_t count)
{
	if (first->found && first->sample <= sample)
		return;
	for (size_t i = 0; i < count; i++) {
		if (isfinite(values[i]))
			continue;
		*first = (NotFinite){true, tensor, sample, values[i]};
		return;
	}
}

/* Which thread's counts come first does not matter: see histogram.h. */
static void count_values(Calibration *calibration, ThreadPart *part, int tensor,
	const float *values, size_t count, Range range)
{
	histogram_clear(part->histogram);
	histogram_count(part->histogram, values, count, range);
	pthread_mutex_lock(&calibration->lock);
	Seen *seen = &calibration->seen[tensor];
	if (!seen->histogram) {
		seen->histogram = arena_alloc(calibration->arena, sizeof *seen->histogram);
		histogram_clear(seen->histogram);
	}
	histogram_add(seen->histogram, part->histogram);
	pthread_mutex_unlock(&calibration->lock);
}

static void observe(void *context, const Chunk *chunk, int tensor, const void *values)
{
	Calibration *calibration = context;
	if (!is_float(calibration, tensor))
		return;
	ThreadPart *part = &calibration->parts[chunk->thread];
	const float *x = values;
	size_t count = plan_count(calibration->plan, tensor);
	Range *ranges = ranges_of(calibration, chunk->thread, tensor);
	Range range = RANGE_OF_NONE;
	for (int i = 0; i < chunk->n; i++) {
		look_for_not_finite(&part->not_finite, tensor, i, x + (size_t)i * count, count);
		ranges[i] = range_of(x + (size_t)i * count, count);
		range = range_join(range, ranges[i]);
	}
	if (part->histogram && !part->not_finite.found)
		count_values(calibration, part, tensor, x, (size_t)chunk->n * count, range);
}

static bool check_finite(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	(void)worker;
	const Calibration *calibration = context;
	const NotFinite *bad = &calibration->parts[chunk->thread].not_finite;
	if (!bad->found)
		return true;
	char label[16];
	const Graph *graph = plan_graph(calibration->plan);
	const Samples *samples = calibration->samples;
	return failed(err, "%s: tensor '%s' is not finite: %s at row %lld of %s",
		calibration->model->name, tensor_label(graph, bad->tensor, label),
		isnan(bad->value)    ? "nan"
			: bad->value > 0 ? "inf"
							 : "-inf",
		(long long)((chunk->first + bad->sample) * samples->rows),
		samples->feed.data->name);
}

/* --- Once it is done, in order --- */

static void average(Seen *seen, Range range, double weight)
{
	seen->average_low += weight * ((double)range.low - seen->average_low);
	seen->average_high += weight * ((double)range.high - seen->average_high);
}

static void gather_ranges(void *context, const Chunk *chunk)
{
	Calibration *calibration = context;
	int n_tensors = plan_graph(calibration->plan)->n_tensors;
	for (int i = 0; i < chunk->n; i++) {
		int64_t n = ++calibration->n_averaged;
		double weight = 1.0 / (double)(n < AVERAGED ? n : AVERAGED);
		for (int tensor = 0; tensor < n_tensors; tensor++) {
			Range range = ranges_of(calibration, chunk->thread, tensor)[i];
			Seen *seen = &calibration->seen[tensor];
			seen->range = range_join(seen->range, range);
			average(seen, range, weight);
		}
	}
}

/* --- When all has been seen --- */

static Range choose_range(const CalibrationSettings *settings, const Seen *seen)
{
	if (seen->range.low > seen->range.high)
		return seen->range;
	switch (settings->method) {
	case CALIBRATE_AVERAGE:
		return (Range){(float)seen->average_low, (float)seen->average_high};
	case CALIBRATE_PERCENTILE:
		return percentile_range(seen->histogram, settings->percentile);
	case CALIBRATE_ENTROPY:
		return entropy_range(seen->histogram);
	case CALIBRATE_MSE:
		return mse_range(seen->histogram);
	default:
		return seen->range;
	}
}

typedef struct Choice {
	const Calibration *calibration;
	Range *ranges;
} Choice;

static void choose_one(void *context, int thread, int tensor)
{
	(void)thread;
	const Choice *choice = context;
	const Calibration *calibration = choice->calibration;
	choice->ranges[tensor] =
		choose_range(calibration->settings, &calibration->seen[tensor]);
}

static void make_room(Calibration *calibration)
{
	Arena *arena = calibration->arena;
	int n_tensors = plan_graph(calibration->plan)->n_tensors;
	int n_threads = plan_threads(calibration->settings->n_threads);
	size_t n_ranges = (size_t)n_tensors * (size_t)plan_batch(calibration->plan);
	calibration->seen = arena_array(arena, (size_t)n_tensors, sizeof(Seen));
	for (int i = 0; i < n_tensors; i++)
		calibration->seen[i].range = RANGE_OF_NONE;
	calibration->parts = arena_array(arena, (size_t)n_threads, sizeof(ThreadPart));
	for (int i = 0; i < n_threads; i++) {
		ThreadPart *part = &calibration->parts[i];
		part->ranges = arena_array(arena, n_ranges, sizeof(Range));
		for (size_t k = 0; k < n_ranges; k++)
			part->ranges[k] = RANGE_OF_NONE;
		if (wants_histograms(calibration->settings->method))
			part->histogram = arena_alloc(arena, sizeof(Histogram));
	}
}

static bool calibrate_plan(Calibration *calibration, Range *ranges, Range *extremes,
	Error *err)
{
	const RunHooks hooks = {
		.context = calibration,
		.load = load,
		.observe = observe,
		.store = check_finite,
		.in_order = gather_ranges,
		.progress = progress,
	};
	int n_tensors = plan_graph(calibration->plan)->n_tensors;
	int n_threads = calibration->settings->n_threads;
	make_room(calibration);
	if (!plan_run(calibration->plan, calibration->samples->n, n_threads, &hooks, err))
		return false;
	parallel_for(n_threads, n_tensors, choose_one, &(Choice){calibration, ranges});
	for (int i = 0; extremes && i < n_tensors; i++)
		extremes[i] = calibration->seen[i].range;
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
		.model = model,
		.plan = plan,
		.samples = samples,
		.settings = settings,
		.arena = &arena,
	};
	pthread_mutex_init(&calibration.lock, NULL);
	bool ok = calibrate_plan(&calibration, ranges, extremes, err);
	pthread_mutex_destroy(&calibration.lock);
	arena_finish(&arena);
	plan_free(plan);
	return ok;
}
