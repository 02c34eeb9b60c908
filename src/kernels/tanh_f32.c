/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/tanh_f32.h"

#include "src/kernels/exp_f32.h"

/* 1 - 2 / (e^2x + 1) loses digits near 0, where the first terms of the series stand in. */
static float tanh_of(float x)
{
	if (x != x)
		return x;
	if (x > 10.0F) /* 1 to float32 from 9.02 on */
		return 1;
	if (x < -10.0F)
		return -1;
	double wide = (double)x;
	double square = wide * wide;
	if (square < 1e-4)
		return (float)(wide * (1 - square * (1.0 / 3 - square * (2.0 / 15))));
	return (float)(1 - 2 / (exp_core(2 * wide) + 1));
}

void tanh_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = tanh_of(in[i]);
}
