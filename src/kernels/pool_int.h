/* SPDX-License-Identifier: Apache-2.0 */
/* Average and max pooling of int8 or int16. */
#ifndef KERNELS_POOL_INT_H
#define KERNELS_POOL_INT_H

#include "src/kernels/window.h"

#include <stdint.h>

typedef struct PoolInt {
	Window window;            /* out_c equals in_c */
	int32_t act_min, act_max; /* act_min <= act_max, both within the type */
} PoolInt;

/*
 * Pooling, bit-exact with TFLite's reference kernels. Input and output share scale
 * and zero point, so raw values are compared and averaged; taps outside the image do not
 * count. The average rounds to nearest, ties away from zero.
 *
 *   in   [batch, in_h, in_w, in_c]
 *   out  [batch, out_h, out_w, in_c]; must not overlap in
 *
 * Cannot fail. A window wholly outside the image, which TFLite refuses, gives act_min for
 * the maximum and 0, clamped, for the average.
 */
void average_pool_s8(const PoolInt *pool, const int8_t *in, int8_t *out);
void max_pool_s8(const PoolInt *pool, const int8_t *in, int8_t *out);

void average_pool_s16(const PoolInt *pool, const int16_t *in, int16_t *out);
void max_pool_s16(const PoolInt *pool, const int16_t *in, int16_t *out);

#endif
