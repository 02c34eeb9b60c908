/* SPDX-License-Identifier: Apache-2.0 */
/* int8 to the unsigned bytes that vpdpbusd takes: x + 128. */
#ifndef KERNELS_X86_UNSIGNED_AVX512_H
#define KERNELS_X86_UNSIGNED_AVX512_H

#include "src/kernels/x86/rescale_avx512.h"

#include <stddef.h>
#include <stdint.h>

/* A PaddedConvert. */
static TARGET_AVX512VNNI void to_unsigned_avx512(
	const int8_t *in, ptrdiff_t n, int32_t repeat, int32_t in_zero, void *target)
{
	const __m512i top = _mm512_set1_epi8((char)0x80);
	uint8_t *out = (uint8_t *)target;

	(void)in_zero;
	if (repeat > 1) {
		for (ptrdiff_t i = 0; i < n; i++)
			for (int32_t j = 0; j < repeat; j++)
				*out++ = (uint8_t)(in[i] + 128);
		return;
	}
	for (; n >= 64; n -= 64, in += 64, out += 64)
		_mm512_storeu_si512(out, _mm512_xor_si512(_mm512_loadu_si512(in), top));
	if (n > 0) {
		__mmask64 rest = ~(__mmask64)0 >> (64 - n);
		__m512i bytes = _mm512_maskz_loadu_epi8(rest, in);

		_mm512_mask_storeu_epi8(out, rest, _mm512_xor_si512(bytes, top));
	}
}

#endif
