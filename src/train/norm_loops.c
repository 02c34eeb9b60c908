/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/norm_loops.h"

#include <string.h>

#include "src/train/add.h"
#include "src/train/simd.h"

/* Rows that are summed before they are added to the rest: sums of many small numbers to a large
 * one lose digits. */
enum { BLOCK = 256 };

static size_t block_at(size_t at, size_t rows)
{
	return rows - at < BLOCK ? rows - at : BLOCK;
}

SIMD_BODY add_squares_body(const Real *x, const Real *mean, size_t rows, size_t n,
	Real *sum)
{
	for (size_t i = 0; i < rows; i++, x += n) {
#pragma omp simd
		for (size_t j = 0; j < n; j++) {
			Real away = x[j] - mean[j];
			sum[j] += away * away;
		}
	}
}

SIMD_VARIANTS(add_squares,
	(const Real *x, const Real *mean, size_t rows, size_t n, Real *sum),
	(x, mean, rows, n, sum))

SIMD_BODY add_products_body(const Real *x, const Real *d_y, const Real *mean, size_t rows,
	size_t n, Real *sum)
{
	for (size_t i = 0; i < rows; i++, x += n, d_y += n) {
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += d_y[j] * (x[j] - mean[j]);
	}
}

SIMD_VARIANTS(add_products,
	(const Real *x, const Real *d_y, const Real *mean, size_t rows, size_t n, Real *sum),
	(x, d_y, mean, rows, n, sum))

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

static void sum_blocks(const Real *x, size_t rows, size_t n, Real *block, Real *sum)
{
	memset(sum, 0, n * sizeof *sum);
	for (size_t at = 0; at < rows; at += BLOCK) {
		sum_rows(x + at * n, n, block_at(at, rows), n, false, block);
		add_to(sum, block, n);
	}
}

static void divide(Real *values, size_t n, size_t by)
{
	for (size_t j = 0; j < n; j++)
		values[j] /= (Real)by;
}

void norm_moments(const Real *x, size_t rows, size_t n, Real *block, Real *mean,
	Real *variance)
{
	sum_blocks(x, rows, n, block, mean);
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
	sum_blocks(d_y, rows, n, block, sum);
	memset(product, 0, n * sizeof *product);
	for (size_t at = 0; at < rows; at += BLOCK) {
		memset(block, 0, n * sizeof *block);
		add_products(x + at * n, d_y + at * n, mean, block_at(at, rows), n, block);
		add_to(product, block, n);
	}
}

void norm_back(const Real *x, size_t rows, size_t n, const Real *factor,
	const Real *slope, const Real *shift, Real *d)
{
	back(x, rows, n, factor, slope, shift, d);
}
