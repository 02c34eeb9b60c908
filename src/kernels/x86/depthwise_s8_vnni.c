/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int8 depthwise convolution with AVX-512 VNNI: four taps of 64 channels are interleaved
 * by bytes, and vpdpbusd adds up each channel's. Images therefore hold x + 128.
 */
#include "src/kernels/x86/variants_s8.h"

#if defined(__x86_64__)

#include "src/kernels/x86/depthwise_s8_plan.h"
#include "src/kernels/x86/rescale_avx512.h"
#include "src/kernels/x86/unsigned_avx512.h"

enum { LANES = 64, QUARTERS = 4, VECTOR_BYTES = 64 };

/* Interleaving goes on within 16 bytes: quarter q holds the channels 4q .. of each 16. */
static int32_t lane(int32_t i)
{
	return i / 4 % 4 * 16 + i / 16 * 4 + i % 4;
}

/* Parameter p of quarter q. */
INLINE TARGET_AVX512VNNI __m512i param(const DepthwiseS8Block *block, int32_t p,
	int32_t q)
{
	return _mm512_load_si512(block->params + p * LANES + q * 16);
}

INLINE TARGET_AVX512VNNI void add_taps(const uint8_t *in, const int32_t *tap,
	const int8_t *weight, SumsAvx512 sum[QUARTERS])
{
	__m512i a = _mm512_loadu_si512(in + tap[0]);
	__m512i b = _mm512_loadu_si512(in + tap[1]);
	__m512i c = _mm512_loadu_si512(in + tap[2]);
	__m512i d = _mm512_loadu_si512(in + tap[3]);
	__m512i ab_low = _mm512_unpacklo_epi8(a, b), ab_high = _mm512_unpackhi_epi8(a, b);
	__m512i cd_low = _mm512_unpacklo_epi8(c, d), cd_high = _mm512_unpackhi_epi8(c, d);
	__m512i taps[QUARTERS] = {
		_mm512_unpacklo_epi16(ab_low, cd_low),
		_mm512_unpackhi_epi16(ab_low, cd_low),
		_mm512_unpacklo_epi16(ab_high, cd_high),
		_mm512_unpackhi_epi16(ab_high, cd_high),
	};

	UNROLL
	for (int32_t q = 0; q < QUARTERS; q++)
		sum[q] = (SumsAvx512)_mm512_dpbusd_epi32((__m512i)sum[q], taps[q],
			_mm512_load_si512(weight + q * VECTOR_BYTES));
}

/* The packs undo the interleaving, and saturate. */
INLINE TARGET_AVX512VNNI __m512i finish(const DepthwiseS8Block *block,
	const RescaleAvx512 by[QUARTERS], SumsAvx512 sum[QUARTERS])
{
	const __m512i zero = _mm512_set1_epi32(block->conv->quant.out_zero);
	const __m512i low = _mm512_set1_epi8((char)block->conv->quant.act_min);
	const __m512i high = _mm512_set1_epi8((char)block->conv->quant.act_max);
	__m512i scaled[QUARTERS], bytes;

	UNROLL
	for (int32_t q = 0; q < QUARTERS; q++)
		scaled[q] = _mm512_add_epi32(rescale_avx512((__m512i)sum[q], by[q]), zero);
	bytes = _mm512_packs_epi16(_mm512_packs_epi32(scaled[0], scaled[1]),
		_mm512_packs_epi32(scaled[2], scaled[3]));
	return _mm512_min_epi8(_mm512_max_epi8(bytes, low), high);
}

static TARGET_AVX512VNNI void convolve(const DepthwiseS8Block *block)
{
	const uint8_t *in = block->row;
	int8_t *out = block->out;
	RescaleAvx512 by[QUARTERS];

	for (int32_t q = 0; q < QUARTERS; q++)
		by[q] =
			rescale_avx512_of(param(block, 1, q), param(block, 2, q), param(block, 3, q));
	for (int32_t i = block->vectors; i > 0; i--) {
		int32_t n = i > 1 ? block->channels : block->rest;
		SumsAvx512 sum[QUARTERS];

		UNROLL
		for (int32_t q = 0; q < QUARTERS; q++)
			sum[q] = (SumsAvx512)param(block, 0, q);
		for (int32_t pack = 0; pack < block->packs; pack++)
			add_taps(in, block->tap + pack * 4,
				block->weight + pack * QUARTERS * VECTOR_BYTES, sum);
		_mm512_mask_storeu_epi8(out, ~(__mmask64)0 >> (64 - n), finish(block, by, sum));
		in += block->in_step;
		out += block->out_step;
	}
}

static const DepthwiseS8Variant variant = {LANES, 1, 128, to_unsigned_avx512, lane,
	convolve};

static bool supports(const void *layer)
{
	return depthwise_s8_plan_supports(&variant, layer);
}

static size_t packed_bytes(const void *layer)
{
	return depthwise_s8_plan_packed_bytes(&variant, layer);
}

static void pack(const void *layer, const void *weight, const void *bias, void *packed)
{
	depthwise_s8_plan_pack(&variant, layer, weight, bias, packed);
}

static size_t scratch_bytes(const void *layer)
{
	return depthwise_s8_plan_scratch_bytes(&variant, layer);
}

static void run(const void *layer, const void *in, const void *packed, void *out,
	void *scratch)
{
	depthwise_s8_plan_run(&variant, layer, in, packed, out, scratch);
}

const HostKernel depthwise_s8_vnni = {"avx512vnni", supports, packed_bytes, pack,
	scratch_bytes, run};

#endif
