/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cluster/codebook.h"

#include <math.h>
#include <string.h>

/* The nearest value; of two as near the lower. */
static int nearest_code(const Codebook *book, double x)
{
	int low = 0, high = book->n - 1;
	while (low < high) {
		int middle = (low + high) / 2;
		if (x - book->values[middle] > book->values[middle + 1] - x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The cheapest value where the square of what it is off costs weight. */
static int cheapest_code(const Codebook *book, double x, double weight)
{
	if (!book->prices)
		return nearest_code(book, x);
	int best = 0;
	double least = HUGE_VAL;
	for (int c = 0; c < book->n; c++) {
		double off = x - book->values[c];
		double cost = weight * off * off + book->prices[c];
		if (cost < least) {
			least = cost;
			best = c;
		}
	}
	return best;
}

void code_row(const Quadratic *quadratic, const Codebook *book, const CodedRow *row)
{
	Arena scratch = {0};
	double *rest = arena_array(&scratch, (size_t)quadratic->step, sizeof *rest);
	double scale = row->scale;
	for (int j = 0; j < quadratic->n; j++)
		rest[j] = row->target[quadratic->order[j]];
	for (int j = quadratic->n - 1; j >= 0; j--) {
		int i = quadratic->order[j];
		row->codes[i] = row->stays_zero[i]
			? book->zero
			: cheapest_code(book, rest[j] / scale, quadratic->d[j] * scale * scale);
		add_scaled(rest, quadratic->l + (size_t)j * (size_t)quadratic->step,
			row->target[i] - scale * book->values[row->codes[i]], j);
	}
	arena_finish(&scratch);
}

static double price_of(const Codebook *book, int code)
{
	return book->prices ? book->prices[code] : 0;
}

/* Change the code of one input where that helps; whether it did. */
static bool improve_code(const Quadratic *quadratic, const Codebook *book,
	const CodedRow *row, int i, double *error, double *gradient)
{
	const double *a = quadratic->a + (size_t)i * (size_t)quadratic->step;
	int old = row->codes[i];
	if (row->stays_zero[i] || !(a[i] > 0))
		return false;
	double wanted = book->values[old] - gradient[i] / (row->scale * a[i]);
	int code = cheapest_code(book, wanted, a[i] * row->scale * row->scale);
	double change = row->scale * (book->values[code] - book->values[old]);
	double dearer = price_of(book, code) - price_of(book, old);
	if (!(change * (2 * gradient[i] + change * a[i]) + dearer < 0))
		return false;
	row->codes[i] = code;
	error[i] += change;
	add_scaled(gradient, a, change, quadratic->n);
	return true;
}

double improve_row(const Quadratic *quadratic, const Codebook *book, const CodedRow *row,
	int sweeps)
{
	Arena scratch = {0};
	double *error = arena_array(&scratch, (size_t)quadratic->step, sizeof *error);
	double *gradient = arena_array(&scratch, (size_t)quadratic->step, sizeof *gradient);
	for (int i = 0; i < quadratic->n; i++)
		error[i] = row->scale * book->values[row->codes[i]] - row->target[i];
	quadratic_times(quadratic, error, gradient);
	bool has_changed = true;
	for (int sweep = 0; sweep < sweeps && has_changed; sweep++) {
		has_changed = false;
		for (int j = quadratic->n - 1; j >= 0; j--)
			has_changed |=
				improve_code(quadratic, book, row, quadratic->order[j], error, gradient);
	}
	double sum = 0;
	for (int i = 0; i < quadratic->n; i++)
		sum += error[i] * gradient[i] + price_of(book, row->codes[i]);
	arena_finish(&scratch);
	return sum;
}

/* --- Values --- */

CodebookFit codebook_fit_new(const Codebook *book, Arena *arena)
{
	CodebookFit fit = {.n = book->n, .step = quadratic_step(book->n)};
	fit.a = arena_array(arena, (size_t)fit.n * (size_t)fit.step, sizeof *fit.a);
	fit.b = arena_array(arena, (size_t)fit.n, sizeof *fit.b);
	return fit;
}

void codebook_fit_add(CodebookFit *fit, const Quadratic *quadratic, const CodedRow *row)
{
	Arena scratch = {0};
	double *along = arena_array(&scratch, (size_t)quadratic->step, sizeof *along);
	double square = row->scale * row->scale;
	quadratic_times(quadratic, row->target, along);
	for (int i = 0; i < quadratic->n; i++) {
		const double *a = quadratic->a + (size_t)i * (size_t)quadratic->step;
		double *sums = fit->a + (size_t)row->codes[i] * (size_t)fit->step;
		fit->b[row->codes[i]] += row->scale * along[i];
		for (int k = 0; k < quadratic->n; k++)
			sums[row->codes[k]] += square * a[k];
	}
	arena_finish(&scratch);
}

/* Make a value come out as it is; unit is what the others' equations are about as large as. */
static void hold_value(CodebookFit *fit, int code, double value, double unit)
{
	for (int c = 0; c < fit->n; c++) {
		double *across = &fit->a[(size_t)c * (size_t)fit->step + (size_t)code];
		fit->b[c] -= *across * value;
		*across = 0;
		fit->a[(size_t)code * (size_t)fit->step + (size_t)c] = 0;
	}
	fit->a[(size_t)code * (size_t)fit->step + (size_t)code] = unit;
	fit->b[code] = unit * value;
}

void codebook_fit_solve(CodebookFit *fit, const Codebook *book, double *values)
{
	Arena scratch = {0};
	double unit = 0;
	for (int c = 0; c < fit->n; c++)
		unit = fmax(unit, fit->a[(size_t)c * (size_t)fit->step + (size_t)c]);
	for (int c = 0; c < fit->n; c++)
		if (c == book->zero || !(fit->a[(size_t)c * (size_t)fit->step + (size_t)c] > 0))
			hold_value(fit, c, book->values[c], unit > 0 ? unit : 1);
	Quadratic quadratic = quadratic_new(&scratch, fit->a, fit->n);
	quadratic_solve(&quadratic, fit->b, values);
	arena_finish(&scratch);
}
