/* SPDX-License-Identifier: Apache-2.0 */
/* The inner loop of int8 layers. */
#ifndef KERNELS_DOT_S8_H
#define KERNELS_DOT_S8_H

#include <stddef.h>
#include <stdint.h>

/* sum + the products weight[i] * (in[i] - in_zero), modulo 2^32. */
static inline int32_t dot_s8(int32_t sum, const int8_t *in, int32_t in_zero,
	const int8_t *weight, int32_t n)
{
	uint32_t total = (uint32_t)sum;

	for (ptrdiff_t i = 0; i < n; i++)
		total += (uint32_t)(weight[i] * (in[i] - in_zero));
	return (int32_t)total;
}

#endif
