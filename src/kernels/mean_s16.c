/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/mean_int.h"

void mean_s16(const MeanInt *mean, const int16_t *in, int16_t *out)
{
	ptrdiff_t outputs = reduction_outputs(&mean->shape);
	ptrdiff_t count = reduction_count(&mean->shape);
	ReductionRun run = reduction_run(&mean->shape);

	for (ptrdiff_t i = 0; i < outputs; i++) {
		const int16_t *first = in + reduction_offset(&mean->shape, 0, i);
		uint32_t sum = 0;

		for (ptrdiff_t j = 0; j < count; j += run.n) {
			const int16_t *x = first + reduction_offset(&mean->shape, 1, j);

			for (ptrdiff_t k = 0; k < run.n; k++)
				sum += (uint32_t)(x[k * run.stride] - mean->in_zero);
		}
		out[i] = to_s16(rescale((int32_t)sum, mean->scale.multiplier, mean->scale.shift),
			INT16_MIN, INT16_MAX);
	}
}
