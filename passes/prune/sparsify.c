/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/sparsify.h"

#include <math.h>
#include <string.h>

#include "passes/layers/pair.h"
#include "src/base/threads.h"
#include "src/kernels/x86/unroll.h"

/* --- Removing one after the other --- */

/* So many removals are gathered before the matrix is brought up to date with all of them. */
enum { PENDING = 8 };

/* A row on its way. Places are inputs that were there when the matrix was last packed. */
typedef struct Elimination {
	int n, step;      /* places, and doubles from row to row */
	int n_left;       /* places that still have a weight */
	double *inverse;  /* [n, step]; on and above the diagonal, less what is pending */
	double *weights;  /* [n] */
	double *diagonal; /* [n] of the inverse as it is by now */
	int *input;       /* [n] the input in each place */
	bool *is_left;    /* [n] */
	double
		*pending; /* [PENDING, step] vectors whose outer products are to be taken off */
	int n_pending;
	int n_zero; /* of those left, weights that go first */
	const SparseRow *row;
	int *left_in_run; /* [n_runs] */
} Elimination;

static Elimination elimination_new(Arena *arena, const SparseRow *row,
	const double *inverse)
{
	int n = row->n, step = quadratic_step(n);
	size_t width = (size_t)step;
	Elimination e = {.n = n, .step = step, .n_left = n, .row = row};
	e.inverse = arena_copy(arena, inverse, (size_t)n * width * sizeof(double));
	e.weights = arena_array(arena, width, sizeof(double));
	e.diagonal = arena_array(arena, width, sizeof(double));
	e.input = arena_array(arena, width, sizeof(int));
	e.is_left = arena_array(arena, width, sizeof(bool));
	e.pending = arena_array(arena, PENDING * width, sizeof(double));
	e.left_in_run = arena_array(arena, (size_t)row->n_runs, sizeof(int));
	for (int i = 0; i < n; i++) {
		e.weights[i] = row->target[i];
		e.diagonal[i] = inverse[(size_t)i * width + (size_t)i];
		e.input[i] = i;
		e.is_left[i] = true;
		e.n_zero += row->is_zero[i];
		if (row->run_of)
			e.left_in_run[row->run_of[i]]++;
	}
	return e;
}

static bool may_go(const Elimination *e, int place)
{
	const SparseRow *row = e->row;
	int input = e->input[place];
	if (!e->is_left[place] || (e->n_zero > 0 && !row->is_zero[input]))
		return false;
	return e->n_zero > 0 || !row->run_of ||
		e->left_in_run[row->run_of[input]] > row->most;
}

/* The place of the weight that costs least to remove, of equals the first; -1: none may go. */
static int cheapest(const Elimination *e, double *cost)
{
	int best = -1;
	for (int i = 0; i < e->n; i++) {
		if (!may_go(e, i))
			continue;
		bool is_free = e->row->is_zero[e->input[i]] || e->row->is_free[e->input[i]];
		double asked = is_free ? 0 : e->weights[i] * e->weights[i] / e->diagonal[i];
		if (best < 0 || asked < *cost) {
			best = i;
			*cost = asked;
		}
	}
	return best;
}

/* Column p of the inverse as it is by now. */
static void current_column(const Elimination *e, int p, double *column)
{
	size_t step = (size_t)e->step, place = (size_t)p;
	for (size_t i = 0; i < place; i++)
		column[i] = e->inverse[i * step + place];
	memcpy(column + p, e->inverse + place * step + place,
		((size_t)e->n - place) * sizeof *column);
	for (int k = 0; k < e->n_pending; k++) {
		const double *u = e->pending + (size_t)k * step;
		add_scaled(column, u, -u[p], e->n);
	}
}

/* Take the pending outer products off a row, from its diagonal on. */
static void update_row(const Elimination *e, int i)
{
	enum { PAIRS = QUADRATIC_STEP / 2 };
	double factor[PENDING];
	size_t step = (size_t)e->step;
	double *row = e->inverse + (size_t)i * step;
	for (int k = 0; k < PENDING; k++)
		factor[k] = e->pending[(size_t)k * step + (size_t)i];
	for (int j = i / QUADRATIC_STEP * QUADRATIC_STEP; j < e->n; j += QUADRATIC_STEP) {
		const double *u = e->pending + j;
		Pair left[PAIRS];
		UNROLL
		for (int c = 0; c < PAIRS; c++)
			left[c] = load_pair(row + j + 2 * c);
		UNROLL
		for (int k = 0; k < PENDING; k++) {
			UNROLL
			for (int c = 0; c < PAIRS; c++)
				left[c] -= factor[k] * load_pair(u + (size_t)k * step + 2 * c);
		}
		memcpy(row + j, left, sizeof left);
	}
}

