/* SPDX-License-Identifier: Apache-2.0 */
/* Rounding rows of weights to integers so that the errors make up for each other. */
#ifndef PASSES_QUANTIZE_COMPENSATE_H
#define PASSES_QUANTIZE_COMPENSATE_H

#include <stdbool.h>
#include <stdint.h>

#include "passes/layers/quadratic.h"

typedef struct CompensateSettings {
	int limit;      /* integers are -limit to limit: 127 or 7 */
	bool one_scale; /* the same for all rows, as weights quantised per tensor have it */
	bool nearest;   /* leave each weight on the integer nearest to it */
	int n_scales;   /* tried, from the one to start from downwards; 1: only that */
	double least_ratio; /* of that, where the search ends; 0 to 1 */
	int sweeps;         /* at most so many times over a row */
	int n_threads;      /* 0: all cores */
} CompensateSettings;

/* Rows that share inputs, all [n, step of the quadratic form]. */
typedef struct WeightRows {
	int n;
	const double *weights; /* the real ones */
	const double
		*targets; /* what to come close to; the weights themselves without data */
	const double *least_scales; /* [n] not to go below; NULL: any above 0 */
	const float *scales;        /* [n] to start from; NULL: the largest weight / limit */
} WeightRows;

typedef struct RoundedRows {
	int8_t *q;      /* [n, inputs] */
	float *scales;  /* [n] */
	double *errors; /* [n] (scale q - target)' A (scale q - target) */
} RoundedRows;

/*
 * Find integers and scales that make the error of each row small. With the covariance of a
 * layer's inputs as A, the error is what rounding does to the variance of its output; for a
 * target that is not the weights themselves see passes/quantize/refine.h.
 *
 * For each scale: from the input of the largest diagonal down, an integer is chosen nearest
 * to the target less what the errors already made can be made up for (Frantar et al., "GPTQ",
 * 2022; in the terms of lattices it is Babai's nearest plane, over the factors of A); then,
 * one integer at a time, whatever lowers the error, as long as something does (cyclic
 * coordinate descent: Behdin et al., "QuantEase", 2023). Of the scales the one of the least
 * error is taken; at last, a row's own scale is fitted to its integers, and these to it.
 *
 * The error is never above that of rounding to nearest at the largest weight / limit, unless
 * least_scales forbid that scale. A row of zeros gets a scale of 1. The result is the same
 * for any number of threads; rows must be finite.
 */
void compensate(const Quadratic *quadratic, const WeightRows *rows,
	const CompensateSettings *settings, RoundedRows *rounded);

/* The largest weight of a row over the limit, not below least; 1 of nothing but zeros. */
float plain_scale(const double *weights, int n, int limit, double least);

#endif
