/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/reduce_f32.h"

#include "src/kernels/broadcast.h"

static float add_all(float sum, const float *x, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		sum += x[i];
	return sum;
}

/* Walk the input along with the output, whose reduced axes are as if they were 1 long. */
void sum_f32(const Reduction *shape, const float *in, float *out)
{
	int32_t kept[REDUCTION_RANK];
	ptrdiff_t n_kept = reduction_outputs(shape);
	for (int32_t i = 0; i < shape->rank; i++)
		kept[i] = shape->reduced[i] ? 1 : shape->dims[i];
	for (ptrdiff_t i = 0; i < n_kept; i++)
		out[i] = 0;

	Broadcast walk = broadcast_of(shape->dims, shape->rank, kept, shape->rank);
	int32_t last = walk.rank - 1;
	BroadcastRow row = {0, 0, {0}};
	do {
		const float *x = in + row.a;
		float *sum = out + row.b;
		if (walk.b_stride[last] == 0)
			*sum = add_all(*sum, x, walk.dims[last]);
		else
			for (int32_t i = 0; i < walk.dims[last]; i++)
				sum[i] += x[i];
	} while (broadcast_next(&walk, &row));
}

void mean_f32(const Reduction *shape, const float *in, float *out)
{
	float count = (float)reduction_count(shape);
	ptrdiff_t n_kept = reduction_outputs(shape);

	sum_f32(shape, in, out);
	for (ptrdiff_t i = 0; i < n_kept; i++)
		out[i] /= count;
}

void reduce_max_f32(const Reduction *shape, const float *in, float *out)
{
	ptrdiff_t outputs = reduction_outputs(shape), count = reduction_count(shape);
	ReductionRun run = reduction_run(shape);

	for (ptrdiff_t i = 0; i < outputs; i++) {
		const float *first = in + reduction_offset(shape, 0, i);
		float most = *first;

		for (ptrdiff_t j = 0; j < count; j += run.n) {
			const float *x = first + reduction_offset(shape, 1, j);

			for (ptrdiff_t k = 0; k < run.n; k++)
				most = x[k * run.stride] > most ? x[k * run.stride] : most;
		}
		out[i] = most;
	}
}
