/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/add.h"

#include "src/train/simd.h"

SIMD_BODY add_all_body(Real *to, const Real *from, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		to[i] += from[i];
}

SIMD_VARIANTS(add_all, (Real * to, const Real *from, size_t n), (to, from, n))

void add_to(Real *to, const Real *from, size_t n)
{
	add_all(to, from, n);
}

SIMD_BODY sum_all_body(const Real *rows, size_t step, size_t n_rows, size_t n, bool add,
	Real *sum)
{
	if (!add)
		for (size_t j = 0; j < n; j++)
			sum[j] = 0;
	for (size_t i = 0; i < n_rows; i++) {
		const Real *row = rows + i * step;
#pragma omp simd
		for (size_t j = 0; j < n; j++)
			sum[j] += row[j];
	}
}

SIMD_VARIANTS(sum_all,
	(const Real *rows, size_t step, size_t n_rows, size_t n, bool add, Real *sum),
	(rows, step, n_rows, n, add, sum))

void sum_rows(const Real *rows, size_t step, size_t n_rows, size_t n, bool add, Real *sum)
{
	sum_all(rows, step, n_rows, n, add, sum);
}
