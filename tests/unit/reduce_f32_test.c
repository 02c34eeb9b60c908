/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/reduce_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

/* Which output the i-th input element goes to. */
static size_t output_of(const Reduction *shape, size_t i)
{
	size_t at = 0, step = 1;
	for (int axis = shape->rank - 1; axis >= 0; axis--) {
		size_t index = i % (size_t)shape->dims[axis];
		i /= (size_t)shape->dims[axis];
		if (shape->reduced[axis])
			continue;
		at += index * step;
		step *= (size_t)shape->dims[axis];
	}
	return at;
}

/* The plain reading of the definition: every element in turn to the sum it belongs to. */
static void plain_sum(const Reduction *shape, size_t n, const float *in, float *out)
{
	memset(out, 0, (size_t)reduction_outputs(shape) * sizeof *out);
	for (size_t i = 0; i < n; i++)
		out[output_of(shape, i)] += in[i];
}

static Reduction random_shape(Random *random, size_t *n, size_t *n_out)
{
	Reduction shape = {.rank = random_between(random, 0, 6)};
	*n = *n_out = 1;
	for (int axis = 0; axis < shape.rank; axis++) {
		shape.dims[axis] = random_between(random, 1, 4);
		shape.reduced[axis] = (uint8_t)random_between(random, 0, 1);
		*n *= (size_t)shape.dims[axis];
		*n_out *= shape.reduced[axis] ? 1 : (size_t)shape.dims[axis];
	}
	return shape;
}

Test(reduce_f32, adds_in_memory_order_over_any_axes)
{
	Random random = {7};
	for (int round = 0; round < 200; round++) {
		size_t n, n_out;
		Reduction shape = random_shape(&random, &n, &n_out);
		float *in = random_floats(&random, n), *out = random_floats(&random, n_out);
		float *expected = random_floats(&random, n);

		sum_f32(&shape, in, out);
		plain_sum(&shape, n, in, expected);
		cr_assert(eq(int, memcmp(out, expected, n_out * sizeof *out), 0));
		mean_f32(&shape, in, out);
		for (size_t i = 0; i < n_out; i++)
			cr_assert(eq(flt, out[i], expected[i] / (float)(n / n_out)));
		free(in);
		free(out);
		free(expected);
	}
}

Test(reduce_f32, finds_the_largest_over_any_axes)
{
	Random random = {8};
	for (int round = 0; round < 200; round++) {
		size_t n, n_out;
		Reduction shape = random_shape(&random, &n, &n_out);
		float *in = random_floats(&random, n), *out = random_floats(&random, n_out);

		reduce_max_f32(&shape, in, out);
		for (size_t i = 0; i < n_out; i++) {
			float most = -INFINITY;
			for (size_t k = 0; k < n; k++)
				most = output_of(&shape, k) == i && in[k] > most ? in[k] : most;
			cr_assert(eq(flt, out[i], most));
		}
		free(in);
		free(out);
	}
}
