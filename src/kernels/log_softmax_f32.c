/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/log_softmax.h"

#include "src/kernels/exp_f32.h"
#include "src/kernels/log_f32.h"

#include <float.h>

void log_softmax_f32(const float *in, int32_t rows, int32_t n, float *out)
{
	for (int32_t row = 0; row < rows; row++, in += n, out += n) {
		float largest = -FLT_MAX, sum = 0, log_sum;

		for (int32_t i = 0; i < n; i++)
			largest = largest < in[i] ? in[i] : largest;
		for (int32_t i = 0; i < n; i++)
			sum += exp_f32(in[i] - largest);
		log_sum = log_f32(sum);
		for (int32_t i = 0; i < n; i++)
			out[i] = in[i] - largest - log_sum;
	}
}
