/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_int.h"

/* Fraction bits that the two sides of a sum are given before they are added. */
enum { SUM_BITS = 15 };

/* One row of an operation's output: n elements, the operands' strides 0 or 1. */
typedef void Row(const void *operation, const int16_t *a, ptrdiff_t a_stride,
	const int16_t *b, ptrdiff_t b_stride, ptrdiff_t n, int16_t *out);

static void each_row(const Broadcast *shape, const void *operation, Row *work,
	const int16_t *a, const int16_t *b, int16_t *out)
{
	int32_t last = shape->rank - 1;
	BroadcastRow at = {0, 0, {0}};

	do {
		work(operation, a + at.a, shape->a_stride[last], b + at.b, shape->b_stride[last],
			shape->dims[last], out);
		out += shape->dims[last];
	} while (broadcast_next(shape, &at));
}

static int32_t common_scale(int16_t x, Rescale scale)
{
	return rescale(shift_left_wrap(x, SUM_BITS), scale.multiplier, scale.shift);
}

static int16_t finish(int32_t x, Rescale scale, int32_t act_min, int32_t act_max)
{
	return to_s16(rescale(x, scale.multiplier, scale.shift), act_min, act_max);
}

static void add_row(const void *operation, const int16_t *a, ptrdiff_t a_stride,
	const int16_t *b, ptrdiff_t b_stride, ptrdiff_t n, int16_t *out)
{
	const AddInt *add = (const AddInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = finish(add_wrap(common_scale(*a, add->a), common_scale(*b, add->b)),
			add->out, add->act_min, add->act_max);
}

static void sub_row(const void *operation, const int16_t *a, ptrdiff_t a_stride,
	const int16_t *b, ptrdiff_t b_stride, ptrdiff_t n, int16_t *out)
{
	const AddInt *sub = (const AddInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = finish(sub_wrap(common_scale(*a, sub->a), common_scale(*b, sub->b)),
			sub->out, sub->act_min, sub->act_max);
}

static void mul_row(const void *operation, const int16_t *a, ptrdiff_t a_stride,
	const int16_t *b, ptrdiff_t b_stride, ptrdiff_t n, int16_t *out)
{
	const MulInt *mul = (const MulInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = finish(*a * *b, mul->out, mul->act_min, mul->act_max);
}

void add_s16(const AddInt *add, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out)
{
	each_row(shape, add, add_row, a, b, out);
}

void sub_s16(const AddInt *sub, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out)
{
	each_row(shape, sub, sub_row, a, b, out);
}

void mul_s16(const MulInt *mul, const Broadcast *shape, const int16_t *a,
	const int16_t *b, int16_t *out)
{
	each_row(shape, mul, mul_row, a, b, out);
}
