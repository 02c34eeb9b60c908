/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/reduction.h"

static ptrdiff_t product(const Reduction *shape, int reduced)
{
	ptrdiff_t n = 1;

	for (int32_t i = 0; i < shape->rank; i++)
		if (!shape->reduced[i] == !reduced)
			n *= shape->dims[i];
	return n;
}

ptrdiff_t reduction_count(const Reduction *shape)
{
	return product(shape, 1);
}

ptrdiff_t reduction_outputs(const Reduction *shape)
{
	return product(shape, 0);
}

ptrdiff_t reduction_offset(const Reduction *shape, int reduced, ptrdiff_t i)
{
	ptrdiff_t offset = 0, step = 1;

	for (int32_t axis = shape->rank - 1; axis >= 0; axis--) {
		if (!shape->reduced[axis] == !reduced) {
			offset += i % shape->dims[axis] * step;
			i /= shape->dims[axis];
		}
		step *= shape->dims[axis];
	}
	return offset;
}

ReductionRun reduction_run(const Reduction *shape)
{
	ReductionRun run = {1, 1};
	int32_t axis = shape->rank - 1;

	for (; axis >= 0 && !shape->reduced[axis]; axis--)
		run.stride *= shape->dims[axis];
	for (; axis >= 0 && shape->reduced[axis]; axis--)
		run.n *= shape->dims[axis];
	return run;
}
