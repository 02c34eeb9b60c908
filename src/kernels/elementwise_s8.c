/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_int.h"

#include "src/kernels/machine.h"
#include "src/kernels/output_s8.h"

#if defined(KERNELS_HELIUM)
#include "src/kernels/output_s8_mve.h"
#endif

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

#if defined(KERNELS_HELIUM)

/* Elements of an operand, four at a time where they lie side by side. */
static inline int32x4_t four_on_common_scale(const int8_t *x, ptrdiff_t stride,
	int32_t zero, Rescale scale, mve_pred16_t some)
{
	int32x4_t four = stride ? vldrbq_z_s32(x, some) : vdupq_n_s32(*x);

	four = vshlq_n_s32(vsubq_n_s32(four, zero), SUM_BITS);
	return four_rescaled(four, vdupq_n_s32(scale.multiplier), vdupq_n_s32(scale.shift));
}

static void sum_row(const AddInt *operation, int32_t sign, const int8_t *a,
	ptrdiff_t a_stride, const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	AddInt add = *operation;

	for (; n > 0; n -= 4, a += 4 * a_stride, b += 4 * b_stride, out += 4) {
		mve_pred16_t some = vctp32q((uint32_t)n);
		int32x4_t sum = four_on_common_scale(a, a_stride, add.a_zero, add.a, some);
		int32x4_t more = four_on_common_scale(b, b_stride, add.b_zero, add.b, some);

		sum = vaddq_s32(sum, vmulq_n_s32(more, sign));
		sum = four_rescaled(sum, vdupq_n_s32(add.out.multiplier),
			vdupq_n_s32(add.out.shift));
		sum = vmaxq_s32(vaddq_n_s32(sum, add.out_zero), vdupq_n_s32(add.act_min));
		vstrbq_p_s32(out, vminq_s32(sum, vdupq_n_s32(add.act_max)), some);
	}
}

#else

static int32_t common_scale(int8_t x, int32_t zero, Rescale scale)
{
	return rescale(shift_left_wrap(x - zero, SUM_BITS), scale.multiplier, scale.shift);
}

/* a + sign * b, for any factors. */
static void any_sum_row(const AddInt *add, int32_t sign, const int8_t *a,
	ptrdiff_t a_stride, const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride) {
		int32_t sum = add_wrap(common_scale(*a, add->a_zero, add->a),
			sign * common_scale(*b, add->b_zero, add->b));

		out[i] = to_s8(rescale(sum, add->out.multiplier, add->out.shift), add->out_zero,
			add->act_min, add->act_max);
	}
}

/* An operand's way to the common scale. The larger one's factor is a half, which is not for
 * quick_rescale: it takes four times the operand and an eighth. */
typedef struct Side {
	int32_t zero, left, is_quick;
	QuickRescale scale;
} Side;

static Side side_of(int32_t zero, Rescale scale)
{
	Side side = {zero, SUM_BITS, 1, {0, 0, 0}};

	if (scale.shift == 0 && scale.multiplier == 1 << 30) {
		side.left += 2;
		scale.shift -= 2;
	}
	side.is_quick = scale.shift < 0;
	if (side.is_quick)
		side.scale = quick_rescale_of(scale);
	return side;
}

static inline int32_t on_common_scale(Side side, int8_t x)
{
	return quick_rescale(side.scale, shift_left_wrap(x - side.zero, side.left));
}

static void sum_row(const AddInt *add, int32_t sign, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	Side left = side_of(add->a_zero, add->a), right = side_of(add->b_zero, add->b);
	OutputS8 output = {add->out.multiplier, add->out.shift, add->out_zero};

	if (!left.is_quick || !right.is_quick || !is_quick(output)) {
		any_sum_row(add, sign, a, a_stride, b, b_stride, n, out);
		return;
	}
	for (ptrdiff_t i = 0; i < n; i++, a += a_stride, b += b_stride)
		out[i] = quick_output(output,
			on_common_scale(left, *a) + sign * on_common_scale(right, *b));
	limit_outputs(add->act_min, add->act_max, out, n);
}

#endif

static void add_row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	sum_row((const AddInt *)operation, 1, a, a_stride, b, b_stride, n, out);
}

static void sub_row(const void *operation, const int8_t *a, ptrdiff_t a_stride,
	const int8_t *b, ptrdiff_t b_stride, ptrdiff_t n, int8_t *out)
{
	sum_row((const AddInt *)operation, -1, a, a_stride, b, b_stride, n, out);
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
