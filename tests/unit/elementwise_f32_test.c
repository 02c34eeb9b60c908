/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/elementwise_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { RANK = 4 };

static const ElementwiseF32 unbounded = {-FLT_MAX, FLT_MAX};

/* The element of an operand of these dims that output element i takes. */
static size_t element_at(const int32_t *dims, const int32_t *out_dims, size_t i)
{
	size_t at = 0, step = 1;
	for (int axis = RANK - 1; axis >= 0; axis--) {
		size_t index = i % (size_t)out_dims[axis];
		i /= (size_t)out_dims[axis];
		at += dims[axis] == 1 ? 0 : index * step;
		step *= (size_t)dims[axis];
	}
	return at;
}

static size_t count_of(const int32_t *dims)
{
	size_t n = 1;
	for (int axis = 0; axis < RANK; axis++)
		n *= (size_t)dims[axis];
	return n;
}

static void random_dims(Random *random, int32_t *a, int32_t *b, int32_t *out)
{
	for (int axis = 0; axis < RANK; axis++) {
		out[axis] = random_between(random, 1, 5);
		a[axis] = random_between(random, 0, 2) ? out[axis] : 1;
		b[axis] = a[axis] == 1 || random_between(random, 0, 2) ? out[axis] : 1;
	}
}

Test(elementwise_f32, broadcasts_as_numpy_does)
{
	Random random = {5};
	for (int round = 0; round < 100; round++) {
		int32_t a_dims[RANK], b_dims[RANK], dims[RANK];
		random_dims(&random, a_dims, b_dims, dims);
		Broadcast shape = broadcast_of(a_dims, RANK, b_dims, RANK);
		size_t n = count_of(dims);
		float *a = random_floats(&random, count_of(a_dims));
		float *b = random_floats(&random, count_of(b_dims));
		float *sum = random_floats(&random, n), *difference = random_floats(&random, n);
		float *product = random_floats(&random, n);

		add_f32(&unbounded, &shape, a, b, sum);
		sub_f32(&unbounded, &shape, a, b, difference);
		mul_f32(&unbounded, &shape, a, b, product);
		for (size_t i = 0; i < n; i++) {
			float x = a[element_at(a_dims, dims, i)], y = b[element_at(b_dims, dims, i)];
			cr_assert(eq(flt, sum[i], x + y));
			cr_assert(eq(flt, difference[i], x - y));
			cr_assert(eq(flt, product[i], x * y));
		}
		free(a);
		free(b);
		free(sum);
		free(difference);
		free(product);
	}
}

Test(elementwise_f32, clamps_and_may_work_in_place)
{
	const ElementwiseF32 relu6 = {0, 6};
	const int32_t dims[] = {4};
	Broadcast shape = broadcast_of(dims, 1, NULL, 0);
	float a[] = {-5, 1, 8, NAN};
	const float b = 2;

	add_f32(&relu6, &shape, a, &b, a);
	cr_expect(eq(flt, a[0], 0));
	cr_expect(eq(flt, a[1], 3));
	cr_expect(eq(flt, a[2], 6));
	cr_expect(isnan(a[3]));
}

static void expect_floats(const float *got, const float *expected, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cr_expect(eq(flt, got[i], expected[i]), "element %zu", i);
}

Test(elementwise_f32, rectifies)
{
	const float in[] = {-INFINITY, -2, -0.5F, 0, 0.5F, 6.5F, INFINITY};
	const float relu[] = {0, 0, 0, 0, 0.5F, 6.5F, INFINITY};
	const float relu6[] = {0, 0, 0, 0, 0.5F, 6, 6};
	const float leaky[] = {-INFINITY, -0.5F, -0.125F, 0, 0.5F, 6.5F, INFINITY};
	float out[7];

	relu_f32(in, 7, out);
	expect_floats(out, relu, 7);
	relu6_f32(in, 7, out);
	expect_floats(out, relu6, 7);
	leaky_relu_f32(in, 7, 0.25F, out);
	expect_floats(out, leaky, 7);
}

Test(elementwise_f32, swishes_in_the_order_of_the_reference)
{
	for (float x = -5; x <= 5; x += 0.0625F) {
		float part = fminf(6, fmaxf(0, x + 3)), out;
		hard_swish_f32(&x, 1, &out);
		cr_assert(eq(flt, out, (x * part) / 6));
	}
}

Test(elementwise_f32, keeps_nan)
{
	const float in[] = {NAN};
	float out;
	relu_f32(in, 1, &out);
	cr_expect(isnan(out));
	relu6_f32(in, 1, &out);
	cr_expect(isnan(out));
	leaky_relu_f32(in, 1, 0.25F, &out);
	cr_expect(isnan(out));
	hard_swish_f32(in, 1, &out);
	cr_expect(isnan(out));
}
