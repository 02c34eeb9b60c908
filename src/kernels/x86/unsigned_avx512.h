/* SPDX-License-Identifier: Apache-2.0 */
/* int8 to the unsigned bytes that vpdpbusd takes: x + 128. */
#ifndef KERNELS_X86_UNSIGNED_AVX512_H
#define KERNELS_X86_UNSIGNED_AVX512_H

#if defined(__x86_64__)

#include "src/kernels/x86/padded.h"
#include "src/kernels/x86/rescale_avx512.h"

#include <stddef.h>
#include <stdint.h>

static inline TARGET_AVX512VNNI uint8_t *to_unsigned_run(const int8_t *in, ptrdiff_t n,
	uint8_t *out)
{
	const __m512i top = _mm512_set1_epi8((char)0x80);

	for (; n >= 64; n -= 64, in += 64, out += 64)
		_mm512_storeu_si512(out, _mm512_xor_si512(_mm512_loadu_si512(in), top));
	if (n > 0) {
		__mmask64 rest = ~(__mmask64)0 >> (64 - n);
		__m512i bytes = _mm512_maskz_loadu_epi8(rest, in);

		_mm512_mask_storeu_epi8(out, rest, _mm512_xor_si512(bytes, top));
	}
	return out + n;
}

/* A PaddedConvert. */
static inline TARGET_AVX512VNNI void to_unsigned_avx512(const PaddedRuns *runs)
{
	const int8_t *in = runs->in;
	uint8_t *out = runs->out;

	for (ptrdiff_t i = 0; i < runs->count; i++, in += runs->in_step) {
		if (runs->repeat == 1) {
			out = to_unsigned_run(in, runs->n, out);
			continue;
		}
		for (ptrdiff_t j = 0; j < runs->n; j++)
			for (int32_t k = 0; k < runs->repeat; k++)
				*out++ = (uint8_t)(in[j] + 128);
	}
}

#endif

#endif
