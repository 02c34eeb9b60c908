/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sched_getaffinity: containers give fewer cores than the machine has */
#include "src/base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct Job {
	void (*work)(void *context, int worker, int item);
	void *context;
	int n_items;
	atomic_int next;
} Job;

typedef struct Worker {
	pthread_t thread;
	Job *job;
	int number;
} Worker;

int cpu_count(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? n : 1;
}

static void *run_worker(void *argument)
{
	Worker *worker = argument;
	Job *job = worker->job;
	for (;;) {
		int item = atomic_fetch_add(&job->next, 1);
		if (item >= job->n_items)
			return NULL;
		job->work(job->context, worker->number, item);
	}
}

void parallel_for(int n_threads, int n_items,
	void (*work)(void *context, int worker, int item), void *context)
{
	if (n_threads <= 0)
		n_threads = cpu_count();
	if (n_threads > n_items)
		n_threads = n_items;
	Job job = {.work = work, .context = context, .n_items = n_items};
	Worker first = {.job = &job};
	Worker *others = n_threads > 1 ? calloc((size_t)n_threads - 1, sizeof *others) : NULL;
	int n_started = 0;
	for (int i = 0; others && i < n_threads - 1; i++) {
		others[i] = (Worker){.job = &job, .number = i + 1};
		if (pthread_create(&others[i].thread, NULL, run_worker, &others[i]) != 0)
			break;
		n_started++;
	}
	run_worker(&first);
	for (int i = 0; i < n_started; i++)
		pthread_join(others[i].thread, NULL);
	free(others);
}
