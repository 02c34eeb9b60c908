/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elu.h"

#include "src/kernels/exp_f32.h"
#include "src/kernels/fixed_point.h"

/* e^x - 1 for x below 0; near 0, where digits would be lost, the first terms of the series. */
static float exp_minus_1(float x)
{
	double wide = (double)x;

	if (x < -104.0F)
		return -1;
	if (x > -0.01F)
		return (float)(wide *
			(1 + wide / 2 * (1 + wide / 3 * (1 + wide / 4 * (1 + wide / 5)))));
	return (float)(exp_core(wide) - 1);
}

void elu_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[i] < 0 ? exp_minus_1(in[i]) : in[i];
}

/* The nearest integer, ties away from zero, held within what int32 sums have room for. */
static int32_t nearest(float x)
{
	const float limit = 1 << 20;

	if (x > limit)
		return 1 << 20;
	if (x < -limit)
		return -(1 << 20);
	return (int32_t)(x < 0 ? (double)x - 0.5 : (double)x + 0.5);
}

void elu_s8(const EluS8 *elu, const int8_t *in, size_t n, int8_t *out)
{
	float steps = 1 / elu->out_scale; /* of the output, in a real 1 */

	for (size_t i = 0; i < n; i++) {
		float x = elu->in_scale * (float)(in[i] - elu->in_zero);
		float y = x < 0 ? exp_f32(x) - 1 : x;

		out[i] = to_s8(nearest(y * steps), elu->out_zero, INT8_MIN, INT8_MAX);
	}
}