/* Leave out the places that have no weight any more. */
static void pack(Elimination *e)
{
	int n = 0, step = quadratic_step(e->n_left);
	for (int i = 0; i < e->n; i++) {
		if (!e->is_left[i])
			continue;
		const double *from = e->inverse + (size_t)i * (size_t)e->step;
		double *to = e->inverse + (size_t)n * (size_t)step;
		int column = n;
		for (int k = i; k < e->n; k++)
			if (e->is_left[k])
				to[column++] = from[k];
		e->weights[n] = e->weights[i];
		e->diagonal[n] = e->diagonal[i];
		e->input[n++] = e->input[i];
	}
	for (int i = 0; i < n; i++)
		e->is_left[i] = true;
	e->n = n;
	e->step = step;
}

static void apply_pending(Elimination *e)
{
	for (int i = 0; i < e->n; i++)
		if (e->is_left[i])
			update_row(e, i);
	e->n_pending = 0;
	if (e->n_left < e->n - e->n / 8)
		pack(e);
	memset(e->pending, 0, (size_t)PENDING * (size_t)e->step * sizeof *e->pending);
}

static void remove_place(Elimination *e, int p)
{
	double *u = e->pending + (size_t)e->n_pending * (size_t)e->step;
	current_column(e, p, u);
	double root = sqrt(e->diagonal[p]), part = e->weights[p] / root;
	for (int i = 0; i < e->n; i++) {
		u[i] = e->is_left[i] ? u[i] / root : 0;
		e->weights[i] -= part * u[i];
		/* What is left of it is above 0 but for rounding. */
		double least = 1e-12 * e->diagonal[i], left = e->diagonal[i] - u[i] * u[i];
		e->diagonal[i] = left > least ? left : least;
	}
	e->is_left[p] = false;
	e->weights[p] = 0;
	e->n_left--;
	e->n_zero -= e->row->is_zero[e->input[p]];
	if (e->row->run_of)
		e->left_in_run[e->row->run_of[e->input[p]]]--;
	if (++e->n_pending == PENDING)
		apply_pending(e);
}

int remove_in_order(const SparseRow *row, const double *inverse, Removal *removals)
{
	Arena scratch = {0};
	Elimination e = elimination_new(&scratch, row, inverse);
	int n_removed = 0, place;
	double cost = 0;
	while ((place = cheapest(&e, &cost)) >= 0) {
		int input = e.input[place];
		removals[n_removed++] = (Removal){input, cost};
		remove_place(&e, place);
	}
	arena_finish(&scratch);
	return n_removed;
}

/* --- What is left --- */

Quadratic fit_kept(const Quadratic *quadratic, const double *target, const int *kept,
	int n_kept, double **x, Arena *arena)
{
	Arena scratch = {0};
	size_t step = (size_t)quadratic->step, n = (size_t)n_kept;
	size_t own_step = (size_t)quadratic_step(n_kept);
	double *product = arena_array(&scratch, step, sizeof *product);
	double *wanted = arena_array(&scratch, own_step, sizeof *wanted);
	double *a = arena_array(arena, n * own_step, sizeof *a);
	quadratic_times(quadratic, target, product);
	for (size_t i = 0; i < n; i++) {
		const double *from = quadratic->a + (size_t)kept[i] * step;
		wanted[i] = product[kept[i]];
		for (size_t k = 0; k < n; k++)
			a[i * own_step + k] = from[kept[k]];
	}
	Quadratic part = quadratic_new(arena, a, n_kept);
	*x = arena_array(arena, own_step, sizeof **x);
	quadratic_solve(&part, wanted, *x);
	arena_finish(&scratch);
	return part;
}

/* --- Inverse --- */

typedef struct Inversion {
	const Quadratic *quadratic;
	double *inverse;
} Inversion;

static void invert_row(void *context, int worker, int i)
{
	(void)worker;
	const Inversion *job = context;
	Arena scratch = {0};
	size_t step = (size_t)job->quadratic->step;
	double *unit = arena_array(&scratch, step, sizeof *unit);
	unit[i] = 1;
	quadratic_solve(job->quadratic, unit, job->inverse + (size_t)i * step);
	arena_finish(&scratch);
}

double *quadratic_inverse(const Quadratic *quadratic, int n_threads, Arena *arena)
{
	size_t size = (size_t)quadratic->n * (size_t)quadratic->step;
	Inversion job = {quadratic, arena_array(arena, size, sizeof(double))};
	parallel_for(n_threads, quadratic->n, invert_row, &job);
	return job.inverse;
}
