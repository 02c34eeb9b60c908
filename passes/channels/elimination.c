/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/elimination.h"

#include <math.h>

#include "passes/channels/input_fit.h"

/* --- What the data says --- */

static void find_spreads(Elimination *elimination, const ChannelRows *rows,
	const double *mean)
{
	size_t n = (size_t)elimination->n;
	for (size_t r = 0; r < rows->n; r++)
		for (size_t c = 0; c < n; c++) {
			double x = (double)rows->values[r * n + c] - mean[c];
			elimination->spread[c] += x * x / (double)rows->n;
		}
}

static void find_inverse(Elimination *elimination, const ChannelRows *rows,
	const double *mean)
{
	Arena scratch = {0};
	size_t n = (size_t)elimination->n;
	double *covariance = rows_covariance(rows, mean, &scratch);
	Quadratic quadratic = quadratic_new(&scratch, covariance, elimination->n);
	double *unit = arena_array(&scratch, n, sizeof *unit);
	for (size_t c = 0; c < n; c++) {
		unit[c] = 1;
		quadratic_solve(&quadratic, unit, elimination->inverse + c * n);
		unit[c] = 0;
	}
	arena_finish(&scratch);
}

/* --- What the weights say --- */

/* Products of the columns under one tap of a filter, w of each of them. */
static void add_products(Elimination *elimination, const double *w, double share)
{
	size_t n = (size_t)elimination->n;
	if (!elimination->inverse) {
		for (size_t c = 0; c < n; c++)
			elimination->gram[c] += share * w[c] * w[c];
		return;
	}
	for (size_t c = 0; c < n; c++)
		for (size_t k = 0; w[c] != 0 && k < n; k++)
			elimination->gram[c * n + k] += share * w[c] * w[k];
}

static void find_gram(Elimination *elimination, const ChannelWeights *layer,
	const double *scales)
{
	Arena scratch = {0};
	size_t n = (size_t)elimination->n;
	double *w = arena_array(&scratch, n, sizeof *w);
	for (size_t f = 0; f < layer->view.n_channels; f++)
		for (size_t k = 0; k < layer->view.length; k += n) {
			for (size_t c = 0; c < n; c++)
				w[c] = weight_at(layer, f, k + c) * scales[f];
			add_products(elimination, w, layer->coverage[tap_of(layer, k)]);
		}
	arena_finish(&scratch);
}

Elimination elimination_new(const ChannelWeights *layer, const ChannelRows *rows,
	const double *scales, bool is_wide, Arena *arena)
{
	size_t n = rows->width;
	is_wide = is_wide || n > MOST_ELIMINATED;
	size_t size = is_wide ? n : n * n;
	Arena scratch = {0};
	Elimination elimination = {.n = (int)n};
	const double *mean = rows_mean(rows, &scratch);
	elimination.is_gone = arena_array(arena, n, sizeof *elimination.is_gone);
	elimination.gram = arena_array(arena, size, sizeof *elimination.gram);
	if (is_wide) {
		elimination.spread = arena_array(arena, n, sizeof *elimination.spread);
		find_spreads(&elimination, rows, mean);
	} else {
		elimination.inverse = arena_array(arena, size, sizeof *elimination.inverse);
		find_inverse(&elimination, rows, mean);
	}
	arena_finish(&scratch);
	find_gram(&elimination, layer, scales);
	return elimination;
}

/* --- Going --- */

double elimination_loss(const Elimination *elimination, int input)
{
	size_t at = (size_t)input * ((size_t)elimination->n + 1);
	if (elimination->is_gone[input])
		return 0;
	return elimination->inverse
		? fmax(elimination->gram[at], 0) / elimination->inverse[at]
		: elimination->gram[input] * elimination->spread[input];
}

/* matrix -= column * row, of n each. */
static void take_off(double *matrix, const double *column, const double *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; column[i] != 0 && k < n; k++)
			matrix[i * n + k] -= column[i] * row[k];
}

static void copy_column(const double *matrix, size_t column, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = matrix[i * n + column];
}

static void copy_row(const double *matrix, size_t row, double *to, size_t n)
{
	for (size_t k = 0; k < n; k++)
		to[k] = matrix[row * n + k];
}

/*
 * With H the inverse and b its row of the input over its diagonal, the input is put as the
 * sum of -b times the others: weights W become W - w b, of which the products are taken off
 * on both sides.
 */
void eliminate(Elimination *elimination, int input)
{
	Arena scratch = {0};
	size_t n = (size_t)elimination->n, at = (size_t)input;
	elimination->is_gone[input] = true;
	if (elimination->inverse) {
		double *b = arena_array(&scratch, n, sizeof *b);
		double *column = arena_array(&scratch, n, sizeof *column);
		double diagonal = elimination->inverse[at * n + at];
		copy_row(elimination->inverse, at, b, n);
		copy_column(elimination->inverse, at, column, n);
		for (size_t k = 0; k < n; k++)
			b[k] /= diagonal;
		take_off(elimination->inverse, column, b, n);
		copy_column(elimination->gram, at, column, n);
		take_off(elimination->gram, column, b, n);
		copy_row(elimination->gram, at, column, n);
		take_off(elimination->gram, b, column, n);
	}
	arena_finish(&scratch);
}
