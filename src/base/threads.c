/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sched_getaffinity: containers give fewer cores than the machine has */
#include "src/base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "src/base/arena.h"

/* Turns of waiting awake, some tens of microseconds: longer than the pauses between the jobs of
 * a step, shorter than a time slice. */
enum { TURNS_AWAKE = 1 << 11 };

typedef struct Member {
	pthread_t thread;
	Team *team;
	int number;
} Member;

struct Team {
	Arena arena;
	Member *others; /* n_threads - 1 */
	int n_threads;

	/* The job. Set before `round` goes up, and not changed before all are idle again. */
	void (*work)(void *context, int worker, int item);
	void *context;
	int n_items;
	atomic_int next;
	bool is_over;

	atomic_uint round; /* goes up with each job */
	atomic_int n_busy; /* others that are not done with it */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* round, or n_busy to 0 */
};

int cpu_count(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? n : 1;
}

static void breathe(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

/* Tell those that sleep. The lock makes sure that none is between looking and sleeping. */
static void wake(Team *team)
{
	pthread_mutex_lock(&team->lock);
	pthread_cond_broadcast(&team->changed);
	pthread_mutex_unlock(&team->lock);
}

static void take_items(Team *team, int worker)
{
	for (;;) {
		int item = atomic_fetch_add(&team->next, 1);
		if (item >= team->n_items)
			return;
		team->work(team->context, worker, item);
	}
}

static void wait_for_round(Team *team, unsigned last)
{
	for (int i = 0; i < TURNS_AWAKE; i++) {
		if (atomic_load(&team->round) != last)
			return;
		breathe();
	}
	pthread_mutex_lock(&team->lock);
	while (atomic_load(&team->round) == last)
		pthread_cond_wait(&team->changed, &team->lock);
	pthread_mutex_unlock(&team->lock);
}

static void wait_for_others(Team *team)
{
	for (int i = 0; i < TURNS_AWAKE; i++) {
		if (atomic_load(&team->n_busy) == 0)
			return;
		breathe();
	}
	pthread_mutex_lock(&team->lock);
	while (atomic_load(&team->n_busy) > 0)
		pthread_cond_wait(&team->changed, &team->lock);
	pthread_mutex_unlock(&team->lock);
}

static void *run_member(void *argument)
{
	Member *member = argument;
	Team *team = member->team;
	for (unsigned round = 0;; round++) {
		wait_for_round(team, round);
		if (team->is_over)
			return NULL;
		take_items(team, member->number);
		if (atomic_fetch_sub(&team->n_busy, 1) == 1)
			wake(team);
	}
}

Team *team_new(int n_threads)
{
	if (n_threads <= 0)
		n_threads = cpu_count();
	Arena arena = {0};
	Team *team = arena_alloc(&arena, sizeof *team);
	team->others = arena_array(&arena, (size_t)n_threads - 1, sizeof *team->others);
	team->arena = arena;
	pthread_mutex_init(&team->lock, NULL);
	pthread_cond_init(&team->changed, NULL);
	team->n_threads = 1;
	for (int i = 0; i < n_threads - 1; i++) {
		team->others[i] = (Member){.team = team, .number = i + 1};
		if (pthread_create(&team->others[i].thread, NULL, run_member, &team->others[i]))
			break;
		team->n_threads++;
	}
	return team;
}

/* Begin a job, or the end. */
static void begin(Team *team)
{
	atomic_store(&team->next, 0);
	atomic_store(&team->n_busy, team->n_threads - 1);
	atomic_fetch_add(&team->round, 1);
	wake(team);
}

void team_free(Team *team)
{
	if (!team)
		return;
	team->is_over = true;
	begin(team);
	for (int i = 0; i < team->n_threads - 1; i++)
		pthread_join(team->others[i].thread, NULL);
	pthread_cond_destroy(&team->changed);
	pthread_mutex_destroy(&team->lock);
	Arena arena = team->arena;
	arena_finish(&arena);
}

int team_size(const Team *team)
{
	return team->n_threads;
}

void team_run(Team *team, int n_items, void (*work)(void *context, int worker, int item),
	void *context)
{
	team->work = work;
	team->context = context;
	team->n_items = n_items;
	if (team->n_threads == 1 || n_items <= 1) {
		atomic_store(&team->next, 0);
		take_items(team, 0);
		return;
	}
	begin(team);
	take_items(team, 0);
	wait_for_others(team);
}

void parallel_for(int n_threads, int n_items,
	void (*work)(void *context, int worker, int item), void *context)
{
	if (n_threads <= 0)
		n_threads = cpu_count();
	Team *team = team_new(n_threads < n_items ? n_threads : n_items > 0 ? n_items : 1);
	team_run(team, n_items, work, context);
	team_free(team);
}
