/* SPDX-License-Identifier: Apache-2.0 */
/* Whole data sets, a chunk at a time, on several threads. */
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>

#include "src/base/threads.h"
#include "src/run/plan_parts.h"

typedef struct Job {
	const Plan *plan;
	const RunHooks *hooks;
	int64_t n_samples;
	Worker **workers;        /* one a thread, made when first used */
	atomic_int first_failed; /* chunk; chunks after it need not be run */
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t turned;
	int turn; /* the chunk that in_order waits for */
	int64_t n_done;
	Error err; /* of first_failed */
} Job;

typedef struct ChunkObserver {
	const RunHooks *hooks;
	const Chunk *chunk;
} ChunkObserver;

static void observe_chunk(void *context, int tensor, const void *values, int n)
{
	(void)n;
	const ChunkObserver *observer = context;
	observer->hooks->observe(observer->hooks->context, observer->chunk, tensor, values);
}

static bool run_one(Job *job, Worker *worker, const Chunk *chunk, Error *err)
{
	const RunHooks *hooks = job->hooks;
	ChunkObserver observer = {hooks, chunk};
	if (!hooks->load(hooks->context, chunk, worker, err))
		return false;
	worker_run(worker, chunk->n, hooks->observe ? observe_chunk : NULL, &observer);
	return !hooks->store || hooks->store(hooks->context, chunk, worker, err);
}

/* With the lock held: wait until all chunks before this one have had their turn, or one of
 * them has failed. */
static void take_turn(Job *job, const Chunk *chunk)
{
	while (job->turn < chunk->index && chunk->index < atomic_load(&job->first_failed))
		pthread_cond_wait(&job->turned, &job->lock);
	if (chunk->index >= atomic_load(&job->first_failed))
		return;
	job->hooks->in_order(job->hooks->context, chunk);
	job->turn++;
	pthread_cond_broadcast(&job->turned);
}

static void run_chunk(void *context, int thread, int index)
{
	Job *job = context;
	if (index > atomic_load(&job->first_failed))
		return;
	if (!job->workers[thread])
		job->workers[thread] = worker_new(job->plan);
	Chunk chunk = {
		.index = index,
		.first = (int64_t)index * job->plan->batch,
		.thread = thread,
	};
	int64_t left = job->n_samples - chunk.first;
	chunk.n = left < job->plan->batch ? (int)left : job->plan->batch;
	Error err = {0};
	bool ok = run_one(job, job->workers[thread], &chunk, &err);

	pthread_mutex_lock(&job->lock);
	job->n_done += chunk.n;
	if (!ok && index < atomic_load(&job->first_failed)) {
		atomic_store(&job->first_failed, index);
		job->err = err;
		pthread_cond_broadcast(&job->turned);
	}
	if (job->hooks->progress)
		job->hooks->progress(job->hooks->context, job->n_done, job->n_samples);
	if (ok && job->hooks->in_order)
		take_turn(job, &chunk);
	pthread_mutex_unlock(&job->lock);
}

int plan_threads(int n_threads)
{
	return n_threads > 0 ? n_threads : cpu_count();
}

int plan_chunks(const Plan *plan, int64_t n_samples)
{
	return (int)((n_samples + plan->batch - 1) / plan->batch);
}

bool plan_run(const Plan *plan, int64_t n_samples, int n_threads, const RunHooks *hooks,
	Error *err)
{
	n_threads = plan_threads(n_threads);
	Arena arena = {0};
	Job job = {.plan = plan,
		.hooks = hooks,
		.n_samples = n_samples,
		.first_failed = INT_MAX};
	job.workers = arena_array(&arena, (size_t)n_threads, sizeof(Worker *));
	pthread_mutex_init(&job.lock, NULL);
	pthread_cond_init(&job.turned, NULL);
	parallel_for(n_threads, plan_chunks(plan, n_samples), run_chunk, &job);
	pthread_cond_destroy(&job.turned);
	pthread_mutex_destroy(&job.lock);
	for (int i = 0; i < n_threads; i++)
		worker_free(job.workers[i]);
	arena_finish(&arena);
	return job.first_failed == INT_MAX || failed(err, "%s", job.err.text);
}
