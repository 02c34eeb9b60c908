/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_f32.h"

#include "src/kernels/clamp_f32.h"

/* One row of the output; the steps are 0 for an operand that is repeated, else 1. */
typedef struct Row {
	const float *a, *b;
	ptrdiff_t a_step, b_step, n;
	float low, high;
	float *out;
} Row;

static void add_row(Row row)
{
	for (ptrdiff_t i = 0; i < row.n; i++)
		row.out[i] =
			clamp_f32(row.a[i * row.a_step] + row.b[i * row.b_step], row.low, row.high);
}

static void sub_row(Row row)
{
	for (ptrdiff_t i = 0; i < row.n; i++)
		row.out[i] =
			clamp_f32(row.a[i * row.a_step] - row.b[i * row.b_step], row.low, row.high);
}

static void mul_row(Row row)
{
	for (ptrdiff_t i = 0; i < row.n; i++)
		row.out[i] =
			clamp_f32(row.a[i * row.a_step] * row.b[i * row.b_step], row.low, row.high);
}

static void div_row(Row row)
{
	for (ptrdiff_t i = 0; i < row.n; i++)
		row.out[i] =
			clamp_f32(row.a[i * row.a_step] / row.b[i * row.b_step], row.low, row.high);
}

static void each_row(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out, void (*work)(Row))
{
	int32_t last = shape->rank - 1;
	BroadcastRow at = {0, 0, {0}};

	do {
		Row row = {a + at.a, b + at.b, shape->a_stride[last], shape->b_stride[last],
			shape->dims[last], how->act_min, how->act_max, out};
		work(row);
		out += shape->dims[last];
	} while (broadcast_next(shape, &at));
}

void add_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out)
{
	each_row(how, shape, a, b, out, add_row);
}

void sub_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out)
{
	each_row(how, shape, a, b, out, sub_row);
}

void mul_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out)
{
	each_row(how, shape, a, b, out, mul_row);
}

void div_f32(const ElementwiseF32 *how, const Broadcast *shape, const float *a,
	const float *b, float *out)
{
	each_row(how, shape, a, b, out, div_row);
}

void relu_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[i] < 0 ? 0 : in[i];
}

void relu6_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = clamp_f32(in[i], 0, 6);
}

void leaky_relu_f32(const float *in, size_t n, float alpha, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[i] > 0 ? in[i] : in[i] * alpha;
}

void hard_swish_f32(const float *in, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[i] * clamp_f32(in[i] + 3, 0, 6) / 6;
}
