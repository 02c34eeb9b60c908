/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/gemm_variants.h"

#ifdef GEMM_X86

#include <immintrin.h>

#include "src/kernels/x86/unroll.h"

#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE_AVX2 static inline __attribute__((always_inline)) AVX2

/* 12 sums, 2 vectors of y and one of x: 15 of the 16 registers. */
enum { LANES = 8, MAX_VECTORS = 2 };

/* The first n lanes. */
INLINE_AVX2 __m256i lanes_of(int n)
{
	return _mm256_cmpgt_epi32(_mm256_set1_epi32(n),
		_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE_AVX2 __m256 load(const float *from, __m256i mask, bool is_last)
{
	return is_last ? _mm256_maskload_ps(from, mask) : _mm256_loadu_ps(from);
}

/* The vectors a tile begins with; the last one's lanes are in mask. */
INLINE_AVX2 void start(const GemmTile *tile, __m256 sum[][MAX_VECTORS], __m256i mask,
	int rows, int vectors)
{
	GemmBegin at = gemm_begin(tile);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vectors; v++) {
			sum[r][v] = at.from
				? load(at.from + r * at.step + v * LANES, mask, v == vectors - 1)
				: _mm256_setzero_ps();
		}
	}
}

INLINE_AVX2 void finish(const GemmTile *tile, __m256 sum[][MAX_VECTORS], __m256i mask,
	int rows, int vectors)
{
	const Gemm *g = tile->product;
	float *c = g->c + tile->row * g->c_step + tile->column;
	bool is_last = gemm_is_last(tile);
	__m256 low = _mm256_set1_ps(is_last ? g->low : -INFINITY);
	__m256 high = _mm256_set1_ps(is_last ? g->high : INFINITY);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vectors; v++) {
			/* With the bound first, NaN passes. */
			__m256 result = _mm256_min_ps(high, _mm256_max_ps(low, sum[r][v]));
			float *to = c + r * g->c_step + v * LANES;
			if (v == vectors - 1)
				_mm256_maskstore_ps(to, mask, result);
			else
				_mm256_storeu_ps(to, result);
		}
	}
}

/* rows and vectors are constants once inlined. */
INLINE_AVX2 void compute(const GemmTile *tile, int rows, int vectors)
{
	const Gemm *g = tile->product;
	__m256i mask = lanes_of(tile->columns - (vectors - 1) * LANES);
	__m256 sum[GEMM_ROWS][MAX_VECTORS];
	const float *x[GEMM_ROWS];
	const float *y = tile->y;
	const int32_t *at = g->x_depth + tile->first;
	const int32_t *end = at + tile->depth;
	ptrdiff_t y_step = tile->y_step;
	start(tile, sum, mask, rows, vectors);
	UNROLL
	for (int r = 0; r < rows; r++)
		x[r] = g->x + g->x_row[tile->row + r];
	for (; at < end; at++, y += y_step) {
		__m256 factor[MAX_VECTORS];
		ptrdiff_t offset = *at;
		UNROLL
		for (int v = 0; v < vectors; v++)
			factor[v] = load(y + v * LANES, mask, v == vectors - 1);
		UNROLL
		for (int r = 0; r < rows; r++) {
			__m256 value = _mm256_set1_ps(x[r][offset]);
			UNROLL
			for (int v = 0; v < vectors; v++)
				sum[r][v] = _mm256_fmadd_ps(value, factor[v], sum[r][v]);
		}
	}
	finish(tile, sum, mask, rows, vectors);
}

GEMM_COMPUTE(AVX2, 1)
GEMM_COMPUTE(AVX2, 2)

static void tile_of(const GemmTile *tile, int rows)
{
	static void (*const computes[])(const GemmTile *, int) = {compute_1, compute_2};
	computes[(tile->columns - 1) / LANES](tile, rows);
}

static void run(const Gemm *product)
{
	static const GemmWalk walk = {GEMM_ROWS, GEMM_PANEL, tile_of};
	gemm_walk(product, &walk);
}

const GemmVariant gemm_avx2 = {"avx2", run};

#endif
