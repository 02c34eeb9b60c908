/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/prune/sparsify.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"

/* A form over n inputs that have much in common, and a row to prune against it. */
typedef struct Case {
	Arena arena;
	Quadratic quadratic;
	double *inverse, *target;
	bool *none;
	SparseRow row;
} Case;

static void make_matrix(double *a, int n, Rng *rng)
{
	int step = quadratic_step(n);
	double *x = calloc((size_t)n, sizeof *x);
	for (int sample = 0; sample < 3 * n; sample++) {
		double common = (double)rng_float(rng) - 0.5;
		for (int i = 0; i < n; i++)
			x[i] = common + (double)rng_float(rng) - 0.5;
		for (int i = 0; i < n; i++)
			for (int k = 0; k < n; k++)
				a[i * step + k] += x[i] * x[k];
	}
	free(x);
}

static void case_new(Case *c, uint64_t seed, int n)
{
	Rng rng = rng_new(seed);
	*c = (Case){.arena = {0}};
	size_t step = (size_t)quadratic_step(n);
	double *a = arena_array(&c->arena, (size_t)n * step, sizeof *a);
	make_matrix(a, n, &rng);
	c->quadratic = quadratic_new(&c->arena, a, n);
	c->inverse = quadratic_inverse(&c->quadratic, 1, &c->arena);
	c->target = arena_array(&c->arena, step, sizeof *c->target);
	c->none = arena_array(&c->arena, (size_t)n, sizeof *c->none);
	for (int i = 0; i < n; i++)
		c->target[i] = (double)rng_float(&rng) * 2 - 1;
	c->row = (SparseRow){
		.n = n,
		.target = c->target,
		.is_zero = c->none,
		.is_free = c->none,
	};
}

/* The least error of a row of which these inputs are left. */
static double error_without(const Case *c, const bool *is_left)
{
	Arena scratch = {0};
	size_t n = (size_t)c->row.n, step = (size_t)c->quadratic.step;
	int *kept = arena_array(&scratch, n, sizeof *kept), n_kept = 0;
	double *error = arena_array(&scratch, step, sizeof *error), *x = NULL, sum = 0;
	double *gradient = arena_array(&scratch, step, sizeof *gradient);
	for (size_t i = 0; i < n; i++) {
		error[i] = -c->target[i];
		if (is_left[i])
			kept[n_kept++] = (int)i;
	}
	if (n_kept > 0)
		fit_kept(&c->quadratic, c->target, kept, n_kept, &x, &scratch);
	for (int i = 0; i < n_kept; i++)
		error[kept[i]] += x[i];
	quadratic_times(&c->quadratic, error, gradient);
	for (size_t i = 0; i < n; i++)
		sum += error[i] * gradient[i];
	arena_finish(&scratch);
	return sum;
}

/* Of the inputs that are left, the one without which the error is least. */
static int cheapest_by_trial(const Case *c, bool *is_left, double *least)
{
	int best = -1;
	for (int i = 0; i < c->row.n; i++) {
		if (!is_left[i])
			continue;
		is_left[i] = false;
		double error = error_without(c, is_left);
		is_left[i] = true;
		if (best < 0 || error < *least) {
			best = i;
			*least = error;
		}
	}
	return best;
}

Test(sparsify, removes_each_time_what_raises_the_error_least)
{
	for (int n = 1; n <= 21; n++) {
		Case c;
		case_new(&c, (uint64_t)n, n);
		Removal removals[21];
		bool is_left[21];
		double before = 0, after = 0;
		cr_assert_eq(remove_in_order(&c.row, c.inverse, removals), n);
		for (int i = 0; i < n; i++)
			is_left[i] = true;
		for (int i = 0; i < n; i++) {
			int best = cheapest_by_trial(&c, is_left, &after);
			cr_assert_eq(removals[i].input, best, "%d of %d: %d, not %d", i, n,
				removals[i].input, best);
			cr_expect(fabs(removals[i].cost - (after - before)) < 1e-8 * (1 + after));
			is_left[best] = false;
			before = after;
		}
		arena_finish(&c.arena);
	}
}

