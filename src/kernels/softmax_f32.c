/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/softmax_f32.h"

#include "src/kernels/exp_f32.h"

#include <float.h>

static float largest_of(const float *x, int32_t n)
{
	float largest = -FLT_MAX;
	for (int32_t i = 0; i < n; i++)
		largest = largest < x[i] ? x[i] : largest;
	return largest;
}

void softmax_f32(const float *in, int32_t rows, int32_t n, float beta, float *out)
{
	for (int32_t row = 0; row < rows; row++, in += n, out += n) {
		float largest = largest_of(in, n);
		float sum = 0;
		for (int32_t i = 0; i < n; i++) {
			out[i] = exp_f32((in[i] - largest) * beta);
			sum += out[i];
		}
		for (int32_t i = 0; i < n; i++)
			out[i] /= sum;
	}
}
