/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/compensate.h"

#include <math.h>
#include <string.h>

#include "passes/quantize/quant_scales.h"
#include "src/base/threads.h"

/* A row on its way to integers; all [step], in the inputs' own order. */
typedef struct Row {
	const double *weights, *target;
	double least_scale;
	float scale;      /* to start from; 0: not given */
	double *q;        /* integers */
	double *rest;     /* in places: the target, and what errors made before ask for */
	double *error;    /* scale q - target */
	double *gradient; /* A error */
} Row;

typedef struct Compensation {
	const Quadratic *quadratic;
	const WeightRows *rows;
	const CompensateSettings *settings;
	RoundedRows *rounded;
	double *tried;      /* [n, n_tried] errors */
	int *choices;       /* [n] of those */
	float base_scale;   /* for all rows, where they have one; else 0 */
	double least_scale; /* the same */
} Compensation;

/* The scales, and once more the first of them with every weight on its nearest integer. */
static int n_tried(const CompensateSettings *settings)
{
	return settings->n_scales + 1;
}

static double nearest_integer(double x, int limit)
{
	if (x >= limit)
		return limit;
	if (x <= -limit)
		return -limit;
	return x < 0 ? -(double)(int)(0.5 - x) : (double)(int)(x + 0.5);
}

float plain_scale(const double *weights, int n, int limit, double least)
{
	double largest = 0;
	for (int i = 0; i < n; i++)
		largest = fmax(largest, fabs(weights[i]));
	double scale = fmax(largest / limit, least);
	return scale > 0 ? (float)fmax(scale, LEAST_SCALE) : 1;
}

static Row row_new(Arena *arena, const Compensation *job, int i)
{
	size_t step = (size_t)job->quadratic->step;
	const WeightRows *rows = job->rows;
	Row row = {
		.weights = rows->weights + (size_t)i * step,
		.target = rows->targets + (size_t)i * step,
		.least_scale = job->least_scale,
		.scale = rows->scales ? rows->scales[i] : 0,
	};
	if (!job->settings->one_scale && rows->least_scales)
		row.least_scale = rows->least_scales[i];
	row.q = arena_array(arena, step, sizeof(double));
	row.rest = arena_array(arena, step, sizeof(double));
	row.error = arena_array(arena, step, sizeof(double));
	row.gradient = arena_array(arena, step, sizeof(double));
	return row;
}

static void round_to_nearest(const Compensation *job, Row *row, double scale)
{
	for (int i = 0; i < job->quadratic->n; i++)
		row->q[i] = nearest_integer(row->weights[i] / scale, job->settings->limit);
}

/* Nearest plane: with the last places decided, the best for the one before is nearest to its
 * target plus what the factors make of their errors. */
static void round_by_plane(const Compensation *job, Row *row, double scale)
{
	const Quadratic *quadratic = job->quadratic;
	for (int j = 0; j < quadratic->n; j++)
		row->rest[j] = row->target[quadratic->order[j]];
	for (int j = quadratic->n - 1; j >= 0; j--) {
		int i = quadratic->order[j];
		row->q[i] = nearest_integer(row->rest[j] / scale, job->settings->limit);
		add_scaled(row->rest, quadratic->l + (size_t)j * (size_t)quadratic->step,
			row->target[i] - scale * row->q[i], j);
	}
}

/* The errors of the integers at a scale, and their gradient. */
static void find_errors(const Compensation *job, Row *row, double scale)
{
	for (int i = 0; i < job->quadratic->n; i++)
		row->error[i] = scale * row->q[i] - row->target[i];
	quadratic_times(job->quadratic, row->error, row->gradient);
}

/* d' A d. */
static double total_error(const Compensation *job, const Row *row)
{
	double sum = 0;
	for (int i = 0; i < job->quadratic->n; i++)
		sum += row->error[i] * row->gradient[i];
	return sum;
}

/* Change one integer after the other where that lowers the error. */
static void descend(const Compensation *job, Row *row, double scale)
{
	const Quadratic *quadratic = job->quadratic;
	bool has_changed = true;
	for (int sweep = 0; sweep < job->settings->sweeps && has_changed; sweep++) {
		has_changed = false;
		for (int j = quadratic->n - 1; j >= 0; j--) {
			int i = quadratic->order[j];
			const double *a = quadratic->a + (size_t)i * (size_t)quadratic->step;
			if (!(a[i] > 0))
				continue;
			double wanted = row->q[i] - row->gradient[i] / (scale * a[i]);
			double q = nearest_integer(wanted, job->settings->limit);
			double change = scale * (q - row->q[i]);
			if (!(change * (2 * row->gradient[i] + change * a[i]) < 0))
				continue;
			row->q[i] = q;
			row->error[i] = scale * q - row->target[i];
			add_scaled(row->gradient, a, change, quadratic->n);
			has_changed = true;
		}
	}
}

/* Round a row at a scale; its error. */
static double round_row(const Compensation *job, Row *row, double scale, bool nearest)
{
	if (nearest || job->settings->nearest)
		round_to_nearest(job, row, scale);
	else
		round_by_plane(job, row, scale);
	find_errors(job, row, scale);
	if (!job->settings->nearest)
		descend(job, row, scale);
	return total_error(job, row);
}

