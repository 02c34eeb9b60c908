/* SPDX-License-Identifier: Apache-2.0 */
/* rescale() of src/kernels/fixed_point.h, eight at a time. */
#ifndef KERNELS_X86_RESCALE_AVX2_H
#define KERNELS_X86_RESCALE_AVX2_H

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#define TARGET_AVX2 __attribute__((target("avx2")))

/* Sums that a loop adds to: as __m256i, gcc 12 would keep two copies of each. */
typedef uint32_t SumsAvx2 __attribute__((vector_size(32)));

/* A factor for each lane. */
typedef struct RescaleAvx2 {
	__m256i multiplier, odd_multiplier;
	__m256i left, right;
	__m256i mask, half; /* 2^right - 1, and half of that */
} RescaleAvx2;

static inline TARGET_AVX2 RescaleAvx2 rescale_avx2_of(__m256i multiplier, __m256i left,
	__m256i right)
{
	const __m256i one = _mm256_set1_epi32(1);
	RescaleAvx2 by;

	by.multiplier = multiplier;
	by.odd_multiplier = _mm256_srli_epi64(multiplier, 32);
	by.left = left;
	by.right = right;
	by.mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
	by.half = _mm256_srai_epi32(by.mask, 1);
	return by;
}

static inline TARGET_AVX2 __m256i rescale_avx2(__m256i x, RescaleAvx2 by)
{
	const __m256i nudge = _mm256_set1_epi64x(INT64_C(1) << 30);
	__m256i even, odd, high, half, up;

	x = _mm256_sllv_epi32(x, by.left);
	even = _mm256_mul_epi32(x, by.multiplier);
	odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), by.odd_multiplier);
	even = _mm256_srli_epi64(_mm256_add_epi64(even, nudge), 31);
	odd = _mm256_slli_epi64(_mm256_add_epi64(odd, nudge), 1);
	high = _mm256_blend_epi32(even, odd, 0xaa);

	half = _mm256_sub_epi32(by.half, _mm256_srai_epi32(high, 31));
	up = _mm256_cmpgt_epi32(_mm256_and_si256(high, by.mask), half);
	return _mm256_sub_epi32(_mm256_srav_epi32(high, by.right), up);
}

#endif

#endif
