/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/broadcast.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(broadcast, walks_equal_shapes_as_one_row)
{
	const int32_t dims[] = {2, 3, 1, 5};
	Broadcast walk = broadcast_of(dims, 4, dims, 4);
	cr_expect(eq(i32, walk.rank, 1));
	cr_expect(eq(i32, walk.dims[0], 30));
	cr_expect(eq(i32, walk.a_stride[0], 1));
	cr_expect(eq(i32, walk.b_stride[0], 1));
}

Test(broadcast, repeats_a_scalar_along_one_row)
{
	const int32_t dims[] = {2, 3, 5};
	Broadcast walk = broadcast_of(dims, 3, NULL, 0);
	cr_expect(eq(i32, walk.rank, 1));
	cr_expect(eq(i32, walk.dims[0], 30));
	cr_expect(eq(i32, walk.b_stride[0], 0));
}

Test(broadcast, walks_two_scalars_as_one_element)
{
	Broadcast walk = broadcast_of(NULL, 0, NULL, 0);
	cr_expect(eq(i32, walk.rank, 1));
	cr_expect(eq(i32, walk.dims[0], 1));
}

Test(broadcast, merges_axes_that_both_walk_alike)
{
	const int32_t image[] = {2, 4, 5, 8}, channels[] = {8}, columns[] = {4, 5, 1};
	Broadcast walk = broadcast_of(image, 4, channels, 1);
	cr_expect(eq(i32, walk.rank, 2));
	cr_expect(eq(i32, walk.dims[0], 40));
	cr_expect(eq(i32, walk.dims[1], 8));
	cr_expect(eq(i32, walk.b_stride[0], 0));
	cr_expect(eq(i32, walk.b_stride[1], 1));

	walk = broadcast_of(image, 4, columns, 3);
	cr_expect(eq(i32, walk.rank, 3));
	cr_expect(eq(i32, walk.dims[1], 20));
	cr_expect(eq(i32, walk.a_stride[1], 8));
	cr_expect(eq(i32, walk.b_stride[1], 1));
	cr_expect(eq(i32, walk.b_stride[2], 0));
}

Test(broadcast, visits_each_row_once_and_in_order)
{
	const int32_t a[] = {2, 1, 3}, b[] = {4, 1};
	const ptrdiff_t starts[][2] = {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {3, 0}, {3, 1}, {3, 2},
		{3, 3}};
	Broadcast walk = broadcast_of(a, 3, b, 2);
	BroadcastRow row = {0, 0, {0}};
	size_t n = 0;

	cr_assert(eq(i32, walk.dims[walk.rank - 1], 3));
	do {
		cr_assert(lt(sz, n, 8));
		cr_expect(eq(long, row.a, starts[n][0]));
		cr_expect(eq(long, row.b, starts[n][1]));
		n++;
	} while (broadcast_next(&walk, &row));
	cr_expect(eq(sz, n, 8));
}
