/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int8 convolution with AVX2: vpmaddwd adds two products of int16 for each of eight sums.
 * (vpmaddubsw, which takes bytes, saturates.)
 */
#include "src/kernels/x86/variants_s8.h"

#if defined(__x86_64__)

#include "src/kernels/x86/conv_s8_plan.h"
#include "src/kernels/x86/rescale_avx2.h"
#include "src/kernels/x86/widen_avx2.h"

#include <string.h>

enum { LANES = 8, GROUPS = 2, POINTS = 6, PARAMS = 4 * LANES, VECTOR_BYTES = 32 };

INLINE TARGET_AVX2 __m256i load(const void *from)
{
	return _mm256_load_si256((const __m256i *)from);
}

/* Finish and store the sums of n windows from the first on; sum is [n][GROUPS]. */
static TARGET_AVX2 void store(const ConvS8Block *block, const SumsAvx2 *sum,
	int32_t first, int32_t n)
{
	const __m256i zero = _mm256_set1_epi32(block->conv->quant.out_zero);
	const __m128i low = _mm_set1_epi8((char)block->conv->quant.act_min);
	const __m128i high = _mm_set1_epi8((char)block->conv->quant.act_max);
	ptrdiff_t out_c = block->conv->window.out_c;

	for (int32_t g = 0; g < block->groups; g++) {
		const int32_t *params = block->params + g * PARAMS;
		const RescaleAvx2 by = rescale_avx2_of(load(params + LANES),
			load(params + 2 * LANES), load(params + 3 * LANES));
		int32_t channels = block->channels - g * LANES;
		int8_t *out = block->out + first * out_c + g * LANES;

		for (int32_t i = 0; i < n; i++, out += out_c) {
			__m256i scaled =
				_mm256_add_epi32(rescale_avx2((__m256i)sum[i * GROUPS + g], by), zero);
			__m128i words = _mm_packs_epi32(_mm256_castsi256_si128(scaled),
				_mm256_extracti128_si256(scaled, 1));
			__m128i bytes = _mm_packs_epi16(words, words);
			int64_t eight =
				_mm_cvtsi128_si64(_mm_min_epi8(_mm_max_epi8(bytes, low), high));

			memcpy(out, &eight, channels < 8 ? (size_t)channels : 8);
		}
	}
}

/* `points` windows from the first on, of which n exist. */
INLINE TARGET_AVX2 void tile(const ConvS8Block *block, int32_t first, int32_t n,
	const int32_t points, const int32_t groups)
{
	SumsAvx2 sum[POINTS][GROUPS], done[POINTS][GROUPS];
	const uint8_t *at[POINTS];
	const int8_t *weight = block->weight;
	const int32_t *taps = block->tap, *end = taps + block->steps;

	UNROLL
	for (int32_t i = 0; i < points; i++) {
		at[i] = block->images + block->point[first + i];
		UNROLL
		for (int32_t g = 0; g < groups; g++)
			sum[i][g] = (SumsAvx2)load(block->params + g * PARAMS);
	}
	do {
		int32_t tap = *taps++;

		UNROLL
		for (int32_t i = 0; i < points; i++) {
			int32_t cell;

			memcpy(&cell, at[i] + tap, sizeof cell);
			UNROLL
			for (int32_t g = 0; g < groups; g++)
				sum[i][g] += (SumsAvx2)_mm256_madd_epi16(_mm256_set1_epi32(cell),
					load(weight + g * VECTOR_BYTES));
		}
		weight += groups * VECTOR_BYTES;
	} while (taps < end);
	UNROLL
	for (int32_t i = 0; i < points; i++) {
		UNROLL
		for (int32_t g = 0; g < groups; g++)
			done[i][g] = sum[i][g];
	}
	store(block, &done[0][0], first, n);
}

/* Two windows or one at the end go by themselves, more as a tile that is not full. */
INLINE TARGET_AVX2 void sweep(const ConvS8Block *block, const int32_t points,
	const int32_t groups)
{
	int32_t first = 0;

	for (; block->points - first > 2; first += points) {
		int32_t left = block->points - first;

		tile(block, first, left < points ? left : points, points, groups);
	}
	for (; first < block->points; first++)
		tile(block, first, 1, 1, groups);
}

/* As many windows at a time as there are registers for. */
static TARGET_AVX2 void multiply(const ConvS8Block *block)
{
	if (block->groups == 2)
		sweep(block, 6, 2);
	else
		sweep(block, 6, 1);
}

static const ConvS8Variant variant = {LANES, GROUPS, 2, 0, widen_avx2, multiply};

static bool supports(const void *layer)
{
	return conv_s8_plan_supports(&variant, layer);
}

static size_t packed_bytes(const void *layer)
{
	return conv_s8_plan_packed_bytes(&variant, layer);
}

static void pack(const void *layer, const void *weight, const void *bias, void *packed)
{
	conv_s8_plan_pack(&variant, layer, weight, bias, packed);
}

static size_t scratch_bytes(const void *layer)
{
	return conv_s8_plan_scratch_bytes(&variant, layer);
}

static void run(const void *layer, const void *in, const void *packed, void *out,
	void *scratch)
{
	conv_s8_plan_run(&variant, layer, in, packed, out, scratch);
}

const HostKernel conv_s8_avx2 = {"avx2", supports, packed_bytes, pack, scratch_bytes,
	run};

#endif
