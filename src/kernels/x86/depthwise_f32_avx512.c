/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/depthwise_f32_tile.h"
#include "src/kernels/x86/unroll.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

enum { LANES = 16, MAX_VECTORS = 2 };

/* Add one tap of each position; inlined like its caller. */
static inline __attribute__((always_inline)) AVX512 void
add_tap(__m512 sum[][MAX_VECTORS], const DepthwiseTile *tile, const float *x,
	const float *weight, int rows, int vectors)
{
	UNROLL
	for (int v = 0; v < vectors; v++) {
		__m512 factor = _mm512_loadu_ps(weight + v * LANES);
		UNROLL
		for (int r = 0; r < rows; r++) {
			__m512 value = _mm512_loadu_ps(x + r * tile->position_step + v * LANES);
			sum[r][v] = _mm512_add_ps(sum[r][v], _mm512_mul_ps(value, factor));
		}
	}
}

/*
 * The vectors that start at channel c; rows and vectors are constants once inlined. Products
 * and sums are rounded apart: never let the compiler fuse them.
 */
static inline __attribute__((always_inline)) AVX512 void
compute_vectors(const DepthwiseTile *tile, ptrdiff_t c, int rows, int vectors)
{
	__m512 sum[DEPTHWISE_ROWS][MAX_VECTORS];
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vectors; v++)
			sum[r][v] = _mm512_setzero_ps();
	}

	for (ptrdiff_t ky = 0; ky < tile->n_rows; ky++) {
		const float *x = tile->x + ky * tile->row_step + c;
		const float *weight = tile->weight + ky * tile->weight_row_step + c;
		for (int32_t kx = 0; kx < tile->n_columns; kx++) {
			add_tap(sum, tile, x, weight, rows, vectors);
			x += tile->column_step;
			weight += tile->channels;
		}
	}

	/* With the bound first, NaN passes through as in clamp_f32. */
	__m512 low = _mm512_set1_ps(tile->act_min);
	__m512 high = _mm512_set1_ps(tile->act_max);
	UNROLL
	for (int v = 0; v < vectors; v++) {
		__m512 bias = _mm512_loadu_ps(tile->bias + c + v * LANES);
		UNROLL
		for (int r = 0; r < rows; r++) {
			__m512 result = _mm512_add_ps(sum[r][v], bias);
			result = _mm512_min_ps(high, _mm512_max_ps(low, result));
			_mm512_storeu_ps(tile->out + (ptrdiff_t)r * tile->channels + c + v * LANES,
				result);
		}
	}
}

/* The last vector steps back to be full, and computes some channels again. */
static inline __attribute__((always_inline)) AVX512 void
compute(const DepthwiseTile *tile, int rows)
{
	int32_t c = 0;
	for (; c + 2 * LANES <= tile->channels; c += 2 * LANES)
		compute_vectors(tile, c, rows, 2);
	for (; c + LANES <= tile->channels; c += LANES)
		compute_vectors(tile, c, rows, 1);
	if (c < tile->channels)
		compute_vectors(tile, tile->channels - LANES, rows, 1);
}

static AVX512 void compute_one(const DepthwiseTile *tile)
{
	compute(tile, 1);
}

static AVX512 void compute_rows(const DepthwiseTile *tile)
{
	compute(tile, DEPTHWISE_ROWS);
}

const DepthwiseWidth depthwise_f32_avx512 = {LANES, compute_one, compute_rows};

#endif
