/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "src/kernels/elementwise_int.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/reference_s16.h"

enum { N = 24 };

static Rescale random_rescale(uint32_t *state, int32_t low, int32_t high)
{
	return (Rescale){random_between(state, 1 << 30, INT32_MAX),
		random_between(state, low, high)};
}

static AddInt random_sum(uint32_t *state)
{
	AddInt add = {.act_min = random_between(state, -32768, 0),
		.act_max = random_between(state, 0, 32767)};
	add.a = random_rescale(state, -5, -1);
	add.b = random_rescale(state, -5, -1);
	add.out = random_rescale(state, -15, -12);
	return add;
}

static int64_t side(int16_t x, Rescale scale)
{
	return reference_rescale(x * (INT64_C(1) << 15), scale.multiplier, scale.shift);
}

static int16_t expected_sum(const AddInt *add, int16_t a, int16_t b, int sign)
{
	int64_t sum = side(a, add->a) + sign * side(b, add->b);
	return reference_clamp(reference_rescale(sum, add->out.multiplier, add->out.shift),
		add->act_min, add->act_max);
}

static void random_values(uint32_t *state, int16_t *values)
{
	for (int i = 0; i < N; i++)
		values[i] = (int16_t)random_between(state, -32768, 32767);
}

Test(elementwise_s16, adds_and_subtracts_at_a_common_scale)
{
	const int32_t dims[] = {2, 3, 4};
	Broadcast same = broadcast_of(dims, 3, dims, 3);
	uint32_t state = 1;
	for (int trial = 0; trial < 500; trial++) {
		AddInt add = random_sum(&state);
		int16_t a[N], b[N], sum[N], difference[N];
		random_values(&state, a);
		random_values(&state, b);
		add_s16(&add, &same, a, b, sum);
		sub_s16(&add, &same, a, b, difference);
		for (int i = 0; i < N; i++) {
			cr_assert_eq(sum[i], expected_sum(&add, a[i], b[i], 1));
			cr_assert_eq(difference[i], expected_sum(&add, a[i], b[i], -1));
		}
	}
}

Test(elementwise_s16, multiplies)
{
	const int32_t dims[] = {N};
	Broadcast same = broadcast_of(dims, 1, dims, 1);
	uint32_t state = 2;
	for (int trial = 0; trial < 500; trial++) {
		MulInt mul = {.act_min = -30000,
			.act_max = 30000,
			.out = random_rescale(&state, -17, 1)};
		int16_t a[N], b[N], out[N];
		random_values(&state, a);
		random_values(&state, b);
		mul_s16(&mul, &same, a, b, out);
		for (int i = 0; i < N; i++)
			cr_assert_eq(out[i],
				reference_clamp(reference_rescale((int64_t)a[i] * b[i],
									mul.out.multiplier, mul.out.shift),
					-30000, 30000));
	}
}

Test(elementwise_s16, repeats_either_operand_along_any_axis)
{
	const int32_t a_dims[] = {2, 1, 4}, b_dims[] = {3, 1};
	Broadcast shape = broadcast_of(a_dims, 3, b_dims, 2);
	uint32_t state = 3;
	AddInt add = random_sum(&state);
	int16_t a[N], b[N], out[N];
	random_values(&state, a);
	random_values(&state, b);
	sub_s16(&add, &shape, a, b, out);
	for (int i = 0; i < N; i++)
		cr_assert_eq(out[i], expected_sum(&add, a[i / 12 * 4 + i % 4], b[i / 4 % 3], -1));
}
