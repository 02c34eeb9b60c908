/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/input_fit.h"

/* Of the mean variance: what is not seen in the data must not count on chance. */
static const double damping = 0.01;

const double *rows_mean(const ChannelRows *rows, Arena *arena)
{
	size_t n = rows->width;
	double *mean = arena_array(arena, n, sizeof *mean);
	for (size_t r = 0; r < rows->n; r++)
		for (size_t c = 0; c < n; c++)
			mean[c] += (double)rows->values[r * n + c];
	for (size_t c = 0; c < n; c++)
		mean[c] /= (double)rows->n;
	return mean;
}

double *rows_covariance(const ChannelRows *rows, const double *mean, Arena *arena)
{
	size_t n = rows->width, step = (size_t)quadratic_step((int)n);
	double *covariance = arena_array(arena, n * step, sizeof *covariance);
	double *x = arena_array(arena, step, sizeof *x);
	double trace = 0;
	for (size_t r = 0; r < rows->n; r++) {
		for (size_t c = 0; c < n; c++)
			x[c] = (double)rows->values[r * n + c] - mean[c];
		for (size_t c = 0; c < n; c++) {
			size_t start = c / QUADRATIC_STEP * QUADRATIC_STEP; /* those before: below */
			if (x[c] != 0)
				add_scaled(covariance + c * step + start, x + start,
					x[c] / (double)rows->n, (int)(n - start));
		}
	}
	for (size_t c = 0; c < n; c++)
		for (size_t k = 0; k < c; k++)
			covariance[c * step + k] = covariance[k * step + c];
	for (size_t c = 0; c < n; c++)
		trace += covariance[c * step + c];
	for (size_t c = 0; c < n; c++)
		covariance[c * step + c] += trace > 0 ? damping * trace / (double)n : 1;
	return covariance;
}

/* Rows with zeros for what is gone. */
static ChannelRows what_is_left(const ChannelRows *rows, const bool *is_gone,
	Arena *arena)
{
	ChannelRows left = *rows;
	size_t n = rows->n * rows->width;
	left.values = arena_copy(arena, rows->values, n * sizeof *left.values);
	for (size_t i = 0; i < n; i++)
		if (is_gone[i % rows->width])
			left.values[i] = 0;
	return left;
}

/* [width, step]: of what each input was beyond what is left of it, with each that is left. */
static double *residual_products(const ChannelRows *before, const ChannelRows *left,
	const InputFit *fit, Arena *arena)
{
	size_t n = before->width, step = (size_t)quadratic_step((int)n);
	double *products = arena_array(arena, n * step, sizeof *products);
	double *x = arena_array(arena, step, sizeof *x);
	for (size_t r = 0; r < before->n; r++) {
		const float *was = before->values + r * n, *is = left->values + r * n;
		for (size_t c = 0; c < n; c++)
			x[c] = (double)is[c] - fit->now[c];
		for (size_t c = 0; c < n; c++) {
			double residual = (double)was[c] - fit->before[c] - x[c];
			if (residual != 0)
				add_scaled(products + c * step, x, residual / (double)before->n, (int)n);
		}
	}
	return products;
}

InputFit input_fit(const ChannelRows *before, const ChannelRows *now, const bool *is_gone,
	Arena *arena)
{
	Arena scratch = {0};
	size_t n = before->width, step = (size_t)quadratic_step((int)n);
	ChannelRows left = what_is_left(now, is_gone, &scratch);
	InputFit fit = {.n = (int)n,
		.before = rows_mean(before, arena),
		.now = rows_mean(&left, arena)};
	double *covariance = rows_covariance(&left, fit.now, &scratch);
	const double *products = residual_products(before, &left, &fit, &scratch);
	Quadratic quadratic = quadratic_new(&scratch, covariance, fit.n);
	fit.matrix = arena_array(arena, n * n, sizeof *fit.matrix);
	for (size_t j = 0; j < n; j++) {
		double *row = fit.matrix + j * n;
		quadratic_solve(&quadratic, products + j * step, row);
		row[j] += 1;
		for (size_t i = 0; i < n; i++)
			if (is_gone[i])
				row[i] = 0;
	}
	arena_finish(&scratch);
	return fit;
}
