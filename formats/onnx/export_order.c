/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export_order.h"

#include <assert.h>

#include "src/kernels/move.h"

bool order_equal(Order a, Order b)
{
	return a.kind == b.kind && (a.kind != ORDER_FLAT || a.channels == b.channels);
}

/* Where the last axis is written. */
static int place_of_last(Order order, int rank)
{
	if (order.kind == ORDER_CHANNELS_FIRST && rank > 2)
		return 1;
	if (order.kind == ORDER_CHANNELS_LEAD && rank > 1)
		return 0;
	return rank - 1;
}

void order_axes(Order order, int rank, int32_t axes[MAX_RANK])
{
	int last = place_of_last(order, rank);
	for (int i = 0; i < rank; i++)
		axes[i] = i < last ? i : i == last ? rank - 1 : i - 1;
}

int order_axis(Order order, int rank, int axis)
{
	int last = place_of_last(order, rank);
	if (axis == rank - 1)
		return last;
	return axis < last ? axis : axis + 1;
}

Order order_of_axes(const int32_t *axes, int rank)
{
	static const OrderKind kinds[] = {ORDER_AS_IS, ORDER_CHANNELS_FIRST,
		ORDER_CHANNELS_LEAD};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		Order order = {.kind = kinds[k]};
		int32_t wanted[MAX_RANK];
		order_axes(order, rank, wanted);
		int same = 0;
		while (same < rank && wanted[same] == axes[same])
			same++;
		if (same == rank)
			return order;
	}
	assert(false); /* one axis at most is out of its place */
	return AS_IS;
}

Order order_without(Order order, int rank, int mask)
{
	int32_t axes[MAX_RANK], left[MAX_RANK];
	int n = 0;
	order_axes(order, rank, axes);
	for (int i = 0; i < rank; i++) {
		if (mask >> axes[i] & 1)
			continue;
		left[n] = axes[i];
		for (int k = 0; k < axes[i]; k++)
			left[n] -= mask >> k & 1;
		n++;
	}
	return order_of_axes(left, n);
}

Shape order_shape(Order order, Shape shape)
{
	int32_t axes[MAX_RANK];
	Shape written = {.rank = shape.rank};
	order_axes(order, shape.rank, axes);
	for (int i = 0; i < shape.rank; i++)
		written.dims[i] = shape.dims[axes[i]];
	return written;
}

/* Values lie as [outer, inner, channels] in the tensor, and as [outer, channels, inner] when
 * written. */
typedef struct Blocks {
	int32_t outer, inner, channels;
} Blocks;

static Blocks blocks_of(Order order, Shape shape)
{
	int count = (int)shape_count(shape);
	const Blocks unmoved = {count, 1, 1};
	int last = shape.rank > 0 ? shape.dims[shape.rank - 1] : 1;
	Blocks blocks = {1, 1, last};
	if (order.kind == ORDER_FLAT) {
		blocks.outer = count / last;
		blocks.channels = order.channels;
	} else if (place_of_last(order, shape.rank) == shape.rank - 1) {
		return unmoved;
	} else if (order.kind == ORDER_CHANNELS_FIRST) {
		blocks.outer = shape.dims[0];
	}
	blocks.inner = count / blocks.outer / blocks.channels;
	return blocks.inner == 1 || blocks.channels == 1 ? unmoved : blocks;
}

bool order_same_sequence(Order a, Shape a_shape, Order b, Shape b_shape)
{
	Blocks x = blocks_of(a, a_shape), y = blocks_of(b, b_shape);
	return x.outer == y.outer && x.inner == y.inner && x.channels == y.channels;
}

const void *order_values(Order order, Shape shape, const void *values,
	size_t element_bytes, Arena *arena)
{
	Blocks blocks = blocks_of(order, shape);
	if (blocks.channels == 1)
		return values;
	const int32_t dims[] = {blocks.outer, blocks.inner, blocks.channels};
	const int32_t perm[] = {0, 2, 1};
	void *moved = arena_array(arena, (size_t)shape_count(shape), element_bytes);
	move_transpose(values, dims, perm, 3, element_bytes, moved);
	return moved;
}
