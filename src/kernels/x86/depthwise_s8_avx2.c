/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int8 depthwise convolution with AVX2: two taps of sixteen channels are interleaved as
 * int16, and vpmaddwd adds up each channel's.
 */
#include "src/kernels/x86/variants_s8.h"

#if defined(__x86_64__)

#include "src/kernels/x86/depthwise_s8_plan.h"
#include "src/kernels/x86/rescale_avx2.h"
#include "src/kernels/x86/widen_avx2.h"

#include <string.h>

enum { LANES = 16, VECTOR_BYTES = 32 };

/* Interleaving goes on within 16 bytes: each half holds every other four channels. */
static int32_t lane(int32_t i)
{
	return i / 4 % 2 * 8 + i / 8 * 4 + i % 4;
}

/* Parameter p of half h. */
INLINE TARGET_AVX2 __m256i param(const DepthwiseS8Block *block, int32_t p, int32_t h)
{
	return _mm256_load_si256(
		(const __m256i *)(const void *)(block->params + p * LANES + h * 8));
}

INLINE TARGET_AVX2 __m256i weights(const int8_t *from)
{
	return _mm256_load_si256((const __m256i *)(const void *)from);
}

INLINE TARGET_AVX2 __m256i pixels(const uint8_t *from)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

/* The packs undo the interleaving, and saturate. */
INLINE TARGET_AVX2 __m128i finish(const DepthwiseS8Block *block, const RescaleAvx2 by[2],
	__m256i low, __m256i high)
{
	const __m256i zero = _mm256_set1_epi32(block->conv->quant.out_zero);
	const __m128i act_min = _mm_set1_epi8((char)block->conv->quant.act_min);
	const __m128i act_max = _mm_set1_epi8((char)block->conv->quant.act_max);
	__m256i words = _mm256_packs_epi32(_mm256_add_epi32(rescale_avx2(low, by[0]), zero),
		_mm256_add_epi32(rescale_avx2(high, by[1]), zero));
	__m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words),
		_mm256_extracti128_si256(words, 1));

	return _mm_min_epi8(_mm_max_epi8(bytes, act_min), act_max);
}

static TARGET_AVX2 void store(int8_t *out, __m128i bytes, int32_t n)
{
	int8_t buffer[16];

	if (n == 16) {
		_mm_storeu_si128((__m128i *)(void *)out, bytes);
		return;
	}
	_mm_storeu_si128((__m128i *)(void *)buffer, bytes);
	memcpy(out, buffer, (size_t)n);
}

static TARGET_AVX2 void convolve(const DepthwiseS8Block *block)
{
	const uint8_t *in = block->row;
	int8_t *out = block->out;
	RescaleAvx2 by[2];

	for (int32_t h = 0; h < 2; h++)
		by[h] =
			rescale_avx2_of(param(block, 1, h), param(block, 2, h), param(block, 3, h));
	for (int32_t i = block->vectors; i > 0; i--) {
		const int8_t *weight = block->weight;
		SumsAvx2 low = (SumsAvx2)param(block, 0, 0);
		SumsAvx2 high = (SumsAvx2)param(block, 0, 1);

		for (int32_t pack = 0; pack < block->packs; pack++) {
			__m256i a = pixels(in + block->tap[2 * pack]);
			__m256i b = pixels(in + block->tap[2 * pack + 1]);

			low +=
				(SumsAvx2)_mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights(weight));
			weight += VECTOR_BYTES;
			high +=
				(SumsAvx2)_mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights(weight));
			weight += VECTOR_BYTES;
		}
		store(out, finish(block, by, (__m256i)low, (__m256i)high),
			i > 1 ? block->channels : block->rest);
		in += block->in_step;
		out += block->out_step;
	}
}

static const DepthwiseS8Variant variant = {LANES, 2, 0, widen_avx2, lane, convolve};

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

const HostKernel depthwise_s8_avx2 = {"avx2", supports, packed_bytes, pack, scratch_bytes,
	run};

#endif
