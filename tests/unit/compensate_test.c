/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "passes/quantize/compensate.h"
#include "src/base/rng.h"
#include "tests/unit/shared.h"

typedef struct Case {
	Arena arena;
	Quadratic quadratic;
	WeightRows rows;
	RoundedRows rounded;
} Case;

/* Inputs of which each is much like the one before. */
static Case case_new(uint64_t seed, int n_rows, int n, double likeness)
{
	Case made = {.rows = {.n = n_rows}};
	Rng rng = rng_new(seed);
	size_t step = (size_t)quadratic_step(n);
	double *a = arena_array(&made.arena, (size_t)n * step, sizeof *a);
	double *weights = arena_array(&made.arena, (size_t)n_rows * step, sizeof *weights);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			a[(size_t)i * step + (size_t)k] =
				pow(likeness, abs(i - k)) * (i == k ? 1.01 : 1);
	for (int r = 0; r < n_rows; r++)
		for (int i = 0; i < n; i++)
			weights[(size_t)r * step + (size_t)i] = 2 * (double)rng_float(&rng) - 1;
	made.quadratic = quadratic_new(&made.arena, a, n);
	made.rows.weights = made.rows.targets = weights;
	made.rounded.q = arena_array(&made.arena, (size_t)(n_rows * n), sizeof(int8_t));
	made.rounded.scales = arena_array(&made.arena, (size_t)n_rows, sizeof(float));
	made.rounded.errors = arena_array(&made.arena, (size_t)n_rows, sizeof(double));
	return made;
}

static const CompensateSettings four_bits = {.limit = 7,
	.n_scales = 24,
	.least_ratio = 0.4,
	.sweeps = 20,
	.n_threads = 1};

/* The error of row r's integers, counted anew. */
static double error_of(const Case *made, int r)
{
	const Quadratic *quadratic = &made->quadratic;
	int n = quadratic->n, step = quadratic->step;
	double sum = 0;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++) {
			double scale = (double)made->rounded.scales[r];
			double a =
				scale * made->rounded.q[r * n + i] - made->rows.targets[r * step + i];
			double b =
				scale * made->rounded.q[r * n + k] - made->rows.targets[r * step + k];
			sum += a * quadratic->a[i * step + k] * b;
		}
	}
	return sum;
}

static double total(const Case *made)
{
	double sum = 0;
	for (int r = 0; r < made->rows.n; r++)
		sum += made->rounded.errors[r];
	return sum;
}

static double nearest(Case *made, int limit, bool one_scale)
{
	CompensateSettings plain = {.limit = limit,
		.one_scale = one_scale,
		.nearest = true,
		.n_scales = 1,
		.n_threads = 1};
	compensate(&made->quadratic, &made->rows, &plain, &made->rounded);
	return total(made);
}

Test(compensate, says_the_error_of_what_it_gives)
{
	for (uint64_t seed = 0; seed < 20; seed++) {
		Case made = case_new(seed, 4, 3 + (int)seed, 0.9);
		CompensateSettings how = four_bits;
		how.limit = seed % 2 ? 127 : 7;
		how.one_scale = seed % 3 == 0;
		compensate(&made.quadratic, &made.rows, &how, &made.rounded);
		for (int r = 0; r < 4; r++) {
			double error = error_of(&made, r);
			cr_expect(fabs(error - made.rounded.errors[r]) < 1e-9 * (1 + error));
		}
		for (int i = 0; i < 4 * made.quadratic.n; i++)
			cr_expect_leq(abs(made.rounded.q[i]), how.limit);
		arena_finish(&made.arena);
	}
}

Test(compensate, is_never_worse_than_rounding_to_nearest)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		Case made = case_new(seed, 3, 1 + (int)seed % 30, (double)(seed % 10) / 10);
		CompensateSettings how = four_bits;
		how.limit = seed % 2 ? 127 : 7;
		how.one_scale = seed % 3 == 0;
		how.n_scales = seed % 4 ? 8 : 1;
		double plain = nearest(&made, how.limit, how.one_scale);
		compensate(&made.quadratic, &made.rows, &how, &made.rounded);
		cr_expect_leq(total(&made), plain * (1 + 1e-12), "seed %d: %g, nearest %g",
			(int)seed, total(&made), plain);
		arena_finish(&made.arena);
	}
}

