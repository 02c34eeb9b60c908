/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/gemm_variants.h"

#ifdef GEMM_X86

#include <immintrin.h>

#include "src/kernels/x86/unroll.h"

#define AVX512 __attribute__((target("avx512f")))
#define INLINE_AVX512 static inline __attribute__((always_inline)) AVX512

/* 24 sums, 4 vectors of y and one of x: 29 of the 32 registers. */
enum { LANES = 16, MAX_VECTORS = 4 };

/* The vectors a tile begins with; the last one's lanes are in mask. */
INLINE_AVX512 void start(const GemmTile *tile, __m512 sum[][MAX_VECTORS], __mmask16 mask,
	int rows, int vectors)
{
	GemmBegin at = gemm_begin(tile);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vectors; v++) {
			__mmask16 lanes = v == vectors - 1 ? mask : 0xffff;
			sum[r][v] = at.from
				? _mm512_maskz_loadu_ps(lanes, at.from + r * at.step + v * LANES)
				: _mm512_setzero_ps();
		}
	}
}

INLINE_AVX512 void finish(const GemmTile *tile, __m512 sum[][MAX_VECTORS], __mmask16 mask,
	int rows, int vectors)
{
	const Gemm *g = tile->product;
	float *c = g->c + tile->row * g->c_step + tile->column;
	bool is_last = gemm_is_last(tile);
	__m512 low = _mm512_set1_ps(is_last ? g->low : -INFINITY);
	__m512 high = _mm512_set1_ps(is_last ? g->high : INFINITY);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vectors; v++) {
			__mmask16 lanes = v == vectors - 1 ? mask : 0xffff;
			/* With the bound first, NaN passes. */
			__m512 result = _mm512_min_ps(high, _mm512_max_ps(low, sum[r][v]));
			_mm512_mask_storeu_ps(c + r * g->c_step + v * LANES, lanes, result);
		}
	}
}

/* rows and vectors are constants once inlined. */
INLINE_AVX512 void compute(const GemmTile *tile, int rows, int vectors)
{
	const Gemm *g = tile->product;
	__mmask16 mask = (__mmask16)(0xffff >> (vectors * LANES - tile->columns));
	__m512 sum[GEMM_ROWS][MAX_VECTORS];
	const float *x[GEMM_ROWS];
	const float *y = tile->y;
	const int32_t *at = g->x_depth + tile->first;
	const int32_t *end = at + tile->depth;
	ptrdiff_t y_step = tile->y_step, y_panel = tile->y_panel;
	start(tile, sum, mask, rows, vectors);
	UNROLL
	for (int r = 0; r < rows; r++)
		x[r] = g->x + g->x_row[tile->row + r];
	for (; at < end; at++, y += y_step) {
		__m512 factor[MAX_VECTORS];
		ptrdiff_t offset = *at;
		UNROLL
		for (int v = 0; v < vectors; v++)
			factor[v] =
				_mm512_maskz_loadu_ps(v == vectors - 1 ? mask : 0xffff, y + v * y_panel);
		UNROLL
		for (int r = 0; r < rows; r++) {
			__m512 value = _mm512_set1_ps(x[r][offset]);
			UNROLL
			for (int v = 0; v < vectors; v++)
				sum[r][v] = _mm512_fmadd_ps(value, factor[v], sum[r][v]);
		}
	}
	finish(tile, sum, mask, rows, vectors);
}

GEMM_COMPUTE(AVX512, 1)
GEMM_COMPUTE(AVX512, 2)
GEMM_COMPUTE(AVX512, 3)
GEMM_COMPUTE(AVX512, 4)

static void tile_of(const GemmTile *tile, int rows)
{
	static void (*const computes[])(const GemmTile *, int) = {compute_1, compute_2,
		compute_3, compute_4};
	computes[(tile->columns - 1) / LANES](tile, rows);
}

static void run(const Gemm *product)
{
	static const GemmWalk walk = {GEMM_ROWS, GEMM_COLUMNS, tile_of};
	gemm_walk(product, &walk);
}

const GemmVariant gemm_avx512 = {"avx512", run};

#endif
