/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int8 convolution with AVX-512 VNNI: vpdpbusd adds four products of unsigned with signed
 * bytes to each of sixteen sums. Images therefore hold x + 128.
 */
#include "src/kernels/x86/variants_s8.h"

#if defined(__x86_64__)

#include "src/kernels/x86/conv_s8_plan.h"
#include "src/kernels/x86/rescale_avx512.h"
#include "src/kernels/x86/unsigned_avx512.h"

#include <string.h>

enum { LANES = 16, GROUPS = 4, POINTS = 12, PARAMS = 4 * LANES, VECTOR_BYTES = 64 };

/* Finish and store the sums of n windows from the first on; sum is [n][GROUPS]. */
static TARGET_AVX512VNNI void store(const ConvS8Block *block, const SumsAvx512 *sum,
	int32_t first, int32_t n)
{
	const __m512i zero = _mm512_set1_epi32(block->conv->quant.out_zero);
	const __m128i low = _mm_set1_epi8((char)block->conv->quant.act_min);
	const __m128i high = _mm_set1_epi8((char)block->conv->quant.act_max);
	ptrdiff_t out_c = block->conv->window.out_c;

	for (int32_t g = 0; g < block->groups; g++) {
		const int32_t *params = block->params + g * PARAMS;
		const RescaleAvx512 by = rescale_avx512_of(_mm512_load_si512(params + LANES),
			_mm512_load_si512(params + 2 * LANES), _mm512_load_si512(params + 3 * LANES));
		int32_t channels = block->channels - g * LANES;
		__mmask16 there = (__mmask16)(channels < LANES ? (1 << channels) - 1 : 0xffff);
		int8_t *out = block->out + first * out_c + g * LANES;

		for (int32_t i = 0; i < n; i++, out += out_c) {
			__m512i scaled = rescale_avx512((__m512i)sum[i * GROUPS + g], by);
			__m128i bytes = _mm512_cvtsepi32_epi8(_mm512_add_epi32(scaled, zero));

			bytes = _mm_min_epi8(_mm_max_epi8(bytes, low), high);
			_mm_mask_storeu_epi8(out, there, bytes);
		}
	}
}

/* `points` windows from the first on, of which n exist. */
INLINE TARGET_AVX512VNNI void tile(const ConvS8Block *block, int32_t first, int32_t n,
	const int32_t points, const int32_t groups)
{
	SumsAvx512 sum[POINTS][GROUPS], done[POINTS][GROUPS];
	const uint8_t *at[POINTS];
	const int8_t *weight = block->weight;
	const int32_t *taps = block->tap, *end = taps + block->steps;

	UNROLL
	for (int32_t i = 0; i < points; i++) {
		at[i] = block->images + block->point[first + i];
		UNROLL
		for (int32_t g = 0; g < groups; g++)
			sum[i][g] = (SumsAvx512)_mm512_load_si512(block->params + g * PARAMS);
	}
	do {
		int32_t tap = *taps++;
		__m512i filters[GROUPS];

		UNROLL
		for (int32_t g = 0; g < groups; g++)
			filters[g] = _mm512_load_si512(weight + g * VECTOR_BYTES);
		UNROLL
		for (int32_t i = 0; i < points; i++) {
			int32_t cell;

			memcpy(&cell, at[i] + tap, sizeof cell);
			UNROLL
			for (int32_t g = 0; g < groups; g++)
				sum[i][g] = (SumsAvx512)_mm512_dpbusd_epi32((__m512i)sum[i][g],
					_mm512_set1_epi32(cell), filters[g]);
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
INLINE TARGET_AVX512VNNI void sweep(const ConvS8Block *block, const int32_t points,
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
static TARGET_AVX512VNNI void multiply(const ConvS8Block *block)
{
	if (block->groups == 4)
		sweep(block, 6, 4);
	else if (block->groups == 3)
		sweep(block, 8, 3);
	else if (block->groups == 2)
		sweep(block, 12, 2);
	else
		sweep(block, 12, 1);
}

static const ConvS8Variant variant = {LANES, GROUPS, 1, 128, to_unsigned_avx512,
	multiply};

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

const HostKernel conv_s8_vnni = {"avx512vnni", supports, packed_bytes, pack,
	scratch_bytes, run};

#endif
