/* SPDX-License-Identifier: Apache-2.0 */
/* int8 and uint8 alike. */
#ifndef KERNELS_AFFINE_8_H
#define KERNELS_AFFINE_8_H

#include "src/kernels/fixed_point.h"

/* An 8-bit type: values are low .. low + 255, with low -128 for int8 and 0 for uint8. */
typedef struct Affine8 {
	int32_t zero; /* within the type's values */
	int32_t low;
} Affine8;

/* The value that a byte holds, and the byte of a value that is held within the type. */
static inline int32_t affine_value(uint8_t byte, int32_t low)
{
	return low + (uint8_t)(byte - low);
}

static inline uint8_t affine_byte(int32_t q, int32_t low)
{
	return (uint8_t)clamp(q, low, low + 255);
}

#endif
