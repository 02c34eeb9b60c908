/* SPDX-License-Identifier: Apache-2.0 */
/* Loops of batch normalisation. x, y and their gradients are rows of n channels. */
#ifndef TRAIN_NORM_LOOPS_H
#define TRAIN_NORM_LOOPS_H

#include <stddef.h>

#include "src/train/real.h"

/* Mean and variance (over all rows, none less) of each channel. block is scratch of n. */
void norm_moments(const Real *x, size_t rows, size_t n, Real *block, Real *mean,
	Real *variance);

/* y = factor x + shift */
void norm_scale(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *shift, Real *y);

/* sum = the sum of d_y, product = that of d_y (x - mean). block is scratch of 2 n. */
void norm_gradients(const Real *x, const Real *d_y, const Real *mean, size_t rows,
	size_t n, Real *block, Real *product, Real *sum);

/* d = factor d + slope x + shift */
void norm_back(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *slope, const Real *shift, Real *d);

#endif
