/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_int.h"

/* Fraction bits that the two sides of a sum are given before they are added. */
enum { SUM_BITS = 20 };

/* One row of an operation's output: n elements, the operands' strides 0 or 1. */
typedef void Row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out);

static void each_row(const Broadcast *shape, const void *operation, Row *work,
	const int8_t *a, const int8_t *b, int8_t *out)
{
	int32_t last = shape->rank - 1;
	BroadcastRow at = {0, 0, {0}};

	do {
		work(operation, a + at.a, shape->a_stride[last], b + at.b, shape->b_stride[last],
			shape->dims[last], out);
		out += shape->dims[last];
	} while (broadcast_next(shape, &at));
}

static int32_t common_scale(int8_t x, int32_t zero, Rescale scale)
{
	return rescale(shift_left_wrap(x - zero, SUM_BITS), scale.multiplier, scale.shift);
}

static int8_t finish_sum(const AddInt *add, int32_t sum)
{
	return to_s8(rescale(sum, add->out.multiplier, add->out.shift), add->out_zero,
		add->act_min, add->act_max);
}

static void add_row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	const AddInt *add = (const AddInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = finish_sum(add,
			add_wrap(common_scale(*a, add->a_zero, add->a),
				common_scale(*b, add->b_zero, add->b)));
}

static void sub_row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	const AddInt *sub = (const AddInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = finish_sum(sub,
			sub_wrap(common_scale(*a, sub->a_zero, sub->a),
				common_scale(*b, sub->b_zero, sub->b)));
}

static void mul_row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	const MulInt *mul = (const MulInt *)operation;

	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride) {
		int32_t product = (*a - mul->a_zero) * (*b - mul->b_zero);

		out[i] = to_s8(rescale(product, mul->out.multiplier, mul->out.shift),
			mul->out_zero, mul->act_min, mul->act_max);
	}
}

void add_s8(const AddInt *add, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out)
{
	each_row(shape, add, add_row, a, b, out);
}

void sub_s8(const AddInt *sub, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out)
{
	each_row(shape, sub, sub_row, a, b, out);
}

void mul_s8(const MulInt *mul, const Broadcast *shape, const int8_t *a, const int8_t *b,
	int8_t *out)
{
	each_row(shape, mul, mul_row, a, b, out);
}
