/* SPDX-License-Identifier: Apache-2.0 */
/* Which weights of a row to remove, and what the others should be, against a quadratic form. */
#ifndef PASSES_PRUNE_SPARSIFY_H
#define PASSES_PRUNE_SPARSIFY_H

#include <stdbool.h>

#include "passes/layers/quadratic.h"

/*
 * A row of weights w that should come close to a target t; its error is (w - t)' A (w - t).
 * Inputs of the row may be in runs, each of which is to keep only so many weights.
 */
typedef struct SparseRow {
	int n;                /* inputs */
	const double *target; /* [n] */
	const bool *is_zero;  /* [n] weights that go before all others, at no cost */
	const bool *is_free;  /* [n] others that cost nothing */
	const int *run_of;    /* [n] the run of each input, 0 to n_runs - 1; NULL: no runs */
	int n_runs, most;     /* runs, and how many weights stay in each */
} SparseRow;

/* An input whose weight is taken out, and by how much that raises the error. */
typedef struct Removal {
	int input;
	double cost; /* never negative */
} Removal;

/*
 * From w = t on, remove one weight after the other: each time that which raises the error
 * least when all that are left make up for it, of equals the first (Frantar & Alistarh,
 * "Optimal Brain Compression", 2022: the exact form, in which the inverse of A follows each
 * removal). All go in the end or, with runs, as many as must.
 *
 * inverse is that of A, [n, quadratic_step(n)], its diagonal above 0. Returns how many went;
 * removals has room for n. Takes about n^3 / 6 multiplications.
 */
int remove_in_order(const SparseRow *row, const double *inverse, Removal *removals);

/* The inverse of A, in the arena. */
double *quadratic_inverse(const Quadratic *quadratic, int n_threads, Arena *arena);

/*
 * The form over some of the inputs, in the order given, in the arena; x [its step] is where
 * the error of a row is least whose other weights are 0.
 */
Quadratic fit_kept(const Quadratic *quadratic, const double *target, const int *kept,
	int n_kept, double **x, Arena *arena);

#endif
