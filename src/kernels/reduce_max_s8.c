/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/reduce_max_s8.h"

void reduce_max_s8(const Reduction *shape, const int8_t *in, int8_t *out)
{
	ptrdiff_t outputs = reduction_outputs(shape), count = reduction_count(shape);
	ReductionRun run = reduction_run(shape);

	for (ptrdiff_t i = 0; i < outputs; i++) {
		const int8_t *first = in + reduction_offset(shape, 0, i);
		int8_t most = INT8_MIN;

		for (ptrdiff_t j = 0; j < count; j += run.n) {
			const int8_t *x = first + reduction_offset(shape, 1, j);

			for (ptrdiff_t k = 0; k < run.n; k++)
				most = x[k * run.stride] > most ? x[k * run.stride] : most;
		}
		out[i] = most;
	}
}
