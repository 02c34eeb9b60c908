/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/compare.h"

#include <assert.h>
#include <math.h>

#include "passes/real_values.h"

/* The most floats that a thread keeps of a batch: as much as a Plan may take. */
static const size_t most_kept = INT32_MAX / sizeof(float);

/* One of the two models. */
typedef struct Side {
	const Model *model;
	const Samples *samples;
	Plan *plan;
	bool *is_seen; /* of each tensor: whether running shows its values */
} Side;

/* A tensor of the reference that is copied while it is there. */
typedef struct Kept {
	bool is_kept;
	size_t place; /* in a thread's memory, in floats */
	RealValues values;
} Kept;

/* A pair, ready to be compared. */
typedef struct Comparison {
	TensorPair pair;
	int next;          /* the next pair with the same tensor of the other model, or -1 */
	size_t rows;       /* of a sample */
	size_t row_length; /* elements of a row */
	RealValues values; /* of the other's */
	Holds holds;
} Comparison;

/* What a thread has of its own, made when first used. */
typedef struct Thread {
	Arena arena;
	Worker *other;
	float *kept;             /* the reference's values of a batch */
	float *values;           /* one tensor of the other's */
	Difference *differences; /* of its chunk; one a pair */
} Thread;

typedef struct Run {
	Side reference, other;
	const CompareSettings *settings;
	Arena arena;
	Kept *kept; /* one a tensor of the reference */
	Comparison *comparisons;
	int n_pairs;
	int *first;               /* of each tensor of the other: its first pair, or -1 */
	size_t n_kept, n_longest; /* floats of a batch: of all kept, of the longest tensor */
	Thread *threads;
	Difference *results;
} Run;

/* What comparing the other model's values of a chunk needs to know. */
typedef struct ChunkRun {
	const Run *run;
	const Chunk *chunk;
	Error *err;
} ChunkRun;

/* --- Values --- */

/* Say which sample of a tensor is not finite, if one is. */
static bool check_finite(const Side *side, int tensor, const Chunk *chunk,
	const float *values, Error *err)
{
	char label[16];
	size_t count = plan_count(side->plan, tensor);
	for (size_t i = 0; i < (size_t)chunk->n * count; i++)
		if (!isfinite(values[i]))
			return failed(err, "%s: tensor '%s': a value of sample %lld is not finite",
				side->model->name, tensor_label(plan_graph(side->plan), tensor, label),
				(long long)(chunk->first + (int64_t)(i / count)));
	return true;
}

static void compare_pair(const ChunkRun *at, int index, const float *values)
{
	const Run *run = at->run;
	const Comparison *how = &run->comparisons[index];
	const Thread *thread = &run->threads[at->chunk->thread];
	const float *kept = thread->kept + run->kept[how->pair.reference].place;
	Difference sum = {0};
	size_t n_rows = (size_t)at->chunk->n * how->rows;
	for (size_t i = 0; i < n_rows; i++)
		difference_add_row(&sum, values + i * how->row_length, kept + i * how->row_length,
			how->row_length, how->holds);
	thread->differences[index] = sum;
	/* Squares of finite float32 numbers do not overflow. */
	if (!isfinite(sum.signal) || !isfinite(sum.noise))
		(void)(check_finite(&run->reference, how->pair.reference, at->chunk, kept,
				   at->err) &&
			check_finite(&run->other, how->pair.other, at->chunk, values, at->err));
}

/* --- Running --- */

static bool load_reference(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	const Run *run = context;
	return samples_load(run->reference.samples, chunk, worker, err);
}

static Thread *thread_of(const Run *run, const Chunk *chunk)
{
	Thread *thread = &run->threads[chunk->thread];
	if (thread->other)
		return thread;
	thread->other = worker_new(run->other.plan);
	thread->kept = arena_array(&thread->arena, run->n_kept, sizeof(float));
	thread->values = arena_array(&thread->arena, run->n_longest, sizeof(float));
	thread->differences =
		arena_array(&thread->arena, (size_t)run->n_pairs, sizeof(Difference));
	return thread;
}

