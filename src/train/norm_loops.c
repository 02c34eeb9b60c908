/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums go four rows at a time, since each addition to memory waits for the one before; and block by
 * block, since sums of many small numbers to a large one lose digits.
 */
#include "src/train/norm_loops.h"

#include <string.h>

#include "src/train/add.h"
#include "src/train/simd.h"

enum { BLOCK = 256, TOGETHER = 4 };

static size_t block_at(size_t at, size_t rows)
{
	return rows - at < BLOCK ? rows - at : BLOCK;
}

SIMD_BODY add_sums_body(const Real *x, size_t rows, size_t n, Real *sum)
{
	for (; rows >= TOGETHER; rows -= TOGETHER, x += TOGETHER * n) {
		const Real *b = x + n, *c = b + n, *d = c + n;
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += (x[j] + b[j]) + (c[j] + d[j]);
	}
	for (; rows > 0; rows--, x += n)
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += x[j];
}

SIMD_VARIANTS(add_sums, (const Real *x, size_t rows, size_t n, Real *sum),
	(x, rows, n, sum))

static inline Real square(Real x)
{
	return x * x;
}

SIMD_BODY add_squares_body(const Real *x, const Real *mean, size_t rows, size_t n,
	Real *sum)
{
	for (; rows >= TOGETHER; rows -= TOGETHER, x += TOGETHER * n) {
		const Real *b = x + n, *c = b + n, *d = c + n;
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += (square(x[j] - mean[j]) + square(b[j] - mean[j])) +
				(square(c[j] - mean[j]) + square(d[j] - mean[j]));
	}
	for (; rows > 0; rows--, x += n)
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += square(x[j] - mean[j]);
}

SIMD_VARIANTS(add_squares,
	(const Real *x, const Real *mean, size_t rows, size_t n, Real *sum),
	(x, mean, rows, n, sum))

SIMD_BODY add_gradients_body(const Real *x, const Real *d_y, const Real *mean,
	size_t rows, size_t n, Real *product, Real *sum)
{
	for (; rows >= TOGETHER; rows -= TOGETHER, x += TOGETHER * n, d_y += TOGETHER * n) {
		const Real *b = x + n, *c = b + n, *d = c + n;
		const Real *d_b = d_y + n, *d_c = d_b + n, *d_d = d_c + n;
#pragma omp simd
		for (size_t j = 0; j < n; j++) {
			sum[j] += (d_y[j] + d_b[j]) + (d_c[j] + d_d[j]);
			product[j] += (d_y[j] * (x[j] - mean[j]) + d_b[j] * (b[j] - mean[j])) +
				(d_c[j] * (c[j] - mean[j]) + d_d[j] * (d[j] - mean[j]));
		}
	}
	for (; rows > 0; rows--, x += n, d_y += n)
#pragma omp simd
		for (size_t j = 0; j < n; j++) {
			sum[j] += d_y[j];
			product[j] += d_y[j] * (x[j] - mean[j]);
		}
}

SIMD_VARIANTS(add_gradients,
	(const Real *x, const Real *d_y, const Real *mean, size_t rows, size_t n,
		Real *product, Real *sum),
	(x, d_y, mean, rows, n, product, sum))

SIMD_BODY scale_body(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *shift, Real *y)
{
	for (size_t i = 0; i < rows; i++, x += n, y += n) {
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			y[j] = factor[j] * x[j] + shift[j];
	}
}

SIMD_VARIANTS(scale,
	(const Real *x, size_t rows, size_t n, const Real *factor, const Real *shift,
		Real *y),
	(x, rows, n, factor, shift, y))

SIMD_BODY back_body(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *slope, const Real *shift, Real *d)
{
	for (size_t i = 0; i < rows; i++, x += n, d += n) {
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			d[j] = factor[j] * d[j] + slope[j] * x[j] + shift[j];
	}
}

SIMD_VARIANTS(back,
	(const Real *x, size_t rows, size_t n, const Real *factor, const Real *slope,
		const Real *shift, Real *d),
	(x, rows, n, factor, slope, shift, d))

static void divide(Real *values, size_t n, size_t by)
{
	for (size_t j = 0; j < n; j++)
		values[j] /= (Real)by;
}

void norm_moments(const Real *x, size_t rows, size_t n, Real *block, Real *mean,
	Real *variance)
{
	memset(mean, 0, n * sizeof *mean);
	for (size_t at = 0; at < rows; at += BLOCK) {
		memset(block, 0, n * sizeof *block);
		add_sums(x + at * n, block_at(at, rows), n, block);
		add_to(mean, block, n);
	}
	divide(mean, n, rows);
	memset(variance, 0, n * sizeof *variance);
	for (size_t at = 0; at < rows; at += BLOCK) {
		memset(block, 0, n * sizeof *block);
		add_squares(x + at * n, mean, block_at(at, rows), n, block);
		add_to(variance, block, n);
	}
	divide(variance, n, rows);
}

void norm_scale(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *shift, Real *y)
{
	scale(x, rows, n, factor, shift, y);
}

void norm_gradients(const Real *x, const Real *d_y, const Real *mean, size_t rows,
	size_t n, Real *block, Real *product, Real *sum)
{
	Real *products = block, *sums = block + n;
	memset(product, 0, n * sizeof *product);
	memset(sum, 0, n * sizeof *sum);
	for (size_t at = 0; at < rows; at += BLOCK) {
		memset(block, 0, 2 * n * sizeof *block);
		add_gradients(x + at * n, d_y + at * n, mean, block_at(at, rows), n, products,
			sums);
		add_to(product, products, n);
		add_to(sum, sums, n);
	}
}

void norm_back(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *slope, const Real *shift, Real *d)
{
	back(x, rows, n, factor, slope, shift, d);
}
