/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of weights put together from a few values, so that the errors make up for each other. */
#ifndef PASSES_CLUSTER_CODEBOOK_H
#define PASSES_CLUSTER_CODEBOOK_H

#include <stdbool.h>

#include "passes/layers/quadratic.h"

typedef struct Codebook {
	int n;
	double *values; /* [n] rising */
	double *prices; /* [n] what each use costs, beside errors; NULL: nothing */
	int zero;       /* which of the values is 0 and stays it; -1 */
} Codebook;

/* A row; what it becomes is scale * values[codes[i]]. */
typedef struct CodedRow {
	const double *target;   /* [step of the quadratic form] what to come close to */
	double scale;           /* above 0 */
	const bool *stays_zero; /* [inputs] those that take the code of 0 */
	int *codes;             /* [inputs] */
} CodedRow;

/*
 * Choose codes from the input of the largest diagonal down, each the nearest to what the errors
 * made before leave (see passes/quantize/compensate.h).
 */
void code_row(const Quadratic *quadratic, const Codebook *book, const CodedRow *row);

/* Then change one after the other where that lowers the sum of error and prices, at most
 * so many times over the row; returns that sum. The error is (row - target)' A (row - target). */
double improve_row(const Quadratic *quadratic, const Codebook *book, const CodedRow *row,
	int sweeps);

/* For values that fit codes best: normal equations, to which rows are added. */
typedef struct CodebookFit {
	int n, step;
	double *a, *b; /* [n, step], [n] */
} CodebookFit;

CodebookFit codebook_fit_new(const Codebook *book, Arena *arena);
void codebook_fit_add(CodebookFit *fit, const Quadratic *quadratic, const CodedRow *row);

/* The values, in the order of the codes, not in rising order; what no code uses stays, and so
 * does 0. */
void codebook_fit_solve(CodebookFit *fit, const Codebook *book, double *values);

#endif
