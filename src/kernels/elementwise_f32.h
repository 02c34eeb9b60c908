/* SPDX-License-Identifier: Apache-2.0 */
/* Sums, products, quotients and simple activations, element by element, in float32. */
#ifndef KERNELS_ELEMENTWISE_F32_H
#define KERNELS_ELEMENTWISE_F32_H

#include "src/kernels/broadcast.h"

#include <stddef.h>

typedef struct ElementwiseF32 {
	float act_min, act_max; /* see clamp_f32 */
} ElementwiseF32;

/*
 * a + b, a - b, a * b and a / b, then the clamp. The shapes, and which operand is repeated along
 * which axis, are in `shape`; out is dense, and may be the same memory as an operand that is
 * not repeated. Cannot fail.
 */
void add_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out);
void sub_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out);
void mul_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out);
void div_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out);

/*
 * Activations over n elements, as TFLite's reference kernels compute them; out may be in.
 * NaN stays NaN. Leaky ReLU multiplies what is not above 0 by alpha; hard swish is
 * (x * min(6, max(0, x + 3))) / 6 in this order.
 */
void relu_f32(const float *in, size_t n, float *out);
void relu6_f32(const float *in, size_t n, float *out);
void leaky_relu_f32(const float *in, size_t n, float alpha, float *out);
void hard_swish_f32(const float *in, size_t n, float *out);

#endif
