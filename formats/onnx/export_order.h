/* SPDX-License-Identifier: Apache-2.0 */
/* In which order the axes of a tensor, and with them its values, are written. */
#ifndef FORMATS_ONNX_EXPORT_ORDER_H
#define FORMATS_ONNX_EXPORT_ORDER_H

#include "src/base/arena.h"
#include "src/base/types.h"

typedef enum OrderKind {
	ORDER_AS_IS,
	/* The last axis comes second: [n, h, w, c] is written [n, c, h, w]. */
	ORDER_CHANNELS_FIRST,
	/* The last axis comes first: [1, h, w, c] is written [c, 1, h, w], [n, k] as [k, n]. */
	ORDER_CHANNELS_LEAD,
	/* Rows that were images, flattened: [n, s * c] has the values of [n, c, s]. */
	ORDER_FLAT,
} OrderKind;

typedef struct Order {
	OrderKind kind;
	int channels; /* ORDER_FLAT: c */
} Order;

#define AS_IS ((Order){.kind = ORDER_AS_IS})
#define CHANNELS_FIRST ((Order){.kind = ORDER_CHANNELS_FIRST})
#define CHANNELS_LEAD ((Order){.kind = ORDER_CHANNELS_LEAD})

bool order_equal(Order a, Order b);

/* Axis i as written is axis axes[i] of the tensor. */
void order_axes(Order order, int rank, int32_t axes[MAX_RANK]);

/* Where an axis of the tensor is written. */
int order_axis(Order order, int rank, int axis);

/* The order of a tensor whose axes are written so; it is one of those above but the last. */
Order order_of_axes(const int32_t *axes, int rank);

/* The order of what is left of a tensor when the axes of a mask go. */
Order order_without(Order order, int rank, int mask);

/* A tensor's shape as written. */
Shape order_shape(Order order, Shape shape);

/* Whether the values of two tensors, of as many values, lie in the same sequence as written. */
bool order_same_sequence(Order a, Shape a_shape, Order b, Shape b_shape);

/* Values in the sequence in which they are written: a copy in the arena, or the values
 * themselves where nothing moves. */
const void *order_values(Order order, Shape shape, const void *values,
	size_t element_bytes, Arena *arena);

#endif
