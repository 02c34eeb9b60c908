/* SPDX-License-Identifier: Apache-2.0 */
/* int8 to the int16 that vpmaddwd takes: x - in_zero. */
#ifndef KERNELS_X86_WIDEN_AVX2_H
#define KERNELS_X86_WIDEN_AVX2_H

#include "src/kernels/x86/rescale_avx2.h"

#include <stddef.h>
#include <stdint.h>

/* A PaddedConvert. */
static TARGET_AVX2 void widen_avx2(
	const int8_t *in, ptrdiff_t n, int32_t repeat, int32_t in_zero, void *target)
{
	const __m256i zero = _mm256_set1_epi16((int16_t)in_zero);
	int16_t *out = (int16_t *)target;

	for (; repeat == 1 && n >= 16; n -= 16, in += 16, out += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)in);

		_mm256_storeu_si256((__m256i *)(void *)out,
			_mm256_sub_epi16(_mm256_cvtepi8_epi16(bytes), zero));
	}
	for (ptrdiff_t i = 0; i < n; i++)
		for (int32_t j = 0; j < repeat; j++)
			*out++ = (int16_t)(in[i] - in_zero);
}

#endif
