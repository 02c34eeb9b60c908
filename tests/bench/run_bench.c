/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long the interpreter takes on one thread: run_bench MODEL DATA BATCH RUNS
 *
 * Prints the median, over the runs, of the microseconds a sample: BATCH samples loaded, run
 * through the layers together and their results there to be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "formats/format.h"
#include "passes/samples.h"
#include "src/data/source.h"

enum { WARM_UP = 20, MAX_RUNS = 100000 };

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e6 * (double)time.tv_sec + 1e-3 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Fill times with the microseconds of each run. */
static bool time_runs(const Samples *samples, Worker *worker, int batch, int n_runs,
	double *times, Error *err)
{
	for (int i = -WARM_UP; i < n_runs; i++) {
		const int64_t first = (int64_t)(i + WARM_UP) * batch % (samples->n - batch + 1);
		const double start = now();
		Chunk chunk = {.first = first, .n = batch};
		if (!samples_load(samples, &chunk, worker, err))
			return false;
		worker_run(worker, batch, NULL, NULL);
		if (i >= 0)
			times[i] = now() - start;
	}
	return true;
}

static bool bench(char **argv, Arena *arena, Error *err)
{
	static double times[MAX_RUNS];
	const int batch = atoi(argv[3]), n_runs = atoi(argv[4]);
	if (batch < 1 || n_runs < 1 || n_runs > MAX_RUNS)
		return failed(err, "BATCH and RUNS are from 1, RUNS to %d", MAX_RUNS);

	const Preprocess how = PREPROCESS_DEFAULTS;
	PlanSettings settings = PLAN_DEFAULTS;
	settings.batch = batch;
	Array data;
	Samples samples;
	Model *model = model_read(argv[1], err);
	Plan *plan = model ? plan_new(model, &settings, err) : NULL;
	Worker *worker = plan ? worker_new(plan) : NULL;

	bool ok = worker && array_open(argv[2], "x", arena, &data, err) &&
		samples_open(model, &data, &how, &samples, err);
	if (ok && samples.n < batch)
		ok = failed(err, "fewer than %d samples", batch);
	ok = ok && time_runs(&samples, worker, batch, n_runs, times, err);
	if (ok) {
		qsort(times, (size_t)n_runs, sizeof times[0], by_size);
		printf("%.2f\n", times[n_runs / 2] / batch);
	}
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	return ok;
}

int main(int argc, char **argv)
{
	Error err = {0};
	Arena arena = {0};
	const bool ok = argc == 5 ? bench(argv, &arena, &err)
							  : failed(&err, "usage: run_bench MODEL DATA BATCH RUNS");
	if (!ok)
		fprintf(stderr, "run_bench: %s\n", err.text);
	arena_finish(&arena);
	return ok ? 0 : 2;
}
