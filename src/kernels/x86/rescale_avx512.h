/* SPDX-License-Identifier: Apache-2.0 */
/* rescale() of src/kernels/fixed_point.h, sixteen at a time. */
#ifndef KERNELS_X86_RESCALE_AVX512_H
#define KERNELS_X86_RESCALE_AVX512_H

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#define TARGET_AVX512VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

/* Sums that a loop adds to: as __m512i, gcc 12 would keep two copies of each. */
typedef uint32_t SumsAvx512 __attribute__((vector_size(64)));

/* A factor for each lane. */
typedef struct RescaleAvx512 {
	__m512i multiplier, odd_multiplier;
	__m512i left, right;
	__m512i mask, half; /* 2^right - 1, and half of that */
} RescaleAvx512;

static inline TARGET_AVX512VNNI RescaleAvx512 rescale_avx512_of(__m512i multiplier,
	__m512i left, __m512i right)
{
	const __m512i one = _mm512_set1_epi32(1);
	RescaleAvx512 by;

	by.multiplier = multiplier;
	by.odd_multiplier = _mm512_srli_epi64(multiplier, 32);
	by.left = left;
	by.right = right;
	by.mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, right), one);
	by.half = _mm512_srai_epi32(by.mask, 1);
	return by;
}

static inline TARGET_AVX512VNNI __m512i rescale_avx512(__m512i x, RescaleAvx512 by)
{
	const __m512i nudge = _mm512_set1_epi64(INT64_C(1) << 30);
	__m512i even, odd, high, half;
	__mmask16 up;

	x = _mm512_sllv_epi32(x, by.left);
	even = _mm512_mul_epi32(x, by.multiplier);
	odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), by.odd_multiplier);
	even = _mm512_srli_epi64(_mm512_add_epi64(even, nudge), 31);
	odd = _mm512_slli_epi64(_mm512_add_epi64(odd, nudge), 1);
	high = _mm512_mask_blend_epi32(0xaaaa, even, odd);

	half = _mm512_sub_epi32(by.half, _mm512_srai_epi32(high, 31));
	up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, by.mask), half);
	x = _mm512_srav_epi32(high, by.right);
	return _mm512_mask_add_epi32(x, up, x, _mm512_set1_epi32(1));
}

#endif

#endif