static void keep_reference(void *context, const Chunk *chunk, int tensor,
	const void *values)
{
	const Run *run = context;
	const Kept *kept = &run->kept[tensor];
	size_t n = (size_t)chunk->n * plan_count(run->reference.plan, tensor);
	if (kept->is_kept)
		real_values(&kept->values, values, n, thread_of(run, chunk)->kept + kept->place);
}

static void compare_tensor(void *context, int tensor, const void *values, int n)
{
	const ChunkRun *at = context;
	const Run *run = at->run;
	int first = run->first[tensor];
	if (first < 0)
		return;
	const Comparison *how = &run->comparisons[first];
	float *real = run->threads[at->chunk->thread].values;
	real_values(&how->values, values, (size_t)n * how->rows * how->row_length, real);
	for (int i = first; i >= 0; i = run->comparisons[i].next)
		compare_pair(at, i, real);
}

/* The reference has run; now the other does. */
static bool run_other(void *context, const Chunk *chunk, Worker *worker, Error *err)
{
	(void)worker;
	const Run *run = context;
	Worker *other = thread_of(run, chunk)->other;
	ChunkRun at = {run, chunk, err};
	if (!samples_load(run->other.samples, chunk, other, err))
		return false;
	worker_run(other, chunk->n, compare_tensor, &at);
	return !err->text[0];
}

static void add_chunk(void *context, const Chunk *chunk)
{
	const Run *run = context;
	for (int i = 0; i < run->n_pairs; i++)
		difference_add(&run->results[i], &run->threads[chunk->thread].differences[i]);
}

static void progress(void *context, int64_t done, int64_t total)
{
	const Run *run = context;
	const Progress *to = run->settings->progress;
	if (to)
		to->report(to->context, "comparing", done, total);
}

static bool run_both(Run *run, Error *err)
{
	const CompareSettings *settings = run->settings;
	int64_t n = run->reference.samples->n;
	if (settings->max_samples > 0 && settings->max_samples < n)
		n = settings->max_samples;
	size_t n_threads = (size_t)plan_threads(settings->n_threads);
	run->threads = arena_array(&run->arena, n_threads, sizeof *run->threads);
	RunHooks hooks = {
		.context = run,
		.load = load_reference,
		.observe = keep_reference,
		.store = run_other,
		.in_order = add_chunk,
		.progress = progress,
	};
	bool ok = plan_run(run->reference.plan, n, settings->n_threads, &hooks, err);
	for (size_t i = 0; i < n_threads; i++) {
		worker_free(run->threads[i].other);
		arena_finish(&run->threads[i].arena);
	}
	return ok;
}

/* --- Getting ready --- */

static bool open_side(Side *side, const Model *model, const Samples *samples, int batch,
	Arena *arena, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = batch;
	*side = (Side){.model = model, .samples = samples};
	side->plan = plan_new(model, &how, err);
	if (!side->plan)
		return false;
	const Graph *graph = plan_graph(side->plan);
	side->is_seen = arena_array(arena, (size_t)graph->n_tensors, sizeof(bool));
	for (int i = 0; i < graph->n_inputs; i++)
		side->is_seen[graph->inputs[i]] = true;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_outputs; k++)
			side->is_seen[graph->ops[i].outputs[k]] = true;
	return true;
}

static bool open_tensor(const Side *side, int tensor, RealValues *values, Error *err)
{
	char label[16];
	const Graph *graph = plan_graph(side->plan);
	assert(tensor >= 0 && tensor < graph->n_tensors);
	if (!side->is_seen[tensor])
		failed(err, "tensor '%s': not computed", tensor_label(graph, tensor, label));
	else if (real_values_of(graph, tensor, values, err))
		return true;
	return failed_in(err, "%s: ", side->model->name);
}

static bool keep_tensor(Run *run, int tensor, Error *err)
{
	Kept *kept = &run->kept[tensor];
	if (kept->is_kept)
		return true;
	if (!open_tensor(&run->reference, tensor, &kept->values, err))
		return false;
	size_t batch = (size_t)plan_batch(run->reference.plan);
	size_t n = batch * plan_count(run->reference.plan, tensor);
	kept->is_kept = true;
	kept->place = run->n_kept;
	run->n_kept += n;
	run->n_longest = n > run->n_longest ? n : run->n_longest;
	return run->n_kept <= most_kept ||
		failed(err, "%s: more than 2 GiB to compare, with %zu samples at a time",
			run->reference.model->name, batch);
}

