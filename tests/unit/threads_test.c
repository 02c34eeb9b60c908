/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/threads.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

enum { N_ITEMS = 1000, N_WORKERS = 4 };

typedef struct Tally {
	atomic_int times[N_ITEMS];
	atomic_int wrong_workers;
	atomic_int busy[N_WORKERS];
} Tally;

static void count(void *context, int worker, int item)
{
	Tally *tally = context;
	if (worker < 0 || worker >= N_WORKERS || atomic_fetch_add(&tally->busy[worker], 1)) {
		atomic_fetch_add(&tally->wrong_workers, 1);
		return;
	}
	atomic_fetch_add(&tally->times[item], 1);
	atomic_fetch_sub(&tally->busy[worker], 1);
}

static void expect_each_once(int n_threads)
{
	Tally tally = {0};
	parallel_for(n_threads, N_ITEMS, count, &tally);
	cr_expect_eq(tally.wrong_workers, 0, "%d threads", n_threads);
	for (int i = 0; i < N_ITEMS; i++)
		cr_assert_eq(tally.times[i], 1, "%d threads, item %d", n_threads, i);
}

Test(threads, each_item_is_done_once_and_each_worker_does_one_at_a_time)
{
	for (int n_threads = 1; n_threads <= N_WORKERS; n_threads++)
		expect_each_once(n_threads);
}

static void note_worker(void *context, int worker, int item)
{
	atomic_fetch_add((atomic_int *)context, worker < cpu_count() ? 1 : N_ITEMS + item);
}

Test(threads, none_asked_for_is_one_a_core)
{
	atomic_int n = 0;
	cr_expect_geq(cpu_count(), 1);
	parallel_for(0, N_ITEMS, note_worker, &n);
	cr_expect_eq(n, N_ITEMS);
}

Test(threads, no_work_is_done_at_once)
{
	atomic_int n = 0;
	parallel_for(3, 0, note_worker, &n);
	cr_expect_eq(n, 0);
}

Test(threads, more_threads_than_items_is_fine)
{
	Tally tally = {0};
	parallel_for(100, N_WORKERS, count, &tally);
	cr_expect_eq(tally.wrong_workers, 0);
	for (int i = 0; i < N_WORKERS; i++)
		cr_expect_eq(tally.times[i], 1);
}

static void add_item(void *context, int worker, int item)
{
	(void)worker;
	((int64_t *)context)[item] += item;
}

Test(threads, a_team_sees_in_each_job_what_the_last_one_wrote)
{
	enum { JOBS = 2000, ITEMS = 5 };
	int64_t sums[ITEMS] = {0};
	Team *team = team_new(3);
	cr_expect(team_size(team) >= 1 && team_size(team) <= 3);
	for (int i = 0; i < JOBS; i++)
		team_run(team, ITEMS, add_item, sums);
	for (int i = 0; i < ITEMS; i++)
		cr_expect_eq(sums[i], (int64_t)JOBS * i);
	team_free(team);
}

Test(threads, a_team_that_sleeps_is_woken)
{
	int64_t sums[2] = {0};
	Team *team = team_new(2);
	for (int i = 0; i < 3; i++) {
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		team_run(team, 2, add_item, sums);
	}
	cr_expect_eq(sums[1], 3);
	team_free(team);
	team_free(NULL);
}
