/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <math.h>

#include "passes/layers/quadratic.h"
#include "src/base/rng.h"

/* X' X of random rows: positive definite where there are more of them than columns. */
static double *random_matrix(Arena *arena, uint64_t seed, int n, int n_rows)
{
	Rng rng = rng_new(seed);
	int step = quadratic_step(n);
	double *a = arena_array(arena, (size_t)(n * step), sizeof *a);
	double *x = arena_array(arena, (size_t)n, sizeof *x);
	for (int row = 0; row < n_rows; row++) {
		for (int i = 0; i < n; i++)
			x[i] = (double)rng_float(&rng) - 0.5;
		for (int i = 0; i < n; i++)
			for (int k = 0; k < n; k++)
				a[i * step + k] += x[i] * x[k];
	}
	return a;
}

Test(quadratic, solves_what_it_multiplies)
{
	for (int n = 1; n <= 40; n++) {
		Arena arena = {0};
		Quadratic quadratic =
			quadratic_new(&arena, random_matrix(&arena, (uint64_t)n, n, 3 * n), n);
		double *x = arena_array(&arena, (size_t)quadratic.step, sizeof *x);
		double *b = arena_array(&arena, (size_t)quadratic.step, sizeof *b);
		double *again = arena_array(&arena, (size_t)quadratic.step, sizeof *again);
		for (int i = 0; i < n; i++)
			x[i] = i % 5 - 1.5;
		quadratic_times(&quadratic, x, b);
		quadratic_solve(&quadratic, b, again);
		for (int i = 0; i < n; i++)
			cr_expect(fabs(x[i] - again[i]) < 1e-7, "n %d: x[%d] is %g, not %g", n, i,
				again[i], x[i]);
		arena_finish(&arena);
	}
}

Test(quadratic, has_factors_whose_product_is_the_matrix)
{
	enum { N = 13 };
	Arena arena = {0};
	Quadratic q = quadratic_new(&arena, random_matrix(&arena, 1, N, 40), N);
	for (int i = 0; i < N; i++) {
		for (int j = 0; j <= i; j++) {
			double sum = 0;
			for (int k = 0; k <= j; k++)
				sum += (k < i ? q.l[i * q.step + k] : 1) * q.d[k] *
					(k < j ? q.l[j * q.step + k] : 1);
			double a = q.a[q.order[i] * q.step + q.order[j]];
			cr_expect(fabs(sum - a) < 1e-12, "%d, %d: %g, not %g", i, j, sum, a);
		}
	}
	for (int i = 1; i < N; i++)
		cr_expect_geq(q.a[q.order[i] * q.step + q.order[i]],
			q.a[q.order[i - 1] * q.step + q.order[i - 1]]);
	arena_finish(&arena);
}

/* Fewer rows than columns, and an input that is always 0. */
Test(quadratic, takes_matrices_that_are_not_definite)
{
	enum { N = 10 };
	Arena arena = {0};
	double *a = random_matrix(&arena, 1, N, 3);
	for (int i = 0; i < N; i++)
		a[4 * quadratic_step(N) + i] = a[i * quadratic_step(N) + 4] = 0;
	Quadratic quadratic = quadratic_new(&arena, a, N);
	for (int i = 0; i < N; i++) {
		cr_expect_gt(quadratic.d[i], 0);
		for (int k = 0; k < i; k++)
			cr_expect(isfinite(quadratic.l[i * quadratic.step + k]));
	}
	quadratic = quadratic_new(&arena,
		arena_array(&arena, (size_t)(N * quadratic_step(N)), sizeof *a), N);
	cr_expect_eq(quadratic.d[0], 1);
	arena_finish(&arena);
}
