/* SPDX-License-Identifier: Apache-2.0 */
/* PRELU: x where it is not below 0, else x times a factor of its own. */
#ifndef KERNELS_PRELU_H
#define KERNELS_PRELU_H

#include "src/kernels/broadcast.h"
#include "src/kernels/fixed_point.h"

#include <stdint.h>

/* Zero points lie within the type; int16 has zero points of 0, but its alpha is int8. */
typedef struct PreluInt {
	int32_t in_zero, alpha_zero, out_zero;
	Rescale positive; /* in / out */
	Rescale negative; /* in * alpha / out */
} PreluInt;

/*
 * The shape is that of `in` and out, both dense, and says along which axes alpha is repeated;
 * out may be in. Integers are bit-exact with TFLite's reference kernels. NaN stays NaN.
 * Cannot fail.
 */
void prelu_f32(const Broadcast *shape, const float *in, const float *alpha, float *out);
void prelu_s8(const PreluInt *prelu, const Broadcast *shape, const int8_t *in,
	const int8_t *alpha, int8_t *out);
void prelu_s16(const PreluInt *prelu, const Broadcast *shape, const int16_t *in,
	const int8_t *alpha, int16_t *out);

#endif
