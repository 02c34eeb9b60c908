/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loop of int16 layers. */
#ifndef KERNELS_DOT_S16_H
#define KERNELS_DOT_S16_H

#include <stddef.h>
#include <stdint.h>

/* The sum of products weight[i] * in[i] of n values, n at most 511: it fits in 32 bits. The
 * loop of a length that the compiler knows becomes vectors. */
static inline int32_t dot_some_s16(const int16_t *in, const int8_t *weight, ptrdiff_t n)
{
	enum { BLOCK = 16 };
	int32_t sum = 0;
	ptrdiff_t i = 0;

	for (; i + BLOCK <= n; i += BLOCK)
		for (int k = 0; k < BLOCK; k++)
			sum += weight[i + k] * in[i + k];
	for (; i < n; i++)
		sum += weight[i] * in[i];
	return sum;
}

/* sum + the products weight[i] * in[i], modulo 2^64. */
static inline int64_t dot_s16(int64_t sum, const int16_t *in, const int8_t *weight,
	int32_t n)
{
	enum { MOST = 256 };
	uint64_t total = (uint64_t)sum;

	for (ptrdiff_t i = 0; i < n; i += MOST)
		total += (uint64_t)(int64_t)dot_some_s16(in + i, weight + i,
			n - i < MOST ? n - i : (int32_t)MOST);
	return (int64_t)total;
}

#endif
