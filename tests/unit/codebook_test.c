/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/codebook.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/rng.h"
#include "tests/unit/shared.h"

enum { INPUTS = 5, CODES = 3, STEP = 8 };

static double random_value(Rng *rng)
{
	return (double)rng_float(rng) + (double)rng_float(rng) - 1;
}

/* The moments of a few patches of inputs that resemble each other. */
static Quadratic random_form(Rng *rng, Arena *arena)
{
	double *a = arena_array(arena, INPUTS * STEP, sizeof *a);
	for (int patch = 0; patch < 12; patch++) {
		double x[INPUTS], common = random_value(rng);
		for (int i = 0; i < INPUTS; i++)
			x[i] = common + 0.7 * random_value(rng);
		for (int i = 0; i < INPUTS; i++)
			for (int k = 0; k < INPUTS; k++)
				a[i * STEP + k] += x[i] * x[k];
	}
	return quadratic_new(arena, a, INPUTS);
}

static double cost_of(const Quadratic *form, const Codebook *book, const CodedRow *row,
	const int *codes)
{
	double error[STEP] = {0}, product[STEP], cost = 0;
	for (int i = 0; i < INPUTS; i++)
		error[i] = row->scale * book->values[codes[i]] - row->target[i];
	quadratic_times(form, error, product);
	for (int i = 0; i < INPUTS; i++)
		cost += error[i] * product[i] + (book->prices ? book->prices[codes[i]] : 0);
	return cost;
}

/* Of all codes there are. */
static double least_cost(const Quadratic *form, const Codebook *book, const CodedRow *row)
{
	double least = HUGE_VAL;
	int codes[INPUTS];
	for (int all = 0; all < 243; all++) {
		bool is_allowed = true;
		for (int i = 0, rest = all; i < INPUTS; i++, rest /= CODES) {
			codes[i] = rest % CODES;
			is_allowed &= !row->stays_zero[i] || codes[i] == book->zero;
		}
		if (is_allowed)
			least = fmin(least, cost_of(form, book, row, codes));
	}
	return least;
}

/* No code of a row can be changed for the better, but those that are 0 stay it. */
static void expect_settled(const Quadratic *form, const Codebook *book,
	const CodedRow *row, double cost)
{
	for (int i = 0; i < INPUTS; i++) {
		int kept = row->codes[i];
		for (int c = 0; c < CODES && !row->stays_zero[i]; c++) {
			row->codes[i] = c;
			cr_expect_geq(cost_of(form, book, row, row->codes), cost - 1e-12);
		}
		row->codes[i] = kept;
	}
}

/* How many of so many rows come out as the best there is. */
static int count_best(double *prices, int n_rounds)
{
	Arena arena = {0};
	Rng rng = rng_new(1);
	int n_best = 0;
	for (int round = 0; round < n_rounds; round++) {
		double values[CODES] = {-0.5 - (double)rng_float(&rng), 0,
			0.2 + (double)rng_float(&rng)};
		double target[STEP] = {0};
		bool stays_zero[INPUTS] = {false};
		int codes[INPUTS];
		Quadratic form = random_form(&rng, &arena);
		for (int i = 0; i < INPUTS; i++)
			target[i] = random_value(&rng);
		stays_zero[round % INPUTS] = true;
		Codebook book = {CODES, values, prices, 1};
		CodedRow row = {target, 0.8, stays_zero, codes};
		code_row(&form, &book, &row);
		double first = cost_of(&form, &book, &row, codes);
		double cost = improve_row(&form, &book, &row, 20);
		cr_expect_leq(fabs(cost - cost_of(&form, &book, &row, codes)), 1e-12);
		cr_expect_leq(cost, first + 1e-12);
		cr_expect_eq(codes[round % INPUTS], 1);
		expect_settled(&form, &book, &row, cost);
		n_best += cost <= least_cost(&form, &book, &row) + 1e-12;
	}
	arena_finish(&arena);
	return n_best;
}

Test(codebook, rows_cannot_be_made_better_one_code_at_a_time)
{
	measured("%d of 200 rows of five weights and three values are the best there are",
		count_best(NULL, 200));
}

Test(codebook, prices_count_beside_errors)
{
	double prices[CODES] = {0.5, 0.05, 0.5};
	measured("%d of 200 such rows, with values that have prices, are the best there are",
		count_best(prices, 200));
}

static double total_of(const Quadratic *form, const Codebook *book, CodedRow *rows, int n)
{
	double sum = 0;
	for (int r = 0; r < n; r++)
		sum += cost_of(form, book, &rows[r], rows[r].codes);
	return sum;
}

Test(codebook, values_fit_the_codes_of_all_rows_best)
{
	enum { ROWS = 4 };
	Arena arena = {0};
	Rng rng = rng_new(2);
	Quadratic form = random_form(&rng, &arena);
	double values[CODES] = {-1, 0, 1}, targets[ROWS][STEP] = {{0}}, fitted[CODES];
	bool stays_zero[INPUTS] = {false};
	int codes[ROWS][INPUTS];
	CodedRow rows[ROWS];
	Codebook book = {CODES, values, NULL, 1};
	CodebookFit fit = codebook_fit_new(&book, &arena);
	for (int r = 0; r < ROWS; r++) {
		for (int i = 0; i < INPUTS; i++) {
			targets[r][i] = random_value(&rng);
			codes[r][i] = (r + i * i) % CODES;
		}
		rows[r] = (CodedRow){targets[r], 0.5 + r, stays_zero, codes[r]};
		codebook_fit_add(&fit, &form, &rows[r]);
	}
	codebook_fit_solve(&fit, &book, fitted);
	cr_expect_eq(fitted[1], 0);
	book.values = fitted;
	double least = total_of(&form, &book, rows, ROWS);
	for (int c = 0; c < CODES; c += 2)
		for (int sign = -1; sign <= 1; sign += 2) {
			fitted[c] += 1e-3 * sign;
			cr_expect_gt(total_of(&form, &book, rows, ROWS), least);
			fitted[c] -= 1e-3 * sign;
		}
	arena_finish(&arena);
}

Test(codebook, values_that_nothing_takes_stay)
{
	Arena arena = {0};
	Rng rng = rng_new(3);
	Quadratic form = random_form(&rng, &arena);
	double values[CODES] = {-1, 0.5, 3}, target[STEP] = {1e-6, 2e-6, 0, 1e-6, 3e-6};
	double fitted[CODES];
	bool stays_zero[INPUTS] = {false};
	int codes[INPUTS] = {1, 1, 0, 1, 1};
	CodedRow row = {target, 1, stays_zero, codes};
	Codebook book = {CODES, values, NULL, -1};
	CodebookFit fit = codebook_fit_new(&book, &arena);
	codebook_fit_add(&fit, &form, &row);
	codebook_fit_solve(&fit, &book, fitted);
	cr_expect_eq(fitted[2], 3);
	cr_expect_leq(fabs(fitted[1]), 1e-4);
	arena_finish(&arena);
}
