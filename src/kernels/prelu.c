/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/prelu.h"

void prelu_f32(const Broadcast *shape, const float *in, const float *alpha, float *out)
{
	int32_t last = shape->rank - 1, n = shape->dims[last];
	ptrdiff_t step = shape->b_stride[last];
	BroadcastRow at = {0, 0, {0}};

	do {
		for (int32_t i = 0; i < n; i++) {
			float x = in[at.a + i];

			*out++ = x >= 0 ? x : x * alpha[at.b + i * step];
		}
	} while (broadcast_next(shape, &at));
}

/* x and alpha without their zero points. */
static int32_t prelu_int(const PreluInt *prelu, int32_t x, int32_t alpha)
{
	return x >= 0 ? rescale(x, prelu->positive.multiplier, prelu->positive.shift)
				  : rescale(x * alpha, prelu->negative.multiplier, prelu->negative.shift);
}

void prelu_s8(const PreluInt *prelu, const Broadcast *shape, const int8_t *in,
	const int8_t *alpha, int8_t *out)
{
	int32_t last = shape->rank - 1, n = shape->dims[last];
	ptrdiff_t step = shape->b_stride[last];
	BroadcastRow at = {0, 0, {0}};

	do {
		for (int32_t i = 0; i < n; i++)
			*out++ = to_s8(prelu_int(prelu, in[at.a + i] - prelu->in_zero,
							   alpha[at.b + i * step] - prelu->alpha_zero),
				prelu->out_zero, INT8_MIN, INT8_MAX);
	} while (broadcast_next(shape, &at));
}

void prelu_s16(const PreluInt *prelu, const Broadcast *shape, const int16_t *in,
	const int8_t *alpha, int16_t *out)
{
	int32_t last = shape->rank - 1, n = shape->dims[last];
	ptrdiff_t step = shape->b_stride[last];
	BroadcastRow at = {0, 0, {0}};

	do {
		for (int32_t i = 0; i < n; i++)
			*out++ = to_s16(prelu_int(prelu, in[at.a + i],
								alpha[at.b + i * step] - prelu->alpha_zero),
				INT16_MIN, INT16_MAX);
	} while (broadcast_next(shape, &at));
}