static float first_scale(const Compensation *job, const Row *row)
{
	if (row->scale > 0)
		return row->scale;
	return job->base_scale > 0 ? job->base_scale
							   : plain_scale(row->weights, job->quadratic->n,
									 job->settings->limit, row->least_scale);
}

static float tried_scale(const Compensation *job, const Row *row, int choice)
{
	const CompensateSettings *settings = job->settings;
	float base = first_scale(job, row);
	if (choice == 0 || choice == settings->n_scales)
		return base;
	double part = (double)choice / (settings->n_scales - 1);
	double scale = (double)base * (1 - part * (1 - settings->least_ratio));
	return (float)fmax(scale, fmax(row->least_scale, LEAST_SCALE));
}

static void try_scales(void *context, int worker, int i)
{
	(void)worker;
	Compensation *job = context;
	Arena scratch = {0};
	Row row = row_new(&scratch, job, i);
	int n = n_tried(job->settings);
	for (int c = 0; c < n; c++)
		job->tried[i * n + c] = round_row(job, &row, (double)tried_scale(job, &row, c),
			c == job->settings->n_scales);
	arena_finish(&scratch);
}

/* The best of the scales for rows first to last - 1 together. */
static int best_choice(const Compensation *job, int first, int last)
{
	int n = n_tried(job->settings), best = 0;
	double least = HUGE_VAL;
	for (int c = 0; c < n; c++) {
		double sum = 0;
		for (int i = first; i < last; i++)
			sum += job->tried[i * n + c];
		if (sum < least) {
			least = sum;
			best = c;
		}
	}
	return best;
}

/* The scale that fits integers best, which are then changed to fit it; as long as it helps. */
static double refit(const Compensation *job, Row *row, float *scale, double error)
{
	enum { MOST_ROUNDS = 8 };
	Arena scratch = {0};
	size_t step = (size_t)job->quadratic->step;
	double *kept = arena_array(&scratch, step, sizeof *kept);
	for (int round = 0; round < MOST_ROUNDS; round++) {
		double along = 0, across = 0;
		quadratic_times(job->quadratic, row->q, row->rest);
		for (int i = 0; i < job->quadratic->n; i++) {
			along += row->q[i] * row->rest[i];
			across += row->target[i] * row->rest[i];
		}
		double fitted = along > 0 ? across / along : 0;
		float next = (float)fmax(fitted, fmax(row->least_scale, LEAST_SCALE));
		if (!(fitted > 0) || !isfinite(next))
			break;
		memcpy(kept, row->q, step * sizeof *kept);
		find_errors(job, row, (double)next);
		if (!job->settings->nearest)
			descend(job, row, (double)next);
		double next_error = total_error(job, row);
		if (!(next_error < error)) {
			memcpy(row->q, kept, step * sizeof *kept);
			break;
		}
		error = next_error;
		*scale = next;
	}
	arena_finish(&scratch);
	return error;
}

static void finish_row(void *context, int worker, int i)
{
	(void)worker;
	Compensation *job = context;
	const CompensateSettings *settings = job->settings;
	Arena scratch = {0};
	Row row = row_new(&scratch, job, i);
	float scale = tried_scale(job, &row, job->choices[i]);
	double error =
		round_row(job, &row, (double)scale, job->choices[i] == settings->n_scales);
	if (!settings->one_scale && settings->n_scales > 1)
		error = refit(job, &row, &scale, error);
	int n = job->quadratic->n;
	for (int k = 0; k < n; k++)
		job->rounded->q[(size_t)i * (size_t)n + (size_t)k] = (int8_t)row.q[k];
	job->rounded->scales[i] = scale;
	job->rounded->errors[i] = error;
	arena_finish(&scratch);
}

/* What rows that have one scale have together. */
static void find_common_scale(Compensation *job)
{
	const WeightRows *rows = job->rows;
	size_t step = (size_t)job->quadratic->step;
	double largest = 0;
	for (size_t i = 0; i < (size_t)rows->n * step; i++)
		largest = fmax(largest, fabs(rows->weights[i]));
	for (int i = 0; rows->least_scales && i < rows->n; i++)
		job->least_scale = fmax(job->least_scale, rows->least_scales[i]);
	job->base_scale = plain_scale(&largest, 1, job->settings->limit, job->least_scale);
}

void compensate(const Quadratic *quadratic, const WeightRows *rows,
	const CompensateSettings *settings, RoundedRows *rounded)
{
	Arena arena = {0};
	size_t n = (size_t)rows->n;
	Compensation job = {
		.quadratic = quadratic,
		.rows = rows,
		.settings = settings,
		.rounded = rounded,
		.tried = arena_array(&arena, n * (size_t)n_tried(settings), sizeof(double)),
		.choices = arena_array(&arena, n, sizeof(int)),
	};
	if (settings->one_scale)
		find_common_scale(&job);
	parallel_for(settings->n_threads, rows->n, try_scales, &job);
	for (int i = 0; i < rows->n; i++)
		job.choices[i] = settings->one_scale ? best_choice(&job, 0, rows->n)
											 : best_choice(&job, i, i + 1);
	parallel_for(settings->n_threads, rows->n, finish_row, &job);
	arena_finish(&arena);
}
