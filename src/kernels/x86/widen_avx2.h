/* SPDX-License-Identifier: Apache-2.0 */
/* int8 to the int16 that vpmaddwd takes: x - in_zero. */
#ifndef KERNELS_X86_WIDEN_AVX2_H
#define KERNELS_X86_WIDEN_AVX2_H

#if defined(__x86_64__)

#include "src/kernels/x86/padded.h"
#include "src/kernels/x86/rescale_avx2.h"

#include <stddef.h>
#include <stdint.h>

static inline TARGET_AVX2 int16_t *widen_run(const int8_t *in, ptrdiff_t n,
	int32_t repeat, int32_t in_zero, int16_t *out)
{
	const __m128i zero = _mm_set1_epi16((int16_t)in_zero);

	for (; repeat == 1 && n >= 8; n -= 8, in += 8, out += 8) {
		__m128i words =
			_mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(const void *)in));

		_mm_storeu_si128((__m128i *)(void *)out, _mm_sub_epi16(words, zero));
	}
	for (ptrdiff_t i = 0; i < n; i++)
		for (int32_t j = 0; j < repeat; j++)
			*out++ = (int16_t)(in[i] - in_zero);
	return out;
}

/* A PaddedConvert. */
static inline TARGET_AVX2 void widen_avx2(const PaddedRuns *runs)
{
	const int8_t *in = runs->in;
	int16_t *out = (int16_t *)(void *)runs->out;

	for (ptrdiff_t i = 0; i < runs->count; i++, in += runs->in_step)
		out = widen_run(in, runs->n, runs->repeat, runs->in_zero, out);
}

#endif

#endif