Test(compensate, makes_up_for_errors_where_inputs_are_alike)
{
	double sum = 0, plain = 0;
	for (uint64_t seed = 0; seed < 20; seed++) {
		Case made = case_new(seed, 4, 64, 0.95);
		plain += nearest(&made, 7, false);
		compensate(&made.quadratic, &made.rows, &four_bits, &made.rounded);
		sum += total(&made);
		arena_finish(&made.arena);
	}
	measured("4 bits, inputs 95 %% alike: %.1f dB less noise than rounded to nearest",
		10 * log10(plain / sum));
	cr_expect_lt(sum, plain / 4);
}

/* All 5^4 rows of integers at the scale that was chosen: coordinate descent may end beside
 * the best of them, but seldom and not by much. */
Test(compensate, comes_to_the_best_there_is_of_four_weights)
{
	enum { N = 4, LIMIT = 2, N_CASES = 100 };
	int n_best = 0;
	for (uint64_t seed = 0; seed < N_CASES; seed++) {
		Case made = case_new(seed, 1, N, 0.7);
		CompensateSettings how = {.limit = LIMIT,
			.n_scales = 1,
			.sweeps = 20,
			.n_threads = 1};
		compensate(&made.quadratic, &made.rows, &how, &made.rounded);
		double found = made.rounded.errors[0], best = HUGE_VAL;
		for (int code = 0; code < 625; code++) {
			for (int i = 0, rest = code; i < N; i++, rest /= 5)
				made.rounded.q[i] = (int8_t)(rest % 5 - LIMIT);
			best = fmin(best, error_of(&made, 0));
		}
		cr_expect_geq(found, best * (1 - 1e-9));
		n_best += found <= best * (1 + 1e-9);
		arena_finish(&made.arena);
	}
	measured("%d of %d rows of four weights are the best there are", n_best, N_CASES);
	cr_expect_geq(n_best, 90);
}

Test(compensate, gives_the_same_on_any_number_of_threads)
{
	Case one = case_new(7, 16, 50, 0.8), four = case_new(7, 16, 50, 0.8);
	CompensateSettings how = four_bits;
	compensate(&one.quadratic, &one.rows, &how, &one.rounded);
	how.n_threads = 4;
	compensate(&four.quadratic, &four.rows, &how, &four.rounded);
	cr_expect_arr_eq(one.rounded.q, four.rounded.q, 16 * 50);
	cr_expect_arr_eq(one.rounded.scales, four.rounded.scales, 16 * sizeof(float));
	arena_finish(&one.arena);
	arena_finish(&four.arena);
}

Test(compensate, keeps_one_scale_for_all_rows_when_asked)
{
	Case made = case_new(3, 5, 20, 0.5);
	CompensateSettings how = four_bits;
	how.one_scale = true;
	compensate(&made.quadratic, &made.rows, &how, &made.rounded);
	for (int r = 1; r < 5; r++)
		cr_expect_eq(made.rounded.scales[r], made.rounded.scales[0]);
	arena_finish(&made.arena);
}

Test(compensate, takes_rows_of_zeros_and_inputs_that_never_vary)
{
	Case made = case_new(3, 2, 9, 0.5);
	memset((void *)made.rows.weights, 0, (size_t)made.quadratic.step * sizeof(double));
	double *a = made.quadratic.a;
	for (int i = 0; i < 9; i++)
		a[2 * made.quadratic.step + i] = a[i * made.quadratic.step + 2] = 0;
	made.quadratic = quadratic_new(&made.arena, a, 9);
	compensate(&made.quadratic, &made.rows, &four_bits, &made.rounded);
	cr_expect_eq(made.rounded.scales[0], 1);
	for (int i = 0; i < 9; i++)
		cr_expect_eq(made.rounded.q[i], 0);
	cr_expect_gt(made.rounded.scales[1], 0);
	arena_finish(&made.arena);
}

Test(compensate, keeps_scales_above_what_a_bias_asks_for)
{
	static const double least[2] = {0.5, 0};
	Case made = case_new(3, 2, 9, 0.5);
	made.rows.least_scales = least;
	compensate(&made.quadratic, &made.rows, &four_bits, &made.rounded);
	cr_expect_geq(made.rounded.scales[0], 0.5F);
	cr_expect_lt(made.rounded.scales[1], 0.5F);
	arena_finish(&made.arena);
}
