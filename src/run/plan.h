/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interpreter. A Plan is a model made ready to run; it is not changed by running, so
 * any number of Workers, one a thread, can share it.
 */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "src/graph/model.h"

typedef struct PlanSettings {
	int batch; /* samples that a worker takes through the layers together */
	bool
		portable_kernels; /* leave the host's fast variants alone; the results are the same */
} PlanSettings;

/* Enough to fill the machine's vectors, few enough to stay in its cache. */
#define PLAN_DEFAULTS ((PlanSettings){.batch = 8})

typedef struct Plan Plan;
typedef struct Worker Worker;

/*
 * Make graph 0 of a model ready; the model must outlive the plan. Fails, naming model and
 * operator, where one cannot be run, where an input or output is a constant, and where the
 * computed tensors of a batch would take over 2 GiB.
 */
Plan *plan_new(const Model *model, const PlanSettings *settings, Error *err);
void plan_free(Plan *plan); /* NULL is fine */

/* Whether plan_new can, with so many samples at a time; fails as it does. */
bool plan_check(const Model *model, int batch, Error *err);

int plan_batch(const Plan *plan);

/* Graph 0 of the model, or a copy of it in which constants that a DEQUANTIZE turns into real
 * numbers are those (see fold.h): tensors and operators have the same numbers in both. */
const Graph *plan_graph(const Plan *plan);

/* Bytes and elements of one sample of a tensor. A sample is what the model's input holds:
 * it may be of several images where the model's own batch is above 1. */
size_t plan_bytes(const Plan *plan, int tensor);
size_t plan_count(const Plan *plan, int tensor);

/* Memory to run in. The plan must outlive it. */
Worker *worker_new(const Plan *plan);
void worker_free(Worker *worker); /* NULL is fine */

/* Called with each tensor as soon as its values are there: the inputs, then what each layer
 * computes. values holds n samples, one behind the other, and is gone afterwards. */
typedef void Observer(void *context, int tensor, const void *values, int n);

/*
 * Run n samples, at most the plan's batch. Before: fill worker_values of each graph input.
 * After: worker_values of each graph output holds the results, until the next run. observe
 * may be NULL.
 */
void worker_run(Worker *worker, int n, Observer *observe, void *context);
void *worker_values(Worker *worker, int tensor);

/* --- Whole data sets, on several threads --- */

/* Samples first to first + n - 1, which one thread takes through the layers together. */
typedef struct Chunk {
	int index; /* first / the plan's batch */
	int64_t first;
	int n;
	int thread; /* which has it: 0 to n - 1 of plan_threads() */
} Chunk;

/*
 * Where samples come from and where results go. Chunks are taken in order, but by any
 * thread, and are done in any order: load, observe and store must touch only what is their
 * chunk's or their thread's own. Which samples are in a chunk depends on nothing but the
 * batch. in_order is called when a chunk is done, for one chunk after the other: what it
 * adds up is the same for any number of threads, real numbers too. A thread begins another
 * chunk only when in_order has had its last one. Any of them may be NULL but load.
 */
typedef struct RunHooks {
	void *context;
	bool (*load)(void *context, const Chunk *chunk, Worker *worker, Error *err);
	/* Once for each tensor, as soon as the chunk's values are there: see Observer. */
	void (*observe)(void *context, const Chunk *chunk, int tensor, const void *values);
	bool (*store)(void *context, const Chunk *chunk, Worker *worker, Error *err);
	void (*in_order)(void *context, const Chunk *chunk);
	void (
		*progress)(void *context, int64_t done, int64_t total); /* one thread at a time */
} RunHooks;

/* The threads that plan_run will use at most when asked for n_threads (0: all cores). */
int plan_threads(int n_threads);

/* Chunks that n_samples fall into. */
int plan_chunks(const Plan *plan, int64_t n_samples);

/* Run them all, on plan_threads(n_threads) threads. Of several failures the one of the
 * first chunk is reported; work stops soon after one. */
bool plan_run(const Plan *plan, int64_t n_samples, int n_threads, const RunHooks *hooks,
	Error *err);

#endif
