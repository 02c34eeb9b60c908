/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_f32.h"

#include "src/kernels/clamp_f32.h"

#include <stddef.h>

void dense_f32(const DenseF32 *dense, const float *in, const float *weight,
	const float *bias, float *out)
{
	for (int32_t row = 0; row < dense->rows; row++, in += dense->in_n) {
		const float *filter = weight;
		for (int32_t c = 0; c < dense->out_n; c++, filter += dense->in_n) {
			float sum = 0;
			for (int32_t i = 0; i < dense->in_n; i++)
				sum += in[i] * filter[i];
			if (bias)
				sum += bias[c];
			*out++ = clamp_f32(sum, dense->act_min, dense->act_max);
		}
	}
}
