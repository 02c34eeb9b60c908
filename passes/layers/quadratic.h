/* SPDX-License-Identifier: Apache-2.0 */
/* The quadratic form d' A d over the errors d of a row of weights, ready to round against. */
#ifndef PASSES_LAYERS_QUADRATIC_H
#define PASSES_LAYERS_QUADRATIC_H

#include <stddef.h>

#include "src/base/arena.h"

/* Rows of matrices and vectors are rounded up to whole steps of this many doubles, filled up
 * with zeros, so that loops along them need no remainder. */
enum { QUADRATIC_STEP = 8 };

/*
 * A symmetric, positive definite matrix and its factors: with the inputs in `order`, those of
 * the smallest diagonal first, A = L D L', where L has a diagonal of ones.
 */
typedef struct Quadratic {
	int n;             /* inputs */
	int step;          /* doubles from row to row */
	double *a;         /* [n, step], inputs in their own order */
	int *order;        /* [n] the input in place i */
	double *d;         /* [n] */
	double *l;         /* [n, step] row j holds L[j][i], i < j */
	double *l_columns; /* [n, step] row i holds L[j][i], j > i */
} Quadratic;

/* n rounded up. */
int quadratic_step(int n);

/*
 * Factor a matrix [n, quadratic_step(n)], which is kept, not copied; the rest is in the
 * arena. Sums are doubles in one order: the same on every machine. Where the matrix is not
 * positive definite within rounding, D is lifted to 1e-12 of the largest diagonal (to 1 where
 * that is 0), as if the diagonal were that much larger.
 */
Quadratic quadratic_new(Arena *arena, double *a, int n);

/* Solve A x = b; both [n]. */
void quadratic_solve(const Quadratic *quadratic, const double *b, double *x);

/* product = A x; both [step]. */
void quadratic_times(const Quadratic *quadratic, const double *x, double *product);

/* y += factor * x, over n rounded up. */
static inline void add_scaled(double *y, const double *x, double factor, int n)
{
	for (int i = 0; i < n; i += QUADRATIC_STEP)
		for (int k = i; k < i + QUADRATIC_STEP; k++)
			y[k] += factor * x[k];
}

#endif
