/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_int.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/reference_s8.h"

#include <criterion/criterion.h>

enum { N = 24 };

static Rescale random_rescale(uint32_t *state, int32_t low, int32_t high)
{
	Rescale scale = {random_between(state, 1 << 30, INT32_MAX),
		random_between(state, low, high)};

	return scale;
}

static AddInt random_sum(uint32_t *state)
{
	AddInt add = {.act_min = random_between(state, -128, 0),
		.act_max = random_between(state, 0, 127)};

	add.a_zero = random_between(state, -128, 127);
	add.b_zero = random_between(state, -128, 127);
	add.out_zero = random_between(state, -128, 127);
	add.a = random_rescale(state, -5, -1);
	add.b = random_rescale(state, -5, -1);
	add.out = random_rescale(state, -20, -17);
	return add;
}

static int64_t side(int8_t x, int32_t zero, Rescale scale)
{
	return reference_rescale((x - zero) * (INT64_C(1) << 20), scale.multiplier,
		scale.shift);
}

static int8_t expected_sum(const AddInt *add, int8_t a, int8_t b, int sign)
{
	int64_t sum = side(a, add->a_zero, add->a) + sign * side(b, add->b_zero, add->b);

	return reference_output(sum, add->out.multiplier, add->out.shift, add->out_zero,
		add->act_min, add->act_max);
}

static void random_values(uint32_t *state, int8_t *values)
{
	for (int i = 0; i < N; i++)
		values[i] = (int8_t)random_between(state, -128, 127);
}

Test(elementwise_s8, adds_and_subtracts_at_a_common_scale)
{
	const int32_t dims[] = {2, 3, 4};
	Broadcast same = broadcast_of(dims, 3, dims, 3);
	uint32_t state = 1;

	for (int trial = 0; trial < 500; trial++) {
		AddInt add = random_sum(&state);
		int8_t a[N], b[N], sum[N], difference[N];

		random_values(&state, a);
		random_values(&state, b);
		add_s8(&add, &same, a, b, sum);
		sub_s8(&add, &same, a, b, difference);
		for (int i = 0; i < N; i++) {
			cr_assert_eq(sum[i], expected_sum(&add, a[i], b[i], 1));
			cr_assert_eq(difference[i], expected_sum(&add, a[i], b[i], -1));
		}
	}
}

/* The larger operand's factor is a half, in files as they are. */
Test(elementwise_s8, adds_with_one_factor_of_a_half)
{
	const int32_t dims[] = {N};
	Broadcast same = broadcast_of(dims, 1, dims, 1);
	uint32_t state = 4;

	for (int trial = 0; trial < 500; trial++) {
		AddInt add = random_sum(&state);
		int8_t a[N], b[N], sum[N], difference[N];

		*(trial % 2 ? &add.a : &add.b) = (Rescale){1 << 30, 0};
		random_values(&state, a);
		random_values(&state, b);
		add_s8(&add, &same, a, b, sum);
		sub_s8(&add, &same, a, b, difference);
		for (int i = 0; i < N; i++) {
			cr_assert_eq(sum[i], expected_sum(&add, a[i], b[i], 1));
			cr_assert_eq(difference[i], expected_sum(&add, a[i], b[i], -1));
		}
	}
}

/* Factors of which no kernel has a short way. */
Test(elementwise_s8, adds_with_factors_of_any_size)
{
	const int32_t dims[] = {N};
	Broadcast same = broadcast_of(dims, 1, dims, 1);
	uint32_t state = 5;

	for (int trial = 0; trial < 500; trial++) {
		AddInt add = random_sum(&state);
		int8_t a[N], b[N], sum[N];

		add.a = random_rescale(&state, -30, 0);
		add.b = random_rescale(&state, -30, 0);
		add.out = random_rescale(&state, -30, 0);
		random_values(&state, a);
		random_values(&state, b);
		add_s8(&add, &same, a, b, sum);
		for (int i = 0; i < N; i++)
			cr_assert_eq(sum[i], expected_sum(&add, a[i], b[i], 1));
	}
}

Test(elementwise_s8, multiplies)
{
	const int32_t dims[] = {N};
	Broadcast same = broadcast_of(dims, 1, dims, 1);
	uint32_t state = 2;

	for (int trial = 0; trial < 500; trial++) {
		MulInt mul = {random_between(&state, -128, 127),
			random_between(&state, -128, 127), random_between(&state, -128, 127), -100,
			100, random_rescale(&state, -9, 1)};
		int8_t a[N], b[N], out[N];

		random_values(&state, a);
		random_values(&state, b);
		mul_s8(&mul, &same, a, b, out);
		for (int i = 0; i < N; i++)
			cr_assert_eq(out[i],
				reference_output((a[i] - mul.a_zero) * (b[i] - mul.b_zero),
					mul.out.multiplier, mul.out.shift, mul.out_zero, -100, 100));
	}
}

Test(elementwise_s8, repeats_either_operand_along_any_axis)
{
	const int32_t a_dims[] = {2, 1, 4}, b_dims[] = {3, 1};
	Broadcast shape = broadcast_of(a_dims, 3, b_dims, 2);
	uint32_t state = 3;
	AddInt add = random_sum(&state);
	int8_t a[N], b[N], out[N];

	random_values(&state, a);
	random_values(&state, b);
	sub_s8(&add, &shape, a, b, out);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			for (int k = 0; k < 4; k++)
				cr_assert_eq(out[(i * 3 + j) * 4 + k],
					expected_sum(&add, a[i * 4 + k], b[j], -1));
}

Test(elementwise_s8, works_in_place)
{
	const int32_t dims[] = {N}, one[] = {1};
	Broadcast shape = broadcast_of(dims, 1, one, 1);
	uint32_t state = 4;
	AddInt add = random_sum(&state);
	int8_t a[N], out[N];
	const int8_t b = 17;

	random_values(&state, a);
	add_s8(&add, &shape, a, &b, out);
	add_s8(&add, &shape, a, &b, a);
	cr_expect_arr_eq(a, out, N);
}
