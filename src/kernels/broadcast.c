/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/broadcast.h"

/* The i-th dim counted from the innermost; 1 beyond the tensor's own. */
static int32_t dim_from_end(const int32_t *dims, int32_t rank, int32_t i)
{
	return i < rank ? dims[rank - 1 - i] : 1;
}

/* Put an axis around those there are, or into the outermost if it goes on as that does. */
static void add_axis(Broadcast *walk, int32_t dim, int32_t a_stride, int32_t b_stride)
{
	int32_t last = walk->rank - 1;

	if (dim == 1)
		return;
	if (last >= 0 && a_stride == walk->dims[last] * walk->a_stride[last] &&
		b_stride == walk->dims[last] * walk->b_stride[last]) {
		walk->dims[last] *= dim;
		return;
	}
	walk->dims[walk->rank] = dim;
	walk->a_stride[walk->rank] = a_stride;
	walk->b_stride[walk->rank] = b_stride;
	walk->rank++;
}

static void reverse(int32_t *x, int32_t n)
{
	for (int32_t i = 0, j = n - 1; i < j; i++, j--) {
		int32_t old = x[i];

		x[i] = x[j];
		x[j] = old;
	}
}

Broadcast broadcast_of(const int32_t *a_dims, int32_t a_rank, const int32_t *b_dims,
	int32_t b_rank)
{
	Broadcast walk = {0, {0}, {0}, {0}};
	int32_t a_size = 1, b_size = 1;

	for (int32_t i = 0; i < a_rank || i < b_rank; i++) {
		int32_t a = dim_from_end(a_dims, a_rank, i);
		int32_t b = dim_from_end(b_dims, b_rank, i);

		add_axis(&walk, a == 1 ? b : a, a == 1 ? 0 : a_size, b == 1 ? 0 : b_size);
		a_size *= a;
		b_size *= b;
	}
	if (walk.rank == 0)
		walk.dims[walk.rank++] = 1;
	reverse(walk.dims, walk.rank);
	reverse(walk.a_stride, walk.rank);
	reverse(walk.b_stride, walk.rank);
	return walk;
}

int broadcast_next(const Broadcast *walk, BroadcastRow *row)
{
	for (int32_t axis = walk->rank - 2; axis >= 0; axis--) {
		row->a += walk->a_stride[axis];
		row->b += walk->b_stride[axis];
		if (++row->index[axis] < walk->dims[axis])
			return 1;
		row->index[axis] = 0;
		row->a -= (ptrdiff_t)walk->dims[axis] * walk->a_stride[axis];
		row->b -= (ptrdiff_t)walk->dims[axis] * walk->b_stride[axis];
	}
	return 0;
}
