/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/mean_f32.h"

#include "src/kernels/broadcast.h"

static float add_all(float sum, const float *x, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		sum += x[i];
	return sum;
}

/* Walk the input along with the output, whose reduced axes are as if they were 1 long. */
void mean_f32(const Reduction *shape, const float *in, float *out)
{
	int32_t kept[REDUCTION_RANK];
	int32_t n_kept = 1, n_reduced = 1;
	for (int32_t i = 0; i < shape->rank; i++) {
		kept[i] = shape->reduced[i] ? 1 : shape->dims[i];
		n_kept *= kept[i];
		n_reduced *= shape->reduced[i] ? shape->dims[i] : 1;
	}
	for (int32_t i = 0; i < n_kept; i++)
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

	for (int32_t i = 0; i < n_kept; i++)
		out[i] /= (float)n_reduced;
}
