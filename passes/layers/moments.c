/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/moments.h"

#include <string.h>

#include "passes/layers/pair.h"
#include "passes/layers/quadratic.h"
#include "src/base/threads.h"
#include "src/kernels/x86/unroll.h"

/* Sums of products are made in tiles, that stay in registers over a block of patches. */
enum { TILE_ROWS = 2, TILE_COLUMNS = QUADRATIC_STEP, BLOCK = 64, ROWS_AT_ONCE = 32 };

typedef struct Job {
	const LayerData *data;
	int group;
	Moments *moments;
	double *sums; /* [length up to ROWS_AT_ONCE, columns] */
	const double *bias;
	int inputs_step, columns; /* both multiples of QUADRATIC_STEP */
} Job;

/* A block of patches as doubles, [BLOCK, columns]: the group's inputs from `first` on, its
 * targets, and zeros between and behind them. */
static void load_block(const Job *job, size_t patch, size_t n, int first, double *block)
{
	const LayerGeometry *geometry = &job->data->geometry;
	const Moments *moments = job->moments;
	size_t in_c = (size_t)geometry->window.in_c;
	for (size_t p = 0; p < n; p++) {
		const float *in = job->data->inputs + (patch + p) * job->data->n_inputs +
			(size_t)(job->group * geometry->width);
		const float *targets = job->data->targets + (patch + p) * job->data->n_targets +
			(size_t)(job->group * geometry->channels);
		double *to = block + p * (size_t)job->columns;
		for (int tap = first / geometry->width; tap < geometry->taps; tap++)
			for (int c = 0; c < geometry->width; c++)
				to[tap * geometry->width + c] =
					(double)in[(size_t)tap * in_c + (size_t)c];
		for (int c = 0; c < moments->n_targets; c++)
			to[job->inputs_step + c] =
				(double)targets[c] - (job->bias ? job->bias[c] : 0);
	}
}

/* Add the products of a block's columns row to row + 1 with 8 others to their sums. */
static void add_tile(const double *block, size_t n, int columns, int row, int column,
	double *sums)
{
	enum { PAIRS = TILE_COLUMNS / 2 };
	Pair low[PAIRS], high[PAIRS];
	UNROLL
	for (int k = 0; k < PAIRS; k++) {
		low[k] = load_pair(sums + 2 * k);
		high[k] = load_pair(sums + columns + 2 * k);
	}
	for (size_t p = 0; p < n; p++) {
		const double *x = block + p * (size_t)columns;
		double a = x[row], b = x[row + 1];
		UNROLL
		for (int k = 0; k < PAIRS; k++) {
			Pair with = load_pair(x + column + 2 * k);
			low[k] += a * with;
			high[k] += b * with;
		}
	}
	memcpy(sums, low, sizeof low);
	memcpy(sums + columns, high, sizeof high);
}

/* Sums for inputs first to first + ROWS_AT_ONCE - 1 with those from there on. */
static void sum_rows(void *context, int worker, int item)
{
	(void)worker;
	const Job *job = context;
	Arena scratch = {0};
	int first = item * ROWS_AT_ONCE, last = first + ROWS_AT_ONCE;
	last = last < job->inputs_step ? last : job->inputs_step;
	double *block =
		arena_array(&scratch, (size_t)BLOCK * (size_t)job->columns, sizeof *block);
	for (size_t patch = 0; patch < job->data->n; patch += BLOCK) {
		size_t n = job->data->n - patch;
		n = n < BLOCK ? n : BLOCK;
		load_block(job, patch, n, first, block);
		for (int column = first; column < job->columns; column += TILE_COLUMNS)
			for (int row = first; row < last; row += TILE_ROWS)
				add_tile(block, n, job->columns, row, column,
					job->sums + (size_t)row * (size_t)job->columns + (size_t)column);
	}
	arena_finish(&scratch);
}

/* Means of all columns. */
static void find_means(const Job *job, double *means)
{
	Arena scratch = {0};
	double *patch = arena_array(&scratch, (size_t)job->columns, sizeof *patch);
	for (size_t i = 0; i < job->data->n; i++) {
		load_block(job, i, 1, 0, patch);
		add_scaled(means, patch, 1, job->columns);
	}
	for (int k = 0; k < job->columns; k++)
		means[k] /= (double)job->data->n;
	arena_finish(&scratch);
}

/* From sums to means, with what the means of both contribute taken off. */
static void find_products(const Job *job, bool centred)
{
	Moments *moments = job->moments;
	double n = (double)job->data->n;
	for (int i = 0; i < moments->length; i++) {
		const double *sums = job->sums + (size_t)i * (size_t)job->columns;
		double mean = centred ? moments->mean[i] : 0;
		for (int k = i; k < moments->length; k++) {
			double value = sums[k] / n - mean * moments->mean[k];
			moments->products[(size_t)i * (size_t)moments->step + (size_t)k] = value;
			moments->products[(size_t)k * (size_t)moments->step + (size_t)i] = value;
		}
		for (int c = 0; c < moments->n_targets; c++)
			moments->with_targets[(size_t)c * (size_t)moments->step + (size_t)i] =
				sums[job->inputs_step + c] / n - mean * moments->target_mean[c];
	}
}

Moments moments_of(const LayerData *data, int group, const double *bias, MomentsKind kind,
	int n_threads, Arena *arena)
{
	const LayerGeometry *geometry = &data->geometry;
	int length = geometry->taps * geometry->width;
	Moments moments = {
		.length = length,
		.step = quadratic_step(length),
		.n_targets = geometry->channels,
	};
	size_t step = (size_t)moments.step;
	Job job = {.data = data, .group = group, .moments = &moments, .bias = bias};
	job.inputs_step = moments.step;
	job.columns = moments.step + quadratic_step(moments.n_targets);
	moments.mean = arena_array(arena, (size_t)job.columns, sizeof(double));
	moments.target_mean = moments.mean + step;
	find_means(&job, moments.mean);
	if (kind == MOMENTS_MEANS)
		return moments;
	Arena scratch = {0};
	moments.products = arena_array(arena, (size_t)length * step, sizeof(double));
	moments.with_targets =
		arena_array(arena, (size_t)moments.n_targets * step, sizeof(double));
	job.sums = arena_array(&scratch, step * (size_t)job.columns, sizeof(double));
	int n_items = (moments.step + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
	parallel_for(n_threads, n_items, sum_rows, &job);
	find_products(&job, kind == MOMENTS_CENTRED);
	arena_finish(&scratch);
	return moments;
}