static bool same_count(const Run *run, TensorPair pair, Error *err)
{
	char label[2][16];
	const Side *sides[2] = {&run->reference, &run->other};
	const int tensors[2] = {pair.reference, pair.other};
	const char *names[2];
	size_t counts[2];
	for (int i = 0; i < 2; i++) {
		const Graph *graph = plan_graph(sides[i]->plan);
		names[i] = tensor_label(graph, tensors[i], label[i]);
		counts[i] = plan_count(sides[i]->plan, tensors[i]);
	}
	return counts[0] == counts[1] ||
		failed(err, "%s: tensor '%s': %zu values a sample, but '%s' of %s has %zu",
			run->other.model->name, names[1], counts[1], names[0],
			run->reference.model->name, counts[0]);
}

static Holds holds_of(const RealValues *values)
{
	double step = (double)values->scale;
	if (values->type == TYPE_FLOAT32)
		return (Holds){-HUGE_VAL, HUGE_VAL};
	return (Holds){
		step * (values->low - values->zero - 0.5),
		step * (values->high - values->zero + 0.5),
	};
}

static bool open_pair(Run *run, int index, TensorPair pair, Error *err)
{
	Comparison *how = &run->comparisons[index];
	if (!keep_tensor(run, pair.reference, err) ||
		!open_tensor(&run->other, pair.other, &how->values, err) ||
		!same_count(run, pair, err))
		return false;
	how->pair = pair;
	how->next = run->first[pair.other];
	run->first[pair.other] = index;
	const Tensor *tensor = &plan_graph(run->reference.plan)->tensors[pair.reference];
	int rows = run->reference.samples->rows;
	how->rows = tensor->rank > 0 && tensor->dims[0] == rows ? (size_t)rows : 1;
	how->row_length = plan_count(run->reference.plan, pair.reference) / how->rows;
	how->holds = holds_of(&how->values);
	return true;
}

static bool open_pairs(Run *run, const TensorPair *pairs, Error *err)
{
	size_t n_tensors = (size_t)plan_graph(run->reference.plan)->n_tensors;
	size_t n_others = (size_t)plan_graph(run->other.plan)->n_tensors;
	run->kept = arena_array(&run->arena, n_tensors, sizeof *run->kept);
	run->first = arena_array(&run->arena, n_others, sizeof *run->first);
	run->comparisons =
		arena_array(&run->arena, (size_t)run->n_pairs, sizeof *run->comparisons);
	for (size_t i = 0; i < n_others; i++)
		run->first[i] = -1;
	for (int i = 0; i < run->n_pairs; i++) {
		run->results[i] = (Difference){0};
		if (!open_pair(run, i, pairs[i], err))
			return false;
	}
	return true;
}

static bool same_samples(const Run *run, Error *err)
{
	const Samples *a = run->reference.samples, *b = run->other.samples;
	if (a->rows != b->rows)
		return failed(err, "%s takes %d rows at a time, but %s takes %d",
			run->reference.model->name, a->rows, run->other.model->name, b->rows);
	return a->n == b->n ||
		failed(err, "%lld samples for %s, but %lld for %s", (long long)a->n,
			run->reference.model->name, (long long)b->n, run->other.model->name);
}

bool compare_runs(const Model *reference, const Samples *reference_samples,
	const Model *other, const Samples *other_samples, const TensorPair *pairs,
	int n_pairs, const CompareSettings *settings, Difference *results, Error *err)
{
	Run run = {.settings = settings, .n_pairs = n_pairs, .results = results};
	int batch = settings->batch;
	bool ok =
		open_side(&run.reference, reference, reference_samples, batch, &run.arena, err) &&
		open_side(&run.other, other, other_samples, batch, &run.arena, err) &&
		same_samples(&run, err) && open_pairs(&run, pairs, err) && run_both(&run, err);
	plan_free(run.reference.plan);
	plan_free(run.other.plan);
	arena_finish(&run.arena);
	return ok;
}
