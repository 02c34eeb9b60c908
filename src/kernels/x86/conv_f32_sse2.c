/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/conv_f32_tile.h"
#include "src/kernels/x86/unroll.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define SSE2 __attribute__((target("sse2")))

enum { LANES = 4, MAX_VECTORS = 8 };

/*
 * rows, blocks and vectors (in a block) are constants once this is inlined, and the sums
 * stay in registers. Products and sums are rounded apart: never let the compiler fuse them.
 */
static inline __attribute__((always_inline)) SSE2 void compute(const ConvTile *tile,
	int rows, int blocks, int vectors)
{
	const int n = blocks * vectors;
	const float *x[CONV_MAX_ROWS];
	__m128 sum[CONV_MAX_ROWS][MAX_VECTORS];
	const float *bias[MAX_VECTORS];

	UNROLL
	for (int r = 0; r < rows; r++) {
		x[r] = tile->x[r];
		UNROLL
		for (int v = 0; v < n; v++)
			sum[r][v] = _mm_setzero_ps();
	}
	UNROLL
	for (int v = 0; v < n; v++)
		bias[v] = tile->block + v / vectors * tile->block_step + v % vectors * LANES;

	ptrdiff_t tap = 0;
	for (ptrdiff_t i = 0; i < tile->n_runs; i++) {
		ptrdiff_t end = tile->run[i] + tile->run_taps;
		for (ptrdiff_t k = tile->run[i]; k < end; k++) {
			__m128 weight[MAX_VECTORS];
			tap += vectors * LANES;
			UNROLL
			for (int v = 0; v < n; v++)
				weight[v] = _mm_loadu_ps(bias[v] + tap);
			UNROLL
			for (int r = 0; r < rows; r++) {
				__m128 value = _mm_set1_ps(x[r][k]);
				UNROLL
				for (int v = 0; v < n; v++)
					sum[r][v] = _mm_add_ps(sum[r][v], _mm_mul_ps(value, weight[v]));
			}
		}
	}

	/* With the bound first, NaN passes through as in clamp_f32. */
	__m128 low = _mm_set1_ps(tile->act_min);
	__m128 high = _mm_set1_ps(tile->act_max);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < n; v++) {
			__m128 result = _mm_add_ps(sum[r][v], _mm_loadu_ps(bias[v]));
			result = _mm_min_ps(high, _mm_max_ps(low, result));
			_mm_storeu_ps(tile->out + r * tile->out_step + v * LANES, result);
		}
	}
}

static SSE2 void tile_6x8(const ConvTile *tile)
{
	compute(tile, 6, 1, 2);
}

static SSE2 void tile_1x32(const ConvTile *tile)
{
	compute(tile, 1, 4, 2);
}

static SSE2 void tile_1x16(const ConvTile *tile)
{
	compute(tile, 1, 2, 2);
}

static SSE2 void tile_1x8(const ConvTile *tile)
{
	compute(tile, 1, 1, 2);
}

static SSE2 void tile_12x4(const ConvTile *tile)
{
	compute(tile, 12, 1, 1);
}

static SSE2 void tile_6x4(const ConvTile *tile)
{
	compute(tile, 6, 1, 1);
}

static SSE2 void tile_1x4(const ConvTile *tile)
{
	compute(tile, 1, 1, 1);
}

static const ConvShape shapes[] = {
	{6, 1, 8, tile_6x8},
	{1, 4, 8, tile_1x32},
	{1, 2, 8, tile_1x16},
	{1, 1, 8, tile_1x8},
	{12, 1, 4, tile_12x4},
	{6, 1, 4, tile_6x4},
	{1, 1, 4, tile_1x4},
};

const ConvShapes conv_f32_shapes_sse2 = {LANES, shapes, NULL};

#endif
