/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/logistic_f32.h"

#include "src/kernels/exp_f32.h"

static float logistic(float x)
{
	if (x > 16.619047164916992188F) /* the reference's bound: 1 to float32 */
		return 1;
	if (x < -9.0F)
		return exp_f32(x);
	return 1 / (1 + exp_f32(-x));
}

void logistic_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = logistic(in[i]);
}