/* Over many removals, too, between which matrices are packed. */
Test(sparsify, knows_what_all_removals_together_cost)
{
	for (int n = 60; n <= 140; n += 20) {
		Case c;
		case_new(&c, (uint64_t)n, n);
		Removal *removals = arena_array(&c.arena, (size_t)n, sizeof *removals);
		bool *is_left = arena_array(&c.arena, (size_t)n, sizeof *is_left);
		double sum = 0;
		cr_assert_eq(remove_in_order(&c.row, c.inverse, removals), n);
		for (int i = 0; i < n; i++)
			is_left[i] = true;
		for (int i = 0; i < n; i++) {
			cr_assert(is_left[removals[i].input]);
			is_left[removals[i].input] = false;
			sum += removals[i].cost;
			double error = error_without(&c, is_left);
			cr_assert(fabs(sum - error) < 1e-7 * (1 + error), "%d of %d: %g, not %g", i,
				n, sum, error);
		}
		arena_finish(&c.arena);
	}
}

Test(sparsify, lets_zeros_go_first_and_then_what_is_free)
{
	enum { N = 12 };
	Case c;
	case_new(&c, 7, N);
	bool is_zero[N] = {[3] = true, [8] = true}, is_free[N] = {[0] = true, [11] = true};
	Removal removals[N];
	c.row.is_zero = is_zero;
	c.row.is_free = is_free;
	cr_assert_eq(remove_in_order(&c.row, c.inverse, removals), N);
	static const int expected[] = {3, 8, 0, 11};
	for (int i = 0; i < N; i++) {
		if (i < 4)
			cr_expect_eq(removals[i].input, expected[i]);
		cr_expect_eq(removals[i].cost > 0, i >= 4);
	}
	arena_finish(&c.arena);
}

Test(sparsify, leaves_in_each_run_what_is_to_stay)
{
	enum { N = 30, RUN = 4, MOST = 2 };
	Case c;
	case_new(&c, 3, N);
	bool is_zero[N] = {[4] = true, [5] = true, [6] = true};
	int run_of[N], left[(N + RUN - 1) / RUN] = {0};
	for (int i = 0; i < N; i++) {
		run_of[i] = i / RUN;
		left[i / RUN]++;
	}
	c.row.is_zero = is_zero;
	c.row.run_of = run_of;
	c.row.n_runs = (N + RUN - 1) / RUN;
	c.row.most = MOST;
	Removal removals[N];
	int n = remove_in_order(&c.row, c.inverse, removals);
	for (int i = 0; i < n; i++)
		left[run_of[removals[i].input]]--;
	for (int run = 0; run < c.row.n_runs; run++)
		cr_expect_eq(left[run], run == 1 ? 1 : MOST, "run %d has %d", run, left[run]);
	arena_finish(&c.arena);
}

Test(sparsify, fits_what_is_kept)
{
	enum { N = 19 };
	Case c;
	case_new(&c, 5, N);
	static const int kept[] = {2, 3, 5, 11, 18};
	double *x, error[24] = {0}, gradient[24];
	Quadratic part = fit_kept(&c.quadratic, c.target, kept, 5, &x, &c.arena);
	cr_expect_eq(part.n, 5);
	for (int i = 0; i < N; i++)
		error[i] = -c.target[i];
	for (int i = 0; i < 5; i++)
		error[kept[i]] += x[i];
	quadratic_times(&c.quadratic, error, gradient);
	for (int i = 0; i < 5; i++)
		cr_expect(fabs(gradient[kept[i]]) < 1e-9, "%g", gradient[kept[i]]);
	arena_finish(&c.arena);
}

Test(sparsify, inverts)
{
	enum { N = 17 };
	Case c;
	case_new(&c, 9, N);
	double product[24];
	for (int i = 0; i < N; i++) {
		quadratic_times(&c.quadratic, c.inverse + i * c.quadratic.step, product);
		for (int k = 0; k < N; k++)
			cr_expect(fabs(product[k] - (i == k)) < 1e-9);
	}
	arena_finish(&c.arena);
}
