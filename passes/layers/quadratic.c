/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/quadratic.h"

#include <stdlib.h>

int quadratic_step(int n)
{
	return (n + QUADRATIC_STEP - 1) / QUADRATIC_STEP * QUADRATIC_STEP;
}

typedef struct Place {
	double diagonal;
	int input;
} Place;

static int compare_places(const void *a, const void *b)
{
	const Place *x = a, *y = b;
	if (x->diagonal != y->diagonal)
		return x->diagonal < y->diagonal ? -1 : 1;
	return x->input < y->input ? -1 : x->input > y->input;
}

static double diagonal_of(const Quadratic *quadratic, int input)
{
	return quadratic->a[(size_t)input * (size_t)quadratic->step + (size_t)input];
}

static void choose_order(Quadratic *quadratic)
{
	Arena scratch = {0};
	Place *places = arena_array(&scratch, (size_t)quadratic->n, sizeof *places);
	for (int i = 0; i < quadratic->n; i++)
		places[i] = (Place){diagonal_of(quadratic, i), i};
	qsort(places, (size_t)quadratic->n, sizeof *places, compare_places);
	for (int i = 0; i < quadratic->n; i++)
		quadratic->order[i] = places[i].input;
	arena_finish(&scratch);
}

/*
 * Row j of L D is what A holds, less the sum over k < i of L[i][k] D[k] L[j][k]: with one
 * value known, all behind it are brought up to date together, along column k of L. Of that
 * column, what stands at k and before, or at j and behind, is still 0.
 */
static void factor_row(Quadratic *quadratic, int j, double least)
{
	size_t step = (size_t)quadratic->step;
	double *row = quadratic->l + (size_t)j * step;
	const double *a = quadratic->a + (size_t)quadratic->order[j] * step;
	double d = diagonal_of(quadratic, quadratic->order[j]);
	for (int i = 0; i < j; i++)
		row[i] = a[quadratic->order[i]];
	for (int k = 0; k < j; k++) {
		double value = row[k];
		int start = k / QUADRATIC_STEP * QUADRATIC_STEP;
		double *column = quadratic->l_columns + (size_t)k * step;
		add_scaled(row + start, column + start, -value, j - start);
		row[k] = value / quadratic->d[k];
		d -= value * row[k];
	}
	for (int k = 0; k < j; k++)
		quadratic->l_columns[(size_t)k * step + (size_t)j] = row[k];
	quadratic->d[j] = d > least ? d : least;
}

Quadratic quadratic_new(Arena *arena, double *a, int n)
{
	Quadratic quadratic = {.n = n, .step = quadratic_step(n), .a = a};
	size_t size = (size_t)n * (size_t)quadratic.step;
	quadratic.order = arena_array(arena, (size_t)n, sizeof *quadratic.order);
	quadratic.d = arena_array(arena, (size_t)n, sizeof *quadratic.d);
	quadratic.l = arena_array(arena, size, sizeof *quadratic.l);
	quadratic.l_columns = arena_array(arena, size, sizeof *quadratic.l_columns);
	choose_order(&quadratic);
	double largest = diagonal_of(&quadratic, quadratic.order[n - 1]);
	for (int j = 0; j < n; j++)
		factor_row(&quadratic, j, largest > 0 ? 1e-12 * largest : 1);
	return quadratic;
}

void quadratic_solve(const Quadratic *quadratic, const double *b, double *x)
{
	Arena scratch = {0};
	size_t step = (size_t)quadratic->step;
	int n = quadratic->n;
	double *y = arena_array(&scratch, step, sizeof *y);
	for (int i = 0; i < n; i++)
		y[i] = b[quadratic->order[i]];
	for (int k = 0; k < n; k++) {
		int start = k / QUADRATIC_STEP * QUADRATIC_STEP;
		add_scaled(y + start, quadratic->l_columns + (size_t)k * step + start, -y[k],
			n - start);
	}
	for (int k = 0; k < n; k++)
		y[k] /= quadratic->d[k];
	for (int k = n - 1; k >= 0; k--)
		add_scaled(y, quadratic->l + (size_t)k * step, -y[k], k);
	for (int i = 0; i < n; i++)
		x[quadratic->order[i]] = y[i];
	arena_finish(&scratch);
}

void quadratic_times(const Quadratic *quadratic, const double *x, double *product)
{
	for (int i = 0; i < quadratic->step; i++)
		product[i] = 0;
	for (int k = 0; k < quadratic->n; k++)
		if (x[k] != 0)
			add_scaled(product, quadratic->a + (size_t)k * (size_t)quadratic->step, x[k],
				quadratic->n);
}
