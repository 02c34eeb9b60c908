/* SPDX-License-Identifier: Apache-2.0 */
/* Independent pieces of work on several cores. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

/* The cores this process may use; at least 1. */
int cpu_count(void);

/*
 * Call work(context, worker, item) once for each item 0 to n_items - 1, on up to n_threads
 * threads (0: one a core). worker is 0 to n_threads - 1 and names the thread, for scratch
 * memory; which worker takes which item is not promised, so results must not depend on it.
 * Where threads cannot be had, the caller's does all the work. Returns when all is done.
 */
void parallel_for(int n_threads, int n_items,
	void (*work)(void *context, int worker, int item), void *context);

/*
 * Threads that are kept for many short jobs: starting them anew costs more than such a job.
 * Between jobs they wait a moment awake, then asleep.
 */
typedef struct Team Team;

/* n_threads as above; where threads cannot be had there are fewer. Never NULL. */
Team *team_new(int n_threads);
void team_free(Team *team); /* NULL is fine */

/* Threads, the caller's among them. */
int team_size(const Team *team);

/* As parallel_for, on the threads of the team; what one job wrote, all see in the next. Not to be
 * called from within a job, nor from two threads at a time. */
void team_run(Team *team, int n_items, void (*work)(void *context, int worker, int item),
	void *context);

#endif
