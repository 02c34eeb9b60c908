/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/mean_int.h"

void mean_s8(const MeanInt *mean, const int8_t *in, int8_t *out)
{
	ptrdiff_t outputs = reduction_outputs(&mean->shape);
	ptrdiff_t count = reduction_count(&mean->shape);
	ReductionRun run = reduction_run(&mean->shape);

	for (ptrdiff_t i = 0; i < outputs; i++) {
		const int8_t *first = in + reduction_offset(&mean->shape, 0, i);
		uint32_t sum = 0;

		for (ptrdiff_t j = 0; j < count; j += run.n) {
			const int8_t *x = first + reduction_offset(&mean->shape, 1, j);

			for (ptrdiff_t k = 0; k < run.n; k++)
				sum += (uint32_t)(x[k * run.stride] - mean->in_zero);
		}
		out[i] = to_s8(rescale((int32_t)sum, mean->scale.multiplier, mean->scale.shift),
			mean->out_zero, INT8_MIN, INT8_MAX);
	}
}
