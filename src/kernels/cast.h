/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in another type. */
#ifndef KERNELS_CAST_H
#define KERNELS_CAST_H

#include <stddef.h>
#include <stdint.h>

typedef enum CastType {
	CAST_F32,
	CAST_S8,
	CAST_U8,
	CAST_S16,
	CAST_S32,
	CAST_S64,
	CAST_BOOL, /* a byte: 0, or anything else for true */
} CastType;

/*
 * n numbers as C converts them, and in the cases that it leaves open so: float32 to an
 * integer drops the fraction, is held at the ends of the type, and NaN is 0; an integer to a
 * narrower one keeps the lowest bits; to bool, what is not 0 is true (1). in and out must not
 * overlap, and are aligned as their types ask. Cannot fail.
 */
void cast(CastType from, CastType to, const void *in, size_t n, void *out);

#endif
